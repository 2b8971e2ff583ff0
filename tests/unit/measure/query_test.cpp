// A whole query measured on a waveform whose closed form is known: one neuron without weights,
//   v(t) = a + (v0 - a) exp(-t), released kRelease + kEdge/2 after the start.

#include "measure/query.h"
#include "model/tokens.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::measure {
namespace {

constexpr double kUnit = 1e-6;  // seconds of a model time unit, tau_v = 1
constexpr double kEdge = 1e-10;
constexpr double kApply = 1e-9;
constexpr double kRelease = 1e-7;
constexpr double kBias = 0.8;     // a: where v ends
constexpr double kVolts = -0.25;  // per unit of v
constexpr double kStep = 2e-9;    // between points of the waveform

Spec free_neuron() {
    Spec spec = test::make_linear(0, kBias, 0.3, 0.1);
    spec.readout.type = ReadoutType::Threshold;
    spec.readout.level = 0.4;
    return spec;
}

Query from_zero() {
    Query query = test::make_query("q", {0});
    query.expect = Expectation{{1}, ""};
    return query;
}

circuit::Layout layout_of_one() {
    circuit::Layout layout;
    layout.banks.resize(2);
    layout.banks[0].resize(1);
    layout.banks[0][0].state = {"v0", kVolts, 0};
    layout.banks[1].resize(1);
    layout.banks[1][0].state = {"h1_0", 1, 0};
    layout.edge_s = kEdge;
    layout.apply_s = kApply;
    layout.release_s = kRelease;
    layout.swing_limit_volts = 2;
    return layout;
}

double released_at() { return kRelease + kEdge / 2; }

/// v from v(0) = 0 for `taus` after the release, with `error` added to v at the end of it.
wave::Waveform decay(double taus, double error = 0) {
    wave::Waveform waveform;
    waveform.names = {"v(v0)", "v(h1_0)"};
    const double stop = released_at() + taus * kUnit;
    const auto points = static_cast<int>(std::ceil(stop / kStep));
    for (int k = 0; k <= points; ++k) {
        const double t = stop * k / points;
        const double since = std::max(0.0, t - released_at()) / kUnit;
        const double drift = error * since / taus;
        waveform.time_s.push_back(t);
        waveform.samples.push_back(kVolts * (kBias * (1 - std::exp(-since)) + drift));
        waveform.samples.push_back(0.3);  // b: h is at its target from the start
    }
    return waveform;
}

class OneNeuron : public testing::Test {
protected:
    QueryResult measure(const Query& query, const wave::Waveform& waveform, bool stopped) {
        const Context context{spec_, 1, kUnit, 0.01};
        auto result = measure_circuit(context, query, {}, layout_, waveform, stopped);
        EXPECT_TRUE(result);
        return *std::move(result);
    }

    Spec spec_ = free_neuron();
    circuit::Layout layout_ = layout_of_one();
};

TEST_F(OneNeuron, ReadsTheFinalStateAndJudgesIt) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    EXPECT_EQ(result.id, "q");
    EXPECT_EQ(result.status, Status::Settled);
    ASSERT_EQ(result.visible.size(), 1U);
    EXPECT_NEAR(result.visible[0], kBias * (1 - std::exp(-8)), 1e-12);
    EXPECT_EQ(result.readout, "1");
    EXPECT_EQ(result.expected, "1");
    EXPECT_EQ(result.correct, true);
    EXPECT_FALSE(result.energy_j) << "no supplies in the layout";
}

TEST_F(OneNeuron, SettlingCountsFromTheInputAndFromTheRelease) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    // |v - v(8)| = 0.01: kBias (exp(-t) - exp(-8)) = 0.01.
    const double model_time = -std::log(0.01 / kBias + std::exp(-8));
    ASSERT_TRUE(result.settle_time_s && result.release_time_s);
    // Linear interpolation over a step h errs by h^2/8 of the curvature over the slope: h^2/8.
    const double tolerance = kStep * kStep / (8 * kUnit) + 1e-12;
    EXPECT_NEAR(*result.release_time_s, model_time * kUnit, tolerance);
    EXPECT_NEAR(*result.settle_time_s, released_at() - kApply + model_time * kUnit, tolerance);
}

TEST_F(OneNeuron, DecisionIsWhenTheReadoutLastChanges) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    // kBias (1 - exp(-t)) = 0.4 at t = ln 2, taken at the next point of the waveform.
    const double expected = released_at() - kApply + std::log(2) * kUnit;
    ASSERT_TRUE(result.decision_time_s);
    EXPECT_GE(*result.decision_time_s, expected - 1e-15);
    EXPECT_LE(*result.decision_time_s, expected + kStep);
}

TEST_F(OneNeuron, AgreesWithTheOdeOnTheExactSolution) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    ASSERT_TRUE(result.reference);
    // The integrator's own tolerance.
    EXPECT_LT(result.reference->trajectory_error, 1e-5);
    EXPECT_LT(result.reference->visible_max_error, 1e-5);
    EXPECT_TRUE(result.reference->agrees);
    const double model_time = -std::log(0.01 / kBias + std::exp(-8));
    EXPECT_NEAR(*result.reference->settle_time_s, model_time * kUnit, 1e-3 * kUnit);
}

TEST_F(OneNeuron, DisagreesWhereTheFinalStateIsOutsideTheTolerance) {
    const QueryResult close = measure(from_zero(), decay(8, 0.009), true);
    EXPECT_TRUE(close.reference->agrees);
    EXPECT_NEAR(close.reference->visible_error, 0.009, 1e-5);
    const QueryResult far = measure(from_zero(), decay(8, -0.011), true);
    EXPECT_FALSE(far.reference->agrees);
    EXPECT_NEAR(far.reference->visible_error, 0.011, 1e-5);
    EXPECT_NEAR(far.reference->trajectory_error, 0.011, 1e-5);
}

TEST_F(OneNeuron, LyapunovEnergyFallsFromTheReleaseToTheEnd) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    // E = v (v - a) - v^2/2 + [h (h - b) - h^2/2]: with h = b it is v^2/2 - a v - b^2/2.
    const auto energy = [](double v) { return v * v / 2 - kBias * v - 0.3 * 0.3 / 2; };
    ASSERT_EQ(result.energy_lyapunov.size(), 2U);
    EXPECT_NEAR(result.energy_lyapunov[0], energy(0), kBias * kBias * kStep / kUnit);
    EXPECT_NEAR(result.energy_lyapunov[1], energy(kBias * (1 - std::exp(-8))), 1e-9);
    EXPECT_NEAR(result.lyapunov_rise, 0, 1e-12);
}

TEST_F(OneNeuron, IsUnsettledWithoutAnEarlyStopAndThenHasNoSettlingTime) {
    const QueryResult result = measure(from_zero(), decay(8), false);
    EXPECT_EQ(result.status, Status::Unsettled);
    EXPECT_FALSE(result.settle_time_s);
    EXPECT_FALSE(result.release_time_s);
    EXPECT_FALSE(result.decision_time_s) << "nothing is decided yet";
    EXPECT_FALSE(result.margin);
    EXPECT_EQ(result.correct, false) << "an answer that has not settled is no answer";
}

TEST_F(OneNeuron, IsReadWhereTheQueryAsksForATime) {
    Query query = from_zero();
    query.time = 3;
    const QueryResult result = measure(query, decay(3), false);
    EXPECT_EQ(result.status, Status::Read);
    EXPECT_EQ(result.correct, true);
    EXPECT_TRUE(result.settle_time_s);
}

TEST_F(OneNeuron, HasDivergedBeyondTheSwing) {
    layout_.swing_limit_volts = 0.19;  // of 0.25 V times 0.8
    const QueryResult result = measure(from_zero(), decay(8), true);
    EXPECT_EQ(result.status, Status::Diverged);
    EXPECT_EQ(result.correct, false);
    EXPECT_FALSE(result.settle_time_s);
    EXPECT_FALSE(result.decision_time_s);
    EXPECT_FALSE(result.reference);
    EXPECT_FALSE(result.rests);
}

TEST_F(OneNeuron, RestsWhereTheOdeDoes) {
    const QueryResult result = measure(from_zero(), decay(8), true);
    EXPECT_EQ(result.rests, true);
    EXPECT_EQ(result.reference->rests, true);
    // What is left of the decay: kBias exp(-8), and the integrator's tolerance.
    EXPECT_NEAR(*result.reference->rest_error, kBias * std::exp(-8), 1e-5);
    EXPECT_TRUE(result.reference->same_path);
    EXPECT_NEAR(*result.margin, kBias * (1 - std::exp(-8)) - 0.4, 1e-9);
    EXPECT_FALSE(result.tie);
}

TEST_F(OneNeuron, IsNotAtRestWhereTheOdeGoesOn) {
    // Cut at ln 2: there the ODE has half its way to go, past the level of the readout at 0.4.
    const QueryResult result = measure(from_zero(), decay(0.6), true);
    EXPECT_EQ(result.status, Status::Settled) << "says the simulator's detector";
    EXPECT_EQ(result.rests, false);
    EXPECT_FALSE(result.reference->agrees);
    EXPECT_TRUE(result.reference->same_path);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics.front().id, "HS-W403");
    EXPECT_NE(result.diagnostics.front().message.find("goes on to 1"), std::string::npos);
}

TEST_F(OneNeuron, IsRightOnlyWhereTheAnswerStaysRight) {
    Query query = from_zero();
    query.expect = Expectation{{0}, ""};
    const QueryResult result = measure(query, decay(0.6), true);
    EXPECT_EQ(result.readout, "0");
    EXPECT_EQ(result.correct, false);
}

TEST_F(OneNeuron, AnotherPathToTheSameRestIsSaid) {
    wave::Waveform late = decay(8);
    for (std::size_t point = 0; point < late.points(); ++point) {
        const double since = std::max(0.0, late.time_s[point] - released_at()) / kUnit;
        late.samples[2 * point] = kVolts * (kBias * (1 - std::exp(-0.8 * since)));
    }
    const QueryResult result = measure(from_zero(), late, true);
    EXPECT_TRUE(result.reference->agrees);
    EXPECT_EQ(result.rests, true);
    // Largest where exp(-0.8 t) - exp(-t) is: 0.082 of kBias.
    EXPECT_NEAR(result.reference->trajectory_error, 0.0819 * kBias, 1e-3);
    EXPECT_TRUE(result.reference->same_path);
    for (std::size_t point = 0; point < late.points(); ++point) {
        const double since = std::max(0.0, late.time_s[point] - released_at()) / kUnit;
        late.samples[2 * point] = kVolts * (kBias * (1 - std::exp(-4 * since)));
    }
    const QueryResult early = measure(from_zero(), late, true);
    EXPECT_TRUE(early.reference->agrees);
    EXPECT_FALSE(early.reference->same_path);
}

TEST_F(OneNeuron, ATieIsSaid) {
    spec_.readout.level = kBias - 0.002;
    EXPECT_FALSE(measure(from_zero(), decay(9), true).tie);
    spec_.readout.level = kBias - 0.0008;
    const QueryResult result = measure(from_zero(), decay(9), true);
    EXPECT_TRUE(result.tie);
    EXPECT_NEAR(*result.margin, 0.0008 - kBias * std::exp(-9), 1e-9);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics.front().id, "HS-W404");
}

TEST_F(OneNeuron, WhatIsOverWithinTheEdgeOfTheInputTakesNoTime) {
    // At rest from the start: the first points, a thousandth of the edge apart, only load it.
    wave::Waveform waveform;
    waveform.names = {"v(v0)", "v(h1_0)"};
    for (const double t : {0.0, kApply, kApply + kEdge / 1000, kRelease, released_at() + 8e-6}) {
        waveform.time_s.push_back(t);
        waveform.samples.push_back(t > kApply ? kVolts * kBias : 0);
        waveform.samples.push_back(0.3);
    }
    Query query = from_zero();
    query.visible = {kBias};
    const QueryResult result = measure(query, waveform, true);
    EXPECT_EQ(result.settle_time_s, 0);
    EXPECT_EQ(result.decision_time_s, 0);
}

TEST(Reference, HasNotSettledOnAGhost) {
    HiddenBlock block = test::make_block("words", {FunctionType::Softmax, 8, 1, 2, false},
                                         test::make_matrix({{1, 0}, {0, 1}}));
    block.bias = {0, 0.538};
    Spec spec = test::make_spec("ghost", block);
    spec.readout.type = ReadoutType::Threshold;
    const Query query = test::make_query("q", {0.95, 0.05});
    const auto early = measure_reference({spec, 1, kUnit, 0}, query);
    ASSERT_TRUE(early);
    EXPECT_EQ(early->status, Status::Unsettled);
    EXPECT_EQ(early->rests, false);
    ASSERT_FALSE(early->diagnostics.empty());
    EXPECT_NE(early->diagnostics.front().message.find("goes on to 01"), std::string::npos);
    spec.inference.timeout = 200;
    const auto late = measure_reference({spec, 1, kUnit, 0}, query);
    EXPECT_EQ(late->status, Status::Settled);
    EXPECT_EQ(late->rests, true);
    EXPECT_EQ(late->readout, "01");
    EXPECT_GT(*late->settle_time_s, 40 * kUnit);
    const std::vector<double> passed = passed_state({spec, 1, kUnit, 0}, query);
    ASSERT_EQ(passed.size(), 2U);
    EXPECT_NEAR(passed[0], 0.93, 0.04);
}

TEST(Reference, DecidesAtOnceWhatStartsAtTheLevel) {
    Spec spec = free_neuron();
    const auto found = measure_reference({spec, 1, kUnit, 0}, test::make_query("q", {0.4}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->decision_time_s, 0);
}

TEST_F(OneNeuron, WithoutAnExpectationThereIsNoVerdict) {
    const QueryResult result = measure(test::make_query("q", {0}), decay(8), true);
    EXPECT_EQ(result.expected, "");
    EXPECT_FALSE(result.correct);
}

TEST_F(OneNeuron, EnergyIsCountedFromTheInputToSettling) {
    layout_.supplies = {{"vi", 2.5, "visible"}};
    wave::Waveform waveform = decay(8);
    waveform.names.emplace_back("i(vi)");
    std::vector<double> samples;
    for (std::size_t point = 0; point < waveform.time_s.size(); ++point) {
        samples.insert(samples.end(),
                       {waveform.samples[2 * point], waveform.samples[2 * point + 1], 1e-3});
    }
    waveform.samples = samples;
    const QueryResult result = measure(from_zero(), waveform, true);
    ASSERT_TRUE(result.energy_j && result.settle_time_s);
    const double expected = 2.5e-3 * *result.settle_time_s;
    EXPECT_NEAR(result.energy_j->total, expected, 1e-9 * expected);
}

/// The decoder in the circuit: two classes, whose outputs end at these values.
QueryResult with_decoder(double low, double high, const Expectation& expect) {
    Spec spec = free_neuron();
    spec.readout = {};
    spec.readout.type = ReadoutType::Linear;
    spec.readout.in_circuit = true;
    spec.readout.weights = test::make_matrix({{-1}, {1}});
    spec.readout.bias = {0, -0.2};
    spec.readout.labels = {"low", "high"};
    circuit::Layout layout = layout_of_one();
    layout.readout_bank = 2;
    layout.banks.emplace_back(2);
    layout.banks[2][0].state = {"h2_0", 1, 0};
    layout.banks[2][1].state = {"h2_1", 1, 0};
    layout.banks[2][0].lines = {{"h2_0_f", 0.5}};
    layout.banks[2][1].lines = {{"h2_1_f", 0.5}};
    const wave::Waveform plain = decay(6);
    wave::Waveform waveform;
    waveform.names = {"v(v0)", "v(h1_0)", "v(h2_0_f)", "v(h2_1_f)"};
    waveform.time_s = plain.time_s;
    for (std::size_t point = 0; point < plain.points(); ++point) {
        waveform.samples.insert(waveform.samples.end(),
                                {plain.at(point, 0), plain.at(point, 1), 0.5 * low, 0.5 * high});
    }
    Query query = from_zero();
    query.expect = expect;
    const Context context{spec, 1, kUnit, 0.01};
    return *measure_circuit(context, query, {}, layout, waveform, true);
}

TEST(DecoderInTheCircuit, GivesTheAnswer) {
    const QueryResult result = with_decoder(0.1, 0.9, {{}, "high"});
    EXPECT_EQ(result.readout, "high");
    EXPECT_NEAR(result.decoder.at("high"), 0.9, 1e-12);
    EXPECT_EQ(result.correct, true);
    EXPECT_TRUE(result.diagnostics.empty());
}

TEST(DecoderInTheCircuit, SaysWhereTheStateDecodesToSomethingElse) {
    const QueryResult result = with_decoder(0.7, 0.3, {{}, "high"});
    EXPECT_EQ(result.readout, "low");
    EXPECT_EQ(result.correct, false);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics.front().id, "HS-W402");
    EXPECT_FALSE(result.reference->agrees) << "the ODE's state decodes to high";
}

TEST_F(OneNeuron, TheReferenceItselfIsMeasuredByTheSameRules) {
    const Context context{spec_, 1, kUnit, 0};
    const auto result = measure_reference(context, from_zero());
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, Status::Settled);
    EXPECT_EQ(result->readout, "1");
    EXPECT_EQ(result->correct, true);
    EXPECT_FALSE(result->energy_j);
    EXPECT_FALSE(result->reference);
    // Settled once at least within the rule's own 1 % of the end: ln(0.8/0.01) = 4.38 less what
    // the run's end lacks.
    EXPECT_NEAR(*result->settle_time_s, -std::log(0.01 / kBias) * kUnit, 0.5 * kUnit);
    EXPECT_EQ(result->settle_time_s, result->release_time_s);
    EXPECT_NEAR(*result->decision_time_s, std::log(2) * kUnit, 0.05 * kUnit);
}

TEST(TokenQueries, AreMeasuredAgainstTheSpecTheirTokensChoose) {
    const Spec spec = test::make_token_model();
    for (const Query& query : spec.queries) {
        const Spec chosen = model::selected(spec, query.tokens);
        const auto found = measure_reference({spec, 1, kUnit, 0}, query);
        const auto expected = measure_reference({chosen, 1, kUnit, 0}, query);
        ASSERT_TRUE(found && expected);
        EXPECT_EQ(found->visible, expected->visible);
        EXPECT_EQ(found->energy_lyapunov, expected->energy_lyapunov);
        EXPECT_EQ(found->tokens, query.tokens);
        EXPECT_NEAR(found->probabilities.at("0") + found->probabilities.at("1"), 1, 1e-15);
        EXPECT_GT(found->probabilities.at(found->readout), 0.5);
        EXPECT_LE(found->lyapunov_rise, 1e-9);
    }
}

TEST_F(OneNeuron, OfATokenDrivenBlockAgreesOnlyInItsOwnContext) {
    // Token 0 means no weight, which is what the waveform shows; with token 1 v ends elsewhere.
    spec_.hidden[0].weights = test::make_matrix({{0}, {0.5}});
    spec_.hidden[0].vocabulary = 2;
    Query query = from_zero();
    query.tokens = {0};
    EXPECT_TRUE(measure(query, decay(12), true).reference->agrees);
    query.tokens = {1};
    const QueryResult other = measure(query, decay(12), true);
    EXPECT_FALSE(other.reference->agrees);
    EXPECT_EQ(other.tokens, query.tokens);
    // a = 0.8, b = 0.3, r = 0.5: v = (a + r b) / (1 - r^2), of which exp(-6) is still missing.
    const double fixed = (kBias + 0.5 * 0.3) / 0.75;
    EXPECT_NEAR(other.reference->visible_max_error, fixed - kBias, 2 * std::exp(-6) * fixed);
}

}  // namespace
}  // namespace hopspice::measure
