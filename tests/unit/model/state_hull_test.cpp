// Where softmax keeps h: against the corners by hand, and against what the dynamics do.

#include "model/state_hull.h"

#include <gtest/gtest.h>

#include <random>

#include "model/intervals.h"
#include "model/ranges.h"
#include "model/reference.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

constexpr double kRounding = 1e-12;

Spec softmax(const std::vector<std::vector<double>>& rows) {
    return test::make_spec("hull", test::make_block("b", {FunctionType::Softmax, 2, 1, 2, false},
                                                    test::make_matrix(rows)));
}

TEST(StateHull, IsThatOfStartAndMemories) {
    Spec spec = softmax({{1, -1}, {1, 1}});
    spec.visible.bias = {0, 0.5};
    spec.hidden.front().bias = {0, -0.25};
    const Range h = StateHull(spec).hidden({test::make_query("q", {-3, 0.5})});
    // Corners (-3, 0.5), (1, -0.5), (1, 1.5): rows give -3.5, 1.5, -0.5 and -2.75, 0.25, 2.25.
    EXPECT_NEAR(h.low, -3.5, kRounding);
    EXPECT_NEAR(h.high, 2.25, kRounding);
}

TEST(StateHull, HasHeldNeuronsWhereTheyAreHeld) {
    Spec spec = softmax({{1, -1}, {1, 1}});
    Query held = test::make_query("q", {0, 0});
    held.clamp = {{0, 5}};
    const Range h = StateHull(spec).hidden({held});
    EXPECT_NEAR(h.low, 4, kRounding);
    EXPECT_NEAR(h.high, 6, kRounding);
    // Another query holds another neuron.
    Query other = test::make_query("other", {0, 0});
    other.clamp = {{1, 7}};
    const Range both = StateHull(spec).hidden({held, other});
    EXPECT_NEAR(both.low, -7, kRounding);
    EXPECT_NEAR(both.high, 8, kRounding);
}

TEST(StateHull, GivesNeuronsThatAreAlwaysHeldNoRangeButTheirValues) {
    Spec spec = softmax({{9, -1}, {7, 1}});
    Query held = test::make_query("q", {0.5, 0});
    held.clamp = {{0, 0.5}};
    const Range v = StateHull(spec).visible({held});
    EXPECT_NEAR(v.low, -1, kRounding);
    EXPECT_NEAR(v.high, 1, kRounding);
    const Range once_free = StateHull(spec).visible({held, test::make_query("free", {0, 0})});
    EXPECT_NEAR(once_free.high, 9, kRounding);
}

TEST(StateHull, IsForSoftmaxAloneBehindIdentity) {
    EXPECT_TRUE(StateHull::applies_to(softmax({{1, -1}})));
    Spec two = softmax({{1, -1}});
    two.hidden.push_back(two.hidden.front());
    EXPECT_FALSE(StateHull::applies_to(two));
    Spec tanh = softmax({{1, -1}});
    tanh.visible.activation.type = FunctionType::Tanh;
    EXPECT_FALSE(StateHull::applies_to(tanh));
    EXPECT_FALSE(StateHull::applies_to(test::make_linear(0.5, 0, 0, 0.1)));
}

TEST(StateHull, HoldsWhatTheDynamicsDoAndLessThanIntervals) {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same on every machine
    std::normal_distribution<double> normal;
    for (int model = 0; model < 5; ++model) {
        std::vector<std::vector<double>> rows(6, std::vector<double>(12));
        for (auto& row : rows) {
            for (double& weight : row) {
                weight = normal(random);
            }
        }
        Spec spec = softmax(rows);
        for (int k = 0; k < 4; ++k) {
            std::vector<double> start(12);
            for (double& value : start) {
                value = normal(random);
            }
            spec.queries.push_back(test::make_query("q" + std::to_string(k), start));
            spec.queries.back().clamp = {{static_cast<std::size_t>(k), 1.5}};
        }
        const Result<Ranges> ranges = signal_ranges(spec);
        ASSERT_TRUE(ranges);
        const Range h = ranges->hidden.front().h;
        const Invariant intervals = invariant(spec, ranges->input, ranges->bias_input);
        EXPECT_LT(h.span(), 0.8 * hull(intervals.hidden->front()).span());
        for (const Query& query : spec.queries) {
            const Result<Trajectory> path =
                integrate_until_settled(spec, stimulus(spec, query), {}, 100);
            ASSERT_TRUE(path);
            for (const double value : path->hidden.values) {
                EXPECT_GE(value, h.low - 1e-3 * h.span());
                EXPECT_LE(value, h.high + 1e-3 * h.span());
            }
        }
    }
}

}  // namespace
}  // namespace hopspice::model
