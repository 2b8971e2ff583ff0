// Converters.

#include "cosim/quantiser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::cosim {
namespace {

TEST(Quantiser, OfNoBitsIsIdeal) {
    const Quantiser ideal{0, -1, 1};
    EXPECT_EQ(ideal(0.123456789), 0.123456789);
    EXPECT_EQ(ideal(7), 7);
    EXPECT_EQ(ideal.step(), 0);
}

TEST(Quantiser, HasTwoToTheBitsCodesFromEndToEndAndIsNeverOffByMoreThanHalfAStep) {
    const Quantiser adc{3, -0.5, 1.25};
    EXPECT_EQ(adc.step(), 0.25);
    std::set<double> codes;
    for (int k = 0; k <= 1000; ++k) {
        const double value = -0.5 + 1.75 * k / 1000;
        codes.insert(adc(value));
        EXPECT_LE(std::abs(adc(value) - value), adc.step() / 2 + 1e-15);
    }
    EXPECT_EQ(codes.size(), 8U);
    EXPECT_EQ(*codes.begin(), -0.5);
    EXPECT_EQ(*codes.rbegin(), 1.25);
}

TEST(Quantiser, SaturatesOutsideItsRange) {
    const Quantiser adc{1, 0, 1};
    EXPECT_EQ(adc(-3), 0);
    EXPECT_EQ(adc(9), 1);
    EXPECT_EQ(adc(0.49), 0);
    EXPECT_EQ(adc(0.51), 1);
}

}  // namespace
}  // namespace hopspice::cosim
