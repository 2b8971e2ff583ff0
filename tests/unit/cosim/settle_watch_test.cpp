// Settling as digital logic sees it.

#include <hopspice/cosim.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace hopspice {
namespace {

TEST(SettleWatch, NeedsSoManyClocksAtRest) {
    SettleWatch watch(0.1, 3);
    EXPECT_FALSE(watch.sample(std::array{1.0, 0.0}));
    EXPECT_FALSE(watch.sample(std::array{1.0, 0.0}));
    EXPECT_FALSE(watch.sample(std::array{1.0, 0.0}));
    EXPECT_TRUE(watch.sample(std::array{1.0, 0.0}));
    watch.reset();
    EXPECT_FALSE(watch.sample(std::array{1.0, 0.0}));
}

TEST(SettleWatch, OneEntryThatMovesIsEnough) {
    SettleWatch watch(0.1, 2);
    for (int k = 0; k < 20; ++k) {
        EXPECT_FALSE(watch.sample(std::array{0.0, 0.06 * k}));
    }
}

TEST(SettleWatch, ASlowCreepIsSeenOverAllClocks) {
    SettleWatch watch(0.1, 8);
    for (int k = 0; k < 50; ++k) {  // 0.02 per clock, 0.16 over 8 of them
        EXPECT_FALSE(watch.sample(std::array{0.02 * k}));
    }
}

TEST(SettleWatch, AnExponentialIsAtRestWhenItsMoveOverTheClocksIsBelowTheThreshold) {
    SettleWatch watch(0.01, 8);
    int k = 0;
    while (!watch.sample(std::array{std::exp(-k / 8.0)})) {
        ++k;
        ASSERT_LT(k, 1000);
    }
    // exp(-(k - 8)/8) (1 - exp(-1)) <= 0.01
    EXPECT_EQ(k, static_cast<int>(std::ceil(8 + 8 * std::log((1 - std::exp(-1)) / 0.01))));
}

}  // namespace
}  // namespace hopspice
