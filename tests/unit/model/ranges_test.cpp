// Ranges hold what the dynamics do, are no wider than they need be, and are always the same.

#include "model/ranges.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <tuple>
#include <vector>

#include "model/centring.h"
#include "model/intervals.h"
#include "model/reference.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

constexpr double kExactRange = 1e-12;

Ranges ranges_of(const Spec& spec) {
    Result<Ranges> found = signal_ranges(spec);
    EXPECT_TRUE(found);
    return found ? std::move(*found) : Ranges{};
}

TEST(SignalRanges, OfXorAreTheUnitIntervalAndTheBoundOfItsRows) {
    const Ranges r = ranges_of(test::make_xor(10));
    EXPECT_TRUE(r.bounded);
    EXPECT_EQ(r.input.low, 0);
    EXPECT_EQ(r.input.high, 1);
    EXPECT_EQ(r.visible.low, 0);
    EXPECT_EQ(r.visible.high, 1);
    EXPECT_EQ(visible_range(r), 1);
    ASSERT_EQ(r.hidden.size(), 1U);
    // Row 011 with bias -1: from -1 to 1; the zero row is always 0.
    EXPECT_NEAR(r.hidden[0].h.low, -1, kExactRange);
    EXPECT_NEAR(r.hidden[0].h.high, 1, kExactRange);
    EXPECT_EQ(r.hidden[0].f.low, 0);
    EXPECT_EQ(r.hidden[0].f.high, 1);
    EXPECT_GE(r.hidden[0].winner_low, 0);
    EXPECT_LT(r.hidden[0].winner_low, 0.5);
    EXPECT_GE(r.hidden[0].asked_low, r.hidden[0].winner_low) << "random states go further";
}

TEST(SignalRanges, SoftmaxKeepsVisibleInTheHullOfItsRowsPlusBiasAndTheInput) {
    Spec spec =
        test::make_spec("hull", test::make_block("b", {FunctionType::Softmax, 2, 1, 2, false},
                                                 test::make_matrix({{-0.5, 2}, {0.25, 3}})));
    spec.visible.bias = {1, -1};
    spec.queries = {test::make_query("q", {-4, 0})};
    const Ranges r = ranges_of(spec);
    // Rows plus bias: [0.5, 1.25] and [1, 2]; the query and v(0) = 0 widen it to the left.
    EXPECT_NEAR(r.visible.low, -4, kExactRange);
    EXPECT_NEAR(r.visible.high, 2, kExactRange);
}

TEST(SignalRanges, HullsOfSeveralSoftmaxBlocksAdd) {
    Spec spec =
        test::make_spec("two", test::make_block("a", {FunctionType::Softmax, 2, 1, 2, false},
                                                test::make_matrix({{0}, {1}})));
    spec.hidden.push_back(test::make_block("b", {FunctionType::Softmax, 2, 1, 2, false},
                                           test::make_matrix({{-3}, {0.5}})));
    const Ranges r = ranges_of(spec);
    EXPECT_NEAR(r.visible.low, -3, kExactRange);
    EXPECT_NEAR(r.visible.high, 1.5, kExactRange);
}

TEST(SignalRanges, OfALinearDecayAreItsStartWithATenthAsMargin) {
    Spec spec = test::make_linear(0.5, 0, 0, 0.1);
    spec.queries = {test::make_query("up", {1}), test::make_query("down", {-1})};
    const Ranges r = ranges_of(spec);
    EXPECT_NEAR(r.visible.low, -1.2, kExactRange);
    EXPECT_NEAR(r.visible.high, 1.2, kExactRange);
    EXPECT_NEAR(r.hidden[0].h.high, 0.6, kExactRange);
    EXPECT_NEAR(r.hidden[0].f.high, 0.6, kExactRange);
    // v' = (w h - v)/tau = -(1 - w^2) v at the release, and h starts at rest at its target; it then
    // follows w v, so that |h'| <= w |v'|.
    EXPECT_NEAR(r.visible_slope, 0.75, kExactRange);
    EXPECT_LE(r.hidden_slope, 0.375);
    EXPECT_GT(r.hidden_slope, 0.2);
}

TEST(SignalRanges, BoundedActivationsBoundEverythingWithoutProbes) {
    Spec spec =
        test::make_spec("bounded", test::make_block("b", {FunctionType::Polynomial, 1, 1, 4, false},
                                                    test::make_matrix({{0.5, -0.5}})));
    spec.visible.activation = {.type = FunctionType::Tanh, .gain = 2};
    const Invariant held = invariant(spec, {-1, 1}, {});
    ASSERT_TRUE(held.visible.has_value());
    // |g| <= tanh(2) once |v| <= 1, |h| <= tanh(2), |f| <= h^3, |xi f| <= 0.5 < 1.
    const double h = std::tanh(2.0);
    EXPECT_NEAR((*held.hidden)[0][0].high, h, kExactRange);
    EXPECT_NEAR((*held.visible)[0].high, 1, kExactRange);
}

TEST(SignalRanges, NoFiniteBoundFollowsForLinearBlocksBehindIdentity) {
    const Invariant held = invariant(test::make_linear(0.5, 0, 0, 0.1), {-1, 1}, {});
    EXPECT_FALSE(held.visible.has_value());
    EXPECT_FALSE(held.hidden.has_value());
}

TEST(SignalRanges, EvenPowersTurnAtZero) {
    const Range f = kinds::range_over({FunctionType::Polynomial, 1, 1, 3, false}, {-2, 1}, 1);
    EXPECT_EQ(f.low, 0);
    EXPECT_EQ(f.high, 4);
}

TEST(SignalRanges, WithoutQueriesTheInputFollowsTheModel) {
    Spec spec = test::make_linear(0.5, 0, 0, 0.1);
    EXPECT_EQ(ranges_of(spec).input.high, 0.5);
    spec.readout.type = ReadoutType::Nearest;
    spec.readout.patterns = test::make_matrix({{-7}, {3}});
    EXPECT_EQ(ranges_of(spec).input.low, -7);
    EXPECT_EQ(ranges_of(spec).input.high, 3);
    spec.visible.activation.type = FunctionType::Tanh;
    EXPECT_EQ(ranges_of(spec).input.low, -1);
    spec.visible.activation.type = FunctionType::Sigmoid;
    EXPECT_EQ(ranges_of(spec).input.low, 0);
    EXPECT_EQ(ranges_of(spec).input.high, 1);
}

TEST(SignalRanges, PresentedBiasIsNoInput) {
    Spec spec = test::make_linear(0.5, 0, 0, 0.1);
    spec.inference.present = Present::Bias;
    spec.queries = {test::make_query("q", {5})};
    const Ranges r = ranges_of(spec);
    EXPECT_EQ(r.input.high, 0);
    EXPECT_EQ(r.bias_input.low, 0);
    EXPECT_EQ(r.bias_input.high, 5);
    EXPECT_GT(r.visible.high, 5 / 0.75);
}

TEST(SignalRanges, AModelThatNeverMovesStillHasWidth) {
    const Ranges r = ranges_of(test::make_linear(0, 0, 0, 0.1));
    EXPECT_GT(visible_range(r), 0);
    EXPECT_GT(r.g.span(), 0);
    EXPECT_GT(r.hidden[0].h.span(), 0);
    EXPECT_GT(r.hidden[0].f.span(), 0);
}

TEST(SignalRanges, ARunawayIsSaidAndDoesNotSwampTheRange) {
    Spec spec = test::make_linear(1.5, 0, 0, 0.1);
    spec.queries = {test::make_query("q", {1})};
    const Ranges r = ranges_of(spec);
    EXPECT_FALSE(r.bounded);
    EXPECT_GE(r.visible.high, 1);
    EXPECT_LT(r.visible.high, 20);
}

TEST(SignalRanges, AreTheSameEveryTime) {
    const Spec spec = test::random_stable_spec(7);
    const Ranges first = ranges_of(spec);
    const Ranges second = ranges_of(spec);
    EXPECT_EQ(first.visible.low, second.visible.low);
    EXPECT_EQ(first.visible.high, second.visible.high);
    EXPECT_EQ(first.hidden[0].h.low, second.hidden[0].h.low);
    EXPECT_EQ(first.hidden[0].winner_low, second.hidden[0].winner_low);
    EXPECT_EQ(first.hidden_slope, second.hidden_slope);
}

TEST(SignalRanges, HoldWhatRandomModelsDoFromTheirQueries) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        const Spec spec = test::random_stable_spec(seed);
        const Ranges r = ranges_of(spec);
        EXPECT_TRUE(r.bounded) << seed;
        for (const Query& query : spec.queries) {
            wave::SettleRule rule;
            const Result<Trajectory> found =
                integrate_until_settled(spec, stimulus(spec, query), rule, 100);
            ASSERT_TRUE(found);
            for (const double v : found->visible.values) {
                EXPECT_GE(v, r.visible.low - kExactRange) << seed;
                EXPECT_LE(v, r.visible.high + kExactRange) << seed;
            }
            for (std::size_t k = 0; k < found->time.size(); ++k) {
                std::size_t first = 0;
                for (std::size_t b = 0; b < spec.hidden.size(); ++b) {
                    double winner = found->hidden(k, first);
                    for (std::size_t mu = 0; mu < spec.hidden[b].size(); ++mu) {
                        const double h = found->hidden(k, first + mu);
                        EXPECT_GE(h, r.hidden[b].h.low - kExactRange) << seed;
                        EXPECT_LE(h, r.hidden[b].h.high + kExactRange) << seed;
                        winner = std::max(winner, h);
                    }
                    // Probes are integrated with rtol 1e-4 and see only their own steps.
                    EXPECT_GE(winner, r.hidden[b].winner_low - 1e-2 * r.hidden[b].h.span()) << seed;
                    first += spec.hidden[b].size();
                }
            }
        }
    }
}

/// A memory of random rows, whose mean is not zero.
Spec many_signs(std::size_t size) {
    std::vector<std::vector<double>> rows(size, std::vector<double>(size));
    std::uint32_t state = 1;
    for (std::vector<double>& row : rows) {
        for (double& weight : row) {
            state = 1664525 * state + 1013904223;
            weight = (state >> 31U) != 0 ? 1 : -0.5;
        }
    }
    Spec spec = test::make_spec(
        "signs",
        test::make_block("b", {FunctionType::Softmax, 0.2, 1, 2, false}, test::make_matrix(rows)));
    spec.hidden.front().tau = 0.1;
    std::vector<double> start = rows.front();
    start[3] = -start[3];
    spec.queries = {test::make_query("q", start)};
    return spec;
}

void expect_near(const Range& found, const Range& expected, double share) {
    EXPECT_NEAR(found.low, expected.low, share * expected.span());
    EXPECT_NEAR(found.high, expected.high, share * expected.span());
}

TEST(SignalRanges, OfASpecAndOfTheSameCentredAreThoseOfEachByItself) {
    for (const std::size_t size : {12U, 70U}) {
        // Tolerances of a probe, whose steps are others in other numbers.
        const double share = size > 64 ? 1e-3 : 0;
        const Spec spec = many_signs(size);
        const Spec centred = model::centred(spec, 0);
        const Result<RangesOfBoth> both = signal_ranges(spec, centred);
        ASSERT_TRUE(both);
        const Ranges plain_alone = ranges_of(spec);
        const Ranges centred_alone = ranges_of(centred);
        for (const auto& [found, expected, error] :
             {std::tuple(both->plain, plain_alone, 0.0),
              std::tuple(both->centred, centred_alone, share)}) {
            expect_near(found.visible, expected.visible, error);
            expect_near(found.hidden[0].h, expected.hidden[0].h, error);
            EXPECT_NEAR(found.hidden[0].winner_low, expected.hidden[0].winner_low,
                        error * expected.hidden[0].h.span());
            EXPECT_NEAR(found.visible_slope, expected.visible_slope,
                        error * expected.visible_slope);
            EXPECT_NEAR(found.hidden_slope, expected.hidden_slope, error * expected.hidden_slope);
        }
    }
}

}  // namespace
}  // namespace hopspice::model
