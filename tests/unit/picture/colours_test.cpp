#include "picture/colours.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::picture {
namespace {

int channel(const std::string& colour, std::size_t index) {
    return std::stoi(colour.substr(1 + 2 * index, 2), nullptr, 16);
}

TEST(Colours, AreWhiteAtZeroBlueAboveAndOrangeBelow) {
    EXPECT_EQ(colour_of(0, 1), "#ffffff");
    EXPECT_EQ(colour_of(1, 1), "#2166ac");
    EXPECT_EQ(colour_of(-1, 1), "#b35806");
    EXPECT_EQ(colour_of(5, 1), colour_of(1, 1));
}

TEST(Colours, OfATinyNumberAreNotWhite) {
    for (const double value : {1e-9, -1e-9}) {
        EXPECT_NE(colour_of(value, 1), "#ffffff") << value;
    }
    EXPECT_EQ(colour_of(0, 0), "#ffffff");
}

TEST(Colours, GrowDarkerWithTheMagnitude) {
    for (const double sign : {1.0, -1.0}) {
        int before = 255;
        for (int step = 1; step <= 10; ++step) {
            // Green falls towards either end.
            const int green = channel(colour_of(sign * step / 10, 1), 1);
            EXPECT_LT(green, before) << sign * step;
            before = green;
        }
    }
    EXPECT_TRUE(is_dark(-1, 1));
    EXPECT_FALSE(is_dark(0.1, 1));
}

}  // namespace
}  // namespace hopspice::picture
