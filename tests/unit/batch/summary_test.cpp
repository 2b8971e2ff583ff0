// Shares with their intervals.

#include <hopspice/batch.h>

#include <gtest/gtest.h>

namespace hopspice {
namespace {

// Source: Newcombe, Stat. Med. 17 (1998) 857, table I, method 3 (score, 95 %).
TEST(WilsonInterval, AgreesWithPublishedValues) {
    const auto expect = [](std::uint64_t count, std::uint64_t of, double low, double high) {
        const Share share = share_of(count, of);
        EXPECT_NEAR(share.low, low, 5e-5) << count << " of " << of;
        EXPECT_NEAR(share.high, high, 5e-5) << count << " of " << of;
        EXPECT_DOUBLE_EQ(share.value(), static_cast<double>(count) / static_cast<double>(of));
    };
    expect(81, 263, 0.2553, 0.3662);
    expect(15, 148, 0.0624, 0.1605);
    expect(0, 20, 0, 0.1611);
    expect(1, 29, 0.0061, 0.1718);
}

TEST(WilsonInterval, IsTheMirrorImageForTheMirroredShare) {
    for (const std::uint64_t count : {0U, 3U, 50U, 100U}) {
        const Share share = share_of(count, 100);
        const Share mirrored = share_of(100 - count, 100);
        EXPECT_NEAR(share.low, 1 - mirrored.high, 1e-15);
        EXPECT_LE(share.low, share.value());
        EXPECT_GE(share.high, share.value());
    }
}

TEST(WilsonInterval, KnowsNothingOfNothing) {
    const Share share = share_of(0, 0);
    EXPECT_EQ(share.low, 0);
    EXPECT_EQ(share.high, 1);
    EXPECT_EQ(share.value(), 0);
}

}  // namespace
}  // namespace hopspice
