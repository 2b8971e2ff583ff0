// Eight lanes against one: the same bits.

#include "twin/lane_solver.h"

#include "matrices.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hopspice::twin {

namespace {

using testing::Memory;
using testing::Numbers;

constexpr std::size_t kLanes = LaneSolver::kLanes;

/// Values of eight lanes, each some way from the ones given.
std::vector<double> around(const std::vector<double>& values, Numbers& numbers) {
    std::vector<double> lanes;
    for (const double value : values) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lanes.push_back(value * numbers.between(0.5, 2));
        }
    }
    return lanes;
}

std::vector<double> of_lane(const std::vector<double>& lanes, std::size_t lane) {
    std::vector<double> values;
    for (std::size_t k = lane; k < lanes.size(); k += kLanes) {
        values.push_back(lanes[k]);
    }
    return values;
}

TEST(LaneSolver, GivesEveryLaneTheBitsItHasAlone) {
    for (const auto& [visible, hidden] : {std::pair(1U, 1U), {7U, 16U}, {30U, 50U}}) {
        Numbers numbers(visible);
        const auto [pattern, at_rest] =
            Memory(visible, hidden, 0.01, numbers).matrix().compressed();
        const std::vector<double> values = around(at_rest, numbers);
        const std::vector<double> right_sides =
            around(std::vector<double>(pattern.size, 1e-3), numbers);
        LaneSolver lanes(pattern);
        ASSERT_TRUE(lanes.analyse(at_rest));
        ASSERT_EQ(lanes.refactor(values), 0xFF);
        std::vector<double> solutions = right_sides;
        lanes.solve(solutions);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            Elimination alone(pattern, Elimination::kNoTail);
            ASSERT_TRUE(alone.analyse(at_rest));
            ASSERT_TRUE(alone.refactor(of_lane(values, lane)));
            std::vector<double> x = of_lane(right_sides, lane);
            alone.solve(x);
            EXPECT_EQ(of_lane(solutions, lane), x) << visible << " lane " << lane;
            EXPECT_LT(
                testing::residual(pattern, of_lane(values, lane), x, of_lane(right_sides, lane)),
                1e-10);
        }
    }
}

TEST(LaneSolver, GivesTheSameBitsOnEveryWidthOfVectors) {
    Numbers numbers(3);
    const auto [pattern, at_rest] = Memory(40, 60, 0.01, numbers).matrix().compressed();
    const std::vector<double> values = around(at_rest, numbers);
    const std::vector<double> right_sides =
        around(std::vector<double>(pattern.size, 1e-3), numbers);
    std::vector<double> expected_lanes;
    std::vector<double> expected;
    for (const Loops* loops : twin::loops()) {
        LaneSolver lanes(pattern, *loops);
        Elimination alone(pattern, Elimination::kLeastTail, *loops);
        ASSERT_TRUE(lanes.analyse(at_rest) && alone.analyse(at_rest));
        ASSERT_EQ(lanes.refactor(values), 0xFF);
        ASSERT_TRUE(alone.refactor(of_lane(values, 0)));
        EXPECT_LT(alone.program().sparse, alone.program().size);  // there is a tail
        std::vector<double> solutions = right_sides;
        lanes.solve(solutions);
        std::vector<double> x = of_lane(right_sides, 0);
        alone.solve(x);
        if (expected.empty()) {
            expected_lanes = solutions;
            expected = x;
        }
        EXPECT_EQ(solutions, expected_lanes);
        EXPECT_EQ(x, expected);
    }
}

TEST(LaneSolver, RefusesTheLanesWhosePivotsDoNotDo) {
    testing::Matrix matrix(2);
    matrix.add(0, 0, 1);
    matrix.add(0, 1, 1);
    matrix.add(1, 0, 1);
    matrix.add(1, 1, 3);
    LaneSolver solver(matrix.pattern());
    ASSERT_TRUE(solver.analyse(matrix.values()));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    const std::vector<std::vector<double>> sets = {
        {1, 1, 1, 3}, {nan, 1, 1, 3},       {1, nan, 1, 3}, {1, 1, infinite, 3},
        {2, 1, 1, 2}, {1, 1, 1, -infinite}, {0, 1, 1, 0},   {3, 1, 1, 2}};
    std::vector<double> values;
    for (std::size_t entry = 0; entry < 4; ++entry) {
        for (const std::vector<double>& set : sets) {
            values.push_back(set[entry]);
        }
    }
    ASSERT_EQ(solver.refactor(values), 0b10010001);
    std::vector<double> right_sides(2 * kLanes, 1);
    solver.solve(right_sides);
    EXPECT_EQ(of_lane(right_sides, 0), (std::vector<double>{1, 0}));
    EXPECT_NEAR(right_sides[4], 1.0 / 3, 1e-15);
    EXPECT_NEAR(right_sides[7], 0.2, 1e-15);
    EXPECT_FALSE(solver.analyse(sets[1]));
}

TEST(LaneSolver, TakesAMatrixWithoutUnknowns) {
    LaneSolver solver(Pattern{0, {0}, {}});
    ASSERT_TRUE(solver.analyse({}));
    EXPECT_EQ(solver.refactor({}), 0xFF);
    solver.solve({});
}

}  // namespace

}  // namespace hopspice::twin
