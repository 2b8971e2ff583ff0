// What looks settled and is not at rest: ghosts of fixed points, unstable ones, lagging hidden
// neurons; and what is.

#include "model/rest.h"
#include "runs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/specs.h"

namespace hopspice::model {
namespace {

Query near_the_first() { return test::make_query("q", {0.95, 0.05}); }

/// v' = tanh(2 v) + a - v: the lower of two rests vanishes at v = -0.4407, a = 0.26640.
Spec tanh_neuron(double a, double tau_h) {
    HiddenBlock block =
        test::make_block("b", {FunctionType::Tanh, 1, 2, 2, false}, test::make_matrix({{1.0}}));
    block.tau = tau_h;
    Spec spec = test::make_spec("tanh", block);
    spec.visible.bias = {a};
    return spec;
}

std::vector<double> end_of(const Trajectory& trajectory) {
    return state_at(trajectory, trajectory.time.size() - 1).visible;
}

State at_target(const Spec& spec, const Query& query) {
    return initial_state(spec, stimulus(spec, query));
}

TEST(Rest, AGhostOfAMemoryIsPassedAndTheOtherMemoryRecalled) {
    for (const double bias : {0.5369, 0.537, 0.5375, 0.538}) {
        for (const double tau_h : {0.1, 3.0}) {
            const Trajectory path = settled(two_memories(bias, tau_h), near_the_first(), 1000);
            EXPECT_TRUE(path.settled) << bias;
            ASSERT_TRUE(path.passage.has_value()) << bias;
            EXPECT_NEAR(end_of(path)[1], 1, 0.05) << bias;
            EXPECT_NEAR(path.passage->rest.ends[0].state.visible[1], 1, 0.05) << bias;
            EXPECT_GT(path.passage->left, path.passage->time);
        }
    }
}

TEST(Rest, WhatPassesAGhostAtTheTimeoutHasNotSettled) {
    const Trajectory path = settled(two_memories(0.537), near_the_first(), 20);
    EXPECT_FALSE(path.settled);
    ASSERT_TRUE(path.passage.has_value());
    EXPECT_DOUBLE_EQ(path.time.back(), 20);
    EXPECT_NEAR(end_of(path)[0], 0.9, 0.1);
    EXPECT_NEAR(path.passage->rest.ends[0].state.visible[1], 1, 0.05);
}

TEST(Rest, AMemoryThatStillHasItsFixedPointIsOne) {
    for (const double bias : {0.0, 0.5, 0.536}) {
        const Trajectory path = settled(two_memories(bias), near_the_first());
        EXPECT_TRUE(path.settled) << bias;
        EXPECT_FALSE(path.passage.has_value()) << bias;
        EXPECT_GT(end_of(path)[0], 0.85) << bias;
    }
}

TEST(Rest, GhostsOfTanhNeuronsArePassedWhateverTheTimeConstants) {
    for (const double above : {1e-4, 3e-4, 1e-3, 3e-3}) {
        for (const double tau_h : {0.01, 0.1, 1.0, 3.0}) {
            const Trajectory path =
                settled(tanh_neuron(0.26640 + above, tau_h), test::make_query("q", {-1}), 2000);
            EXPECT_TRUE(path.settled) << above << " " << tau_h;
            EXPECT_GT(end_of(path)[0], 1) << above << " " << tau_h;
        }
    }
}

TEST(Rest, AnEpanechnikovMemoryThatIsNoneAnyMoreIsLeft) {
    // With p in the first memory the second is outside its own basin while d <= 1/4; beyond it
    // pulls p away at a rate of 1/3.
    for (const double beyond : {1e-6, 1e-5, 1e-4, 1e-3}) {
        HiddenBlock block = test::make_block("b", {FunctionType::Epanechnikov, 4, 1, 2, false},
                                             test::make_matrix({{1, 0}, {0, 1}}));
        block.bias = {-0.5, -0.25 + beyond};
        const Trajectory path =
            settled(test::make_spec("e", block), test::make_query("q", {1, 0}), 200);
        EXPECT_TRUE(path.settled) << beyond;
        EXPECT_NEAR(end_of(path)[1], 1, 0.02) << beyond;
    }
}

TEST(Rest, AnUnstableFixedPointIsNone) {
    const Trajectory path = settled(two_memories(0), test::make_query("q", {0.5, 0.5}), 30);
    EXPECT_FALSE(path.settled);
    ASSERT_TRUE(path.passage.has_value());
    const auto& [one, other] = path.passage->rest.ends;
    EXPECT_NEAR(one.state.visible[0] + other.state.visible[0], 1, 0.01) << "either memory";
    EXPECT_GT(std::abs(one.state.visible[0] - 0.5), 0.4);
}

TEST(Rest, AFixedPointThatIsStableOnOneSideIsNone) {
    // Without a positive v relu says nothing; with one it grows for ever.
    const Spec spec = test::make_spec(
        "r", test::make_block("b", {FunctionType::Relu, 1, 1, 2, false}, test::make_matrix({{2}})));
    const Query query = test::make_query("q", {0});
    const auto rest = judge_rest(spec, stimulus(spec, query), at_target(spec, query), {0.01, {}});
    ASSERT_TRUE(rest);
    EXPECT_FALSE(rest->rests);
    EXPECT_TRUE(rest->ends[0].diverged);
}

TEST(Rest, WhatRunsAwayBehindAGhostDiverges) {
    // v' = (v + b)^2 - v has fixed points up to b = 1/4.
    HiddenBlock block = test::make_block("b", {FunctionType::Polynomial, 1, 1, 3, false},
                                         test::make_matrix({{1.0}}));
    block.bias = {0.251};
    const Trajectory path = settled(test::make_spec("p", block), test::make_query("q", {0}), 1000);
    EXPECT_TRUE(path.diverged);
    EXPECT_FALSE(path.settled);
    block.bias = {0.24};
    EXPECT_TRUE(settled(test::make_spec("p", block), test::make_query("q", {0})).settled);
}

TEST(Rest, AHiddenNeuronThatLagsFarBehindIsWaitedFor) {
    // h rises from -1 to 1 with a time constant of 100; f = max(h, 0) moves v after 69.
    HiddenBlock block =
        test::make_block("slow", {FunctionType::Relu, 1, 1, 2, false}, test::make_matrix({{0.5}}));
    block.bias = {1};
    block.tau = 100;
    block.initial = {-1};
    const Trajectory path = settled(test::make_spec("s", block), test::make_query("q", {0}), 2000);
    EXPECT_TRUE(path.settled);
    EXPECT_NEAR(end_of(path)[0], 0.5 * 1 / (1 - 0.25), 0.02);
}

TEST(Rest, AtTheOriginIsFoundWithinSomeTimeConstants) {
    // v' = 0.64 v - v: boxes are 0.64 times as wide as the one before, and prove nothing.
    HiddenBlock block =
        test::make_block("b", {FunctionType::Relu, 1, 1, 2, false}, test::make_matrix({{0.8}}));
    const Spec spec = test::make_spec("o", block);
    const Query query = test::make_query("q", {1e-3});
    const auto rest = judge_rest(spec, stimulus(spec, query), at_target(spec, query), {0.01, {}});
    ASSERT_TRUE(rest);
    EXPECT_TRUE(rest->rests);
    // It ended where a ten thousandth of the band was left, not by the number of its steps.
    EXPECT_GT(std::abs(rest->ends[0].state.visible[0]), 1e-9);
}

TEST(Rest, HeldNeuronsStayHeld) {
    const Spec spec = test::make_xor(10);
    for (const Query& query : spec.queries) {
        const Trajectory path = settled(spec, query);
        EXPECT_TRUE(path.settled) << query.id;
        EXPECT_FALSE(path.passage.has_value()) << query.id;
    }
}

TEST(Rest, AChangedReadoutCountsOnceTheStateIsABandAway) {
    // From 0 the neuron goes to 0.5: farther than the band of 0.3, and not twice as far.
    HiddenBlock block =
        test::make_block("b", {FunctionType::Linear, 1, 1, 2, false}, test::make_matrix({{0.0}}));
    Spec spec = test::make_spec("lag", block);
    spec.visible.bias = {0.5};
    const Query query = test::make_query("q", {0});
    const auto bit = [](double level) {
        return [level](std::span<const double> v) { return v[0] > level ? 1U : 0U; };
    };
    const auto judged = [&](RestRule rule) {
        const auto rest = judge_rest(spec, stimulus(spec, query), at_target(spec, query), rule);
        EXPECT_TRUE(rest);
        return rest && rest->rests;
    };
    EXPECT_TRUE(judged({0.3, {}}));
    EXPECT_TRUE(judged({0.3, bit(0.6)}));
    EXPECT_FALSE(judged({0.3, bit(0.4)}));
    EXPECT_FALSE(judged({0.3, bit(0.1)}));
    EXPECT_TRUE(judged({0.6, bit(0.1)}));
    EXPECT_FALSE(judged({0.2, {}}));
}

TEST(Rest, AFixedTimeOfReadingIsNotJudged) {
    const Spec spec = two_memories(0.537);
    Query query = near_the_first();
    query.time = 15;
    const Trajectory path = settled(spec, query);
    EXPECT_DOUBLE_EQ(path.time.back(), 15);
    EXPECT_FALSE(path.passage.has_value());
}

}  // namespace
}  // namespace hopspice::model
