// The decoder as a block of the network.

#include "model/readout_block.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::model {
namespace {

Spec three_classes() {
    Spec spec = test::make_linear(0.5, 0, 0, 0.1);
    spec.visible.size = 2;
    spec.readout.type = ReadoutType::Linear;
    spec.readout.weights = test::make_matrix({{1, 2}, {0, -1}, {5, 2}});
    spec.readout.bias = {0.3, 0, 0};
    return spec;
}

Ranges unit_ranges() {
    Ranges ranges;
    ranges.visible = {-1, 2};
    return ranges;
}

TEST(ReadoutBlock, DiffersBetweenClassesAsTheReadoutDoes) {
    const Spec spec = three_classes();
    const HiddenBlock block = readout_block(spec, unit_ranges()).block;
    for (std::size_t col = 0; col < 2; ++col) {
        EXPECT_NEAR(block.weights(0, col) + block.weights(1, col) + block.weights(2, col), 0,
                    1e-12);
        EXPECT_NEAR(block.weights(2, col) - block.weights(1, col),
                    spec.readout.weights(2, col) - spec.readout.weights(1, col), 1e-12);
    }
    EXPECT_NEAR(block.bias[0] - block.bias[1], 0.3, 1e-12);
}

TEST(ReadoutBlock, HoldsEveryInputOfTheVisibleRange) {
    const Ranges ranges = unit_ranges();
    const ReadoutBlock readout = readout_block(three_classes(), ranges);
    for (const double first : {-1.0, 0.4, 2.0}) {
        for (const double second : {-1.0, 0.4, 2.0}) {
            double largest = -INFINITY;
            for (std::size_t row = 0; row < 3; ++row) {
                const double input = readout.block.bias[row] +
                                     readout.block.weights(row, 0) * first +
                                     readout.block.weights(row, 1) * second;
                EXPECT_LE(input, readout.range.h.high);
                EXPECT_GE(input, readout.range.h.low);
                largest = std::max(largest, input);
            }
            EXPECT_GE(largest, readout.range.winner_low);
        }
    }
}

TEST(ReadoutBlock, ALeadOfATenthOfTheRangeWins) {
    const ReadoutBlock readout = readout_block(three_classes(), unit_ranges());
    const double lead = 0.1 * readout.range.h.span();
    EXPECT_GT(1 / (1 + std::exp(-readout.block.energy.beta * lead)), 0.95);
}

}  // namespace
}  // namespace hopspice::model
