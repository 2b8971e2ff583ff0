// Rows chosen by tokens: against ordinary specs written by hand, and what holds for every context.

#include "model/tokens.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "model/centring.h"
#include "model/certificates.h"
#include "model/intervals.h"
#include "model/ranges.h"
#include "model/reference.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

constexpr double kExactRow = 1e-12;
const std::vector<double> kTimes = {0, 0.05, 0.2, 0.5, 1, 2, 5, 20};

Trajectory path_of(const Spec& spec) {
    Result<Trajectory> found = integrate(spec, stimulus(spec, Query{}), kTimes);
    EXPECT_TRUE(found);
    return found ? std::move(*found) : Trajectory{};
}

/// Ten slots of three tokens: 59049 contexts, more than are looked at one by one.
Spec many_contexts(const Function& energy, double scale) {
    test::Draw draw(7);
    Matrix embedding{3, 4, {}};
    Matrix positional{10, 4, {}};
    for (std::size_t k = 0; k < 12; ++k) {
        embedding.values.push_back(scale * draw.between(0, 1));
    }
    for (std::size_t k = 0; k < 40; ++k) {
        positional.values.push_back(scale * draw.between(-0.2, 0.2));
    }
    return test::make_spec("many", test::make_token_block("many", energy, embedding, positional));
}

TEST(Selected, IsTheSpecWithTheChosenRowsWrittenOut) {
    const Spec chosen = selected(test::make_token_model(), std::vector<std::size_t>{1, 0, 1});
    EXPECT_FALSE(chosen.is_token_driven());
    ASSERT_EQ(chosen.hidden.size(), 2U);
    const HiddenBlock& attention = chosen.hidden[0];
    EXPECT_EQ(attention.size(), 3U);
    const Matrix expected = test::make_matrix({{0.9 + 0.2, 0, 0.2 + 0.1, 0.6},
                                               {0.1, 0.8 + 0.3, 0.3, 0 + 0.1},
                                               {0.9 + 0.1, 0.1, 0.2 + 0.4, 0.6 + 0.2}});
    EXPECT_EQ(attention.weights.values, expected.values);
    EXPECT_EQ(attention.bias, (std::vector<double>{0.1, -0.2, 0.3}));
    EXPECT_EQ(chosen.hidden[1].weights.values, test::make_token_model().hidden[1].weights.values);
    EXPECT_EQ(chosen.readout.labels, test::make_token_model().readout.labels);
}

TEST(Selected, HasTheTrajectoryOfTheSpecWrittenByHand) {
    Spec by_hand = test::make_token_model();
    by_hand.hidden[0].vocabulary = 1;
    by_hand.hidden[0].weights = test::make_matrix({{0.1 + 0.2, 0.8, 0.3 + 0.1, 0},
                                                   {0.9, 0 + 0.3, 0.2, 0.6 + 0.1},
                                                   {0.9 + 0.1, 0.1, 0.2 + 0.4, 0.6 + 0.2}});
    const Trajectory expected = path_of(by_hand);
    const Trajectory found =
        path_of(selected(test::make_token_model(), std::vector<std::size_t>{0, 1, 1}));
    EXPECT_EQ(found.visible.values, expected.visible.values);
    EXPECT_EQ(found.hidden.values, expected.hidden.values);
}

TEST(Selected, ReachesTheFixedPointOfItsRow) {
    // One linear neuron: v = r h + a and h = r v + b meet in v = (a + r b) / (1 - r^2).
    Spec spec =
        test::make_spec("one", test::make_token_block("one", {FunctionType::Linear, 1, 1, 2, false},
                                                      test::make_matrix({{0.25}, {-0.5}, {0.75}}),
                                                      test::make_matrix({{0}})));
    spec.visible.bias = {0.3};
    spec.hidden[0].bias = {0.2};
    for (std::size_t token = 0; token < 3; ++token) {
        const double r = spec.hidden[0].weights(token, 0);
        const Trajectory found = path_of(selected(spec, std::vector<std::size_t>{token}));
        // The slowest mode has decayed by about exp(-(1 - r) 20) = 7e-3 for r = 0.75.
        const double rest = std::exp(-(1 - std::abs(r)) * kTimes.back());
        const double fixed = (0.3 + r * 0.2) / (1 - r * r);
        EXPECT_NEAR(found.visible.values.back(), fixed, 2 * fixed * rest + 1e-7) << r;
    }
}

TEST(Selected, WithoutTokensTakesTokenZeroAndLeavesOrdinarySpecsAlone) {
    const Spec spec = test::make_token_model();
    EXPECT_EQ(selected(spec, {}).hidden[0].weights.values,
              selected(spec, std::vector<std::size_t>{0, 0, 0}).hidden[0].weights.values);
    const Spec ordinary = test::make_hamming(5);
    EXPECT_EQ(selected(ordinary, {}).hidden[0].weights.values, ordinary.hidden[0].weights.values);
}

TEST(Contexts, AreCountedAndNumberedWithSlotZeroFirst) {
    const Spec spec = test::make_token_model();
    EXPECT_EQ(count_contexts(spec, 100), 8U);
    EXPECT_EQ(count_contexts(spec, 5), 6U);
    EXPECT_EQ(count_contexts(test::make_hamming(5), 100), 1U);
    EXPECT_EQ(context_tokens(spec, 1), (std::vector<std::size_t>{0, 0, 1}));
    EXPECT_EQ(context_tokens(spec, 6), (std::vector<std::size_t>{1, 1, 0}));
    EXPECT_TRUE(context_tokens(test::make_hamming(5), 0).empty());
}

TEST(TokenRanges, HoldWhatEveryContextDoesEvenWithoutQueriesThatShowIt) {
    Spec spec = test::make_token_model();
    spec.queries.clear();
    const Result<Ranges> ranges = signal_ranges(spec);
    ASSERT_TRUE(ranges);
    EXPECT_TRUE(ranges->bounded);
    EXPECT_EQ(ranges->input.low, 0);
    EXPECT_EQ(ranges->input.high, 0);
    for (std::size_t context = 0; context < 8; ++context) {
        const Trajectory found = path_of(selected(spec, context_tokens(spec, context)));
        for (const double v : found.visible.values) {
            EXPECT_GE(v, ranges->visible.low) << context;
            EXPECT_LE(v, ranges->visible.high) << context;
        }
        for (std::size_t row = 0; row < found.hidden.rows; ++row) {
            for (std::size_t mu = 0; mu < 6; ++mu) {
                const Range& h = ranges->hidden[mu / 3].h;
                EXPECT_GE(found.hidden(row, mu), h.low) << context;
                EXPECT_LE(found.hidden(row, mu), h.high) << context;
            }
        }
    }
}

TEST(TokenRanges, AreTheHullOfAllContextsWhereSoftmaxIsTheOnlyEnergy) {
    Spec spec = test::make_token_model();
    spec.hidden.resize(1);
    const Result<Ranges> ranges = signal_ranges(spec);
    ASSERT_TRUE(ranges);
    Range hull_of_all = {0, 0};
    for (std::size_t context = 0; context < 8; ++context) {
        Spec chosen = selected(spec, context_tokens(spec, context));
        chosen.queries = {Query{}};
        const Invariant bound = invariant(chosen, {0, 0}, {0, 0});
        const Range range = hull(*bound.visible);
        hull_of_all.include(range.low);
        hull_of_all.include(range.high);
    }
    EXPECT_NEAR(ranges->visible.low, hull_of_all.low, kExactRow);
    EXPECT_NEAR(ranges->visible.high, hull_of_all.high, kExactRow);
}

TEST(TokenIntervals, AreTheHullOfEveryContextsIntervalsForAnyEnergy) {
    for (const FunctionType type :
         {FunctionType::Relu, FunctionType::Tanh, FunctionType::Exponential}) {
        Spec spec = test::make_token_model();
        spec.visible.activation.type = FunctionType::Tanh;
        spec.hidden.resize(1);
        spec.hidden[0].energy.type = type;
        const Invariant all = invariant(spec, {-1, 1}, {});
        std::vector<Range> worst(3, Range{1e9, -1e9});
        for (std::size_t context = 0; context < 8; ++context) {
            const Spec chosen = selected(spec, context_tokens(spec, context));
            const Invariant one = invariant(chosen, {-1, 1}, {});
            for (std::size_t mu = 0; mu < 3; ++mu) {
                worst[mu].include((*one.hidden)[0][mu].low);
                worst[mu].include((*one.hidden)[0][mu].high);
            }
            for (std::size_t i = 0; i < 4; ++i) {
                EXPECT_GE((*one.visible)[i].low, (*all.visible)[i].low - kExactRow);
                EXPECT_LE((*one.visible)[i].high, (*all.visible)[i].high + kExactRow);
            }
        }
        for (std::size_t mu = 0; mu < 3; ++mu) {
            // The hull of the contexts is reached where v is not narrowed by the second round.
            EXPECT_LE((*all.hidden)[0][mu].low, worst[mu].low + kExactRow);
            EXPECT_GE((*all.hidden)[0][mu].high, worst[mu].high - kExactRow);
        }
    }
}

TEST(TokenCertificates, AreThoseOfTheWorstOfAllContexts) {
    Spec spec = test::make_token_model();
    spec.hidden.push_back(
        test::make_token_block("relu", {FunctionType::Relu, 1, 1, 2, false},
                               test::make_matrix({{0.1, 0, 0, 0}, {0, 0.3, 0.3, 0}}),
                               test::make_matrix({{0, 0, 0, 0}, {0.1, 0, 0, 0}, {0, 0, 0.1, 0}})));
    double largest = 0;
    double smallest = 1;
    double norm = 0;
    for (std::size_t context = 0; context < 8; ++context) {
        const Certificates one = certificates(selected(spec, context_tokens(spec, context)));
        largest = std::max(largest, one.bounded_value);
        smallest = std::min(smallest, one.convergent_value);
        norm = std::max(norm, one.spectral_norm[0]);
    }
    const Certificates all = certificates(spec);
    EXPECT_EQ(all.bounded_value, largest);
    EXPECT_EQ(all.convergent_value, smallest);
    EXPECT_EQ(all.spectral_norm[0], norm);
    EXPECT_EQ(all.bounded, largest < 1);
    EXPECT_NE(all.bounded_reason.find("the worst of all 8 contexts"), std::string::npos);
    EXPECT_NE(all.convergent_reason.find("the worst of all 8 contexts"), std::string::npos);
}

TEST(TokenCertificates, AreBoundsWhereThereAreTooManyContexts) {
    for (const FunctionType type :
         {FunctionType::Relu, FunctionType::Softmax, FunctionType::Tanh}) {
        const Spec spec = many_contexts({type, 0.5, 1, 2, false}, 0.12);
        const Certificates bound = certificates(spec);
        EXPECT_NE(bound.convergent_reason.find("a bound for every context"), std::string::npos);
        test::Draw draw(11);
        for (int k = 0; k < 200; ++k) {
            const std::size_t context = draw.count(0, 59048);
            const Certificates one = certificates(selected(spec, context_tokens(spec, context)));
            EXPECT_LE(one.bounded_value, bound.bounded_value + kExactRow);
            EXPECT_GE(one.convergent_value, bound.convergent_value - kExactRow);
        }
    }
}

TEST(TokenCertificates, OfManyContextsAreCloseEnoughToProveAWeakBlock) {
    const Certificates weak =
        certificates(many_contexts({FunctionType::Relu, 1, 1, 2, false}, 0.12));
    EXPECT_TRUE(weak.bounded) << weak.bounded_reason;
    EXPECT_TRUE(weak.convergent) << weak.convergent_reason;
    const Certificates strong =
        certificates(many_contexts({FunctionType::Relu, 1, 1, 2, false}, 1));
    EXPECT_FALSE(strong.bounded);
    EXPECT_FALSE(strong.convergent);
}

TEST(TokenCertificates, ByWeylCountTheLongestCandidateOfEverySlot) {
    // All rows along one axis: sum_l max_t |r|^2 is what the worst context has, and the sum over
    // all candidates is larger.
    Matrix embedding = test::make_matrix({{0.1}, {0.05}, {0.08}});
    Matrix positional{10, 1, std::vector<double>(10, 0.0)};
    const Spec spec = test::make_spec(
        "axis", test::make_token_block("axis", {FunctionType::Linear, 1, 1, 2, false}, embedding,
                                       positional));
    EXPECT_NEAR(certificates(spec).bounded_value, std::sqrt(10 * 0.01), kExactRow);
    EXPECT_NEAR(certificates(spec).convergent_value, 1 - 10 * 0.01, kExactRow);
}

TEST(ParityModel, EveryContextEndsInItsRestPoint) {
    Result<Spec> spec = read_spec(std::string(HOPSPICE_SOURCE_DIR) + "/models/parity.json");
    ASSERT_TRUE(spec);
    const Certificates proof = certificates(*spec);
    ASSERT_TRUE(proof.convergent) << proof.convergent_reason;
    // The loop gain of the two lags is at most 1 - c, c the certificate, and tau_h < tau_v: the
    // slowest mode decays at least as exp(-(1 - sqrt(1 - c)) t / tau_v), to 1e-9 after `taus`.
    const double taus = std::log(1e9) / (1 - std::sqrt(1 - proof.convergent_value));
    for (std::size_t k = 0; k < spec->queries.size(); k += 5) {
        const Spec chosen = selected(*spec, spec->queries[k].tokens);
        const Result<Trajectory> found =
            integrate(chosen, stimulus(chosen, Query{}), std::vector{taus * chosen.visible.tau});
        ASSERT_TRUE(found);
        const std::vector<double>& v = found->visible.values;
        std::vector<double> drive = chosen.visible.bias;
        for (const HiddenBlock& block : chosen.hidden) {
            const std::vector<double> f = kinds::outputs_of(block.energy, hidden_target(block, v));
            for (std::size_t row = 0; row < f.size(); ++row) {
                for (std::size_t i = 0; i < v.size(); ++i) {
                    drive[i] += f[row] * block.weights(row, i);
                }
            }
        }
        for (std::size_t i = 0; i < v.size(); ++i) {
            EXPECT_NEAR(v[i], drive[i], 1e-8) << spec->queries[k].id;
        }
    }
}

TEST(Centring, OfTokenRowsChangesNoContext) {
    const Spec spec = test::make_token_model();
    const Spec other = centred(spec, 0);
    double largest = 0;
    for (std::size_t col = 0; col < 4; ++col) {
        double sum = 0;
        for (std::size_t row = 0; row < 6; ++row) {
            sum += other.hidden[0].weights(row, col);
        }
        largest = std::max(largest, std::abs(sum));
    }
    EXPECT_LT(largest, kExactRow);
    EXPECT_NEAR(other.hidden[0].bias[0] + other.hidden[0].bias[1] + other.hidden[0].bias[2], 0,
                kExactRow);
    for (std::size_t context = 0; context < 8; ++context) {
        const auto tokens = context_tokens(spec, context);
        const Trajectory plain = path_of(selected(spec, tokens));
        const Trajectory moved = path_of(selected(other, tokens));
        for (std::size_t k = 0; k < plain.visible.values.size(); ++k) {
            // Twice the integrator's 1e-8 per step, over the few hundred steps of a run.
            EXPECT_NEAR(plain.visible.values[k], moved.visible.values[k], 5e-6) << context;
        }
    }
}

}  // namespace
}  // namespace hopspice::model
