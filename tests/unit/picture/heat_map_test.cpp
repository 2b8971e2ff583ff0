#include "picture/heat_map.h"

#include <gtest/gtest.h>

namespace hopspice::picture {
namespace {

TEST(Bins, HoldTheEntryOfLargestMagnitudeWithItsSign) {
    const Matrix matrix{3, 4, {1, -2, 0, 0.5, 0.5, 1, -0.25, 0.1, 3, -4, 0, 0}};
    const Binned bins = binned(matrix, 2, 2);
    EXPECT_EQ(bins.entries.rows, 2U);
    EXPECT_EQ(bins.entries.cols, 2U);
    EXPECT_EQ(bins.entries.values, (std::vector<double>{-2, 0.5, -4, 0}));
}

TEST(Bins, OfOneEntryAreTheMatrix) {
    const Matrix matrix{2, 2, {1, -2, 0, 0.5}};
    EXPECT_EQ(binned(matrix, 1, 1).entries.values, matrix.values);
}

TEST(Bins, AreTheSmallestThatStayWithinTheLimit) {
    EXPECT_EQ(bin_size(128, 128), 1U);
    EXPECT_EQ(bin_size(129, 128), 2U);
    EXPECT_EQ(bin_size(256, 128), 2U);
    EXPECT_EQ(bin_size(257, 128), 3U);
    EXPECT_EQ(bin_size(1, 128), 1U);
}

}  // namespace
}  // namespace hopspice::picture
