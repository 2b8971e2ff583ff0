// A rest that is proven is where the integration ends, and what is none is never proven.

#include "model/attractor.h"
#include "runs.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "support/specs.h"

namespace hopspice::model {
namespace {

/// v' = tanh(2 w v) - v.
Spec tanh_loop(double weight) {
    return test::make_spec("t", test::make_block("b", {FunctionType::Tanh, 1, 2, 2, false},
                                                 test::make_matrix({{weight}})));
}

std::optional<State> attractor(const Spec& spec, const Query& query, double slack, double band) {
    const Stimulus start = stimulus(spec, query);
    const State from = initial_state(spec, start);
    return find_attractor(spec, start, from, slack, {from.visible, band});
}

std::optional<State> attractor(const Spec& spec, const std::vector<double>& visible) {
    return attractor(spec, test::make_query("q", visible), 1e-4, 0.01);
}

TEST(Attractor, IsWhereTheIntegrationEnds) {
    for (const double bias : {0.0, 0.3}) {
        const Spec spec = two_memories(bias);
        const Trajectory path = settled(spec, test::make_query("q", {0.95, 0.05}), 100);
        ASSERT_TRUE(path.settled) << bias;
        const auto rest = attractor(spec, path.rest.visible);
        ASSERT_TRUE(rest.has_value()) << bias;
        const Stimulus start = stimulus(spec, test::make_query("q", {0.95, 0.05}));
        const auto later = integrate(spec, start, std::vector{100.0});
        ASSERT_TRUE(later);
        for (std::size_t i = 0; i < 2; ++i) {
            EXPECT_NEAR(rest->visible[i], later->visible(0, i), 1e-7);
            EXPECT_NEAR(rest->hidden[i], later->hidden(0, i), 1e-7);
        }
    }
}

TEST(Attractor, AnUnstableFixedPointIsNone) {
    EXPECT_FALSE(attractor(two_memories(0), {0.5, 0.5}));
    EXPECT_FALSE(attractor(tanh_loop(1), {0}));
}

TEST(Attractor, AFixedPointThatIsStableOnOneSideIsNone) {
    const HiddenBlock block =
        test::make_block("b", {FunctionType::Relu, 1, 1, 2, false}, test::make_matrix({{2}}));
    EXPECT_FALSE(attractor(test::make_spec("r", block), {0}));
}

TEST(Attractor, AGhostIsNone) {
    const Trajectory path = settled(two_memories(0.537), test::make_query("q", {0.95, 0.05}), 1000);
    ASSERT_TRUE(path.passage.has_value());
    EXPECT_FALSE(attractor(two_memories(0.537), path.passage->state.visible));
}

TEST(Attractor, IsNoneWhereItIsFurtherThanTheBandOrTheSlackLeavesIt) {
    const Spec spec = two_memories(0);
    const Query query = test::make_query("q", {0.99, 0.005});
    EXPECT_TRUE(attractor(spec, query, 1e-4, 0.03));
    EXPECT_FALSE(attractor(spec, query, 1e-4, 0.005));
    EXPECT_FALSE(attractor(spec, query, 0.05, 0.03));
}

TEST(Attractor, ClampedNeuronsStayWhereTheyAre) {
    const Spec spec = two_memories(0);
    Query query = test::make_query("q", {1, 0});
    query.clamp = {{0, 0.9}};
    const auto rest = attractor(spec, query, 1e-4, 0.03);
    ASSERT_TRUE(rest.has_value());
    EXPECT_EQ(rest->visible[0], 0.9);
    EXPECT_GT(rest->visible[1], 0);
}

TEST(Attractor, OfAFunctionWithoutBoxesIsNone) {
    const HiddenBlock block = test::make_block("b", {FunctionType::Epanechnikov, 4, 1, 2, false},
                                               test::make_matrix({{1, 0}, {0, 1}}));
    EXPECT_FALSE(attractor(test::make_spec("e", block), {1, 0}));
}

}  // namespace
}  // namespace hopspice::model
