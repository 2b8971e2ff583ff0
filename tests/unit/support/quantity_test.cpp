// Numbers with SI prefixes, read and written.

#include "support/quantity.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using hopspice::format_quantity;
using hopspice::parse_quantity;
using hopspice::QuantityError;
using hopspice::shortest_quantity;

TEST(Quantity, PrefixesAreRoundedOnce) {
    EXPECT_EQ(parse_quantity("10n", "s").value, 1e-8);
    EXPECT_EQ(parse_quantity("0.1u", "S").value, 1e-7);
    EXPECT_EQ(parse_quantity("4.7k", "ohm").value, 4700.0);
    EXPECT_EQ(parse_quantity("20f", "F").value, 2e-14);
    EXPECT_EQ(parse_quantity("1.5e3k", "Hz").value, 1.5e6);
    EXPECT_EQ(parse_quantity("2p", "F").value, 2e-12);
    EXPECT_EQ(parse_quantity("3T", "Hz").value, 3e12);
}

TEST(Quantity, SmallMIsMilliAndLargeMIsMega) {
    EXPECT_EQ(parse_quantity("1m", "A").value, 1e-3);
    EXPECT_EQ(parse_quantity("1000M", "V/s").value, 1e9);
    EXPECT_EQ(parse_quantity("1meg", "Hz").value, 1e6);
    EXPECT_EQ(parse_quantity("1Meg", "Hz").value, 1e6);
    EXPECT_EQ(parse_quantity("1MEGHz", "Hz").value, 1e6);
}

TEST(Quantity, TheUnitIsOptional) {
    EXPECT_EQ(parse_quantity("100MHz", "Hz").value, 1e8);
    EXPECT_EQ(parse_quantity("100 MHz", "Hz").value, 1e8);
    EXPECT_EQ(parse_quantity("2.5V", "V").value, 2.5);
    EXPECT_EQ(parse_quantity("-2.5", "V").value, -2.5);
    EXPECT_EQ(parse_quantity("20 fF", "F").value, 2e-14);
    EXPECT_EQ(parse_quantity("1\xC2\xB5s", "s").value, 1e-6);
    EXPECT_EQ(parse_quantity("1k\xCE\xA9", "ohm").value, 1000.0);
    EXPECT_EQ(parse_quantity("1 V/s", "V/s").value, 1.0);
}

TEST(Quantity, AnotherUnitIsRefused) {
    EXPECT_EQ(parse_quantity("10nF", "s").error, QuantityError::WrongUnit);
    EXPECT_EQ(parse_quantity("1 parsec", "ohm").error, QuantityError::WrongUnit);
    EXPECT_EQ(parse_quantity("1kV", "1").error, QuantityError::WrongUnit);
    EXPECT_EQ(parse_quantity("1kk", "1").error, QuantityError::WrongUnit);
}

TEST(Quantity, TextWithoutANumberIsRefused) {
    for (const char* text : {"", " ", "n", ".", "-", "e5", "0x10", "1,5", "1 2", "--1", "1..2"}) {
        EXPECT_EQ(parse_quantity(text, "V").error, QuantityError::NotANumber) << text;
    }
}

TEST(Quantity, BeyondADoubleIsInfinite) {
    EXPECT_TRUE(std::isinf(parse_quantity("1e999", "V").value));
    EXPECT_TRUE(std::isinf(parse_quantity("1e99999999999999999999", "V").value));
    EXPECT_EQ(parse_quantity("1e-99999999999999999999", "V").value, 0.0);
}

TEST(Quantity, TheShortestTextOfANumberReadsAsTheNumber) {
    EXPECT_EQ(shortest_quantity(27), "27");
    EXPECT_EQ(shortest_quantity(-2.5), "-2.5");
    EXPECT_EQ(shortest_quantity(0.1), "0.1");
    EXPECT_EQ(shortest_quantity(1e-3), "1m");
    EXPECT_EQ(shortest_quantity(1e9), "1G");
    EXPECT_EQ(shortest_quantity(20e-15), "20f");
    for (double value = 1.234567e-18; value < 1e18; value *= 7.3) {
        const auto read = parse_quantity(shortest_quantity(value), "1");
        EXPECT_EQ(read.error, QuantityError::None) << shortest_quantity(value);
        EXPECT_EQ(read.value, value) << shortest_quantity(value);
    }
}

TEST(FormatQuantity, HasThreeSignificantDigits) {
    EXPECT_EQ(format_quantity(41.23e-9, "s"), "41.2 ns");
    EXPECT_EQ(format_quantity(4.123e-9, "s"), "4.12 ns");
    EXPECT_EQ(format_quantity(412.3e-9, "s"), "412 ns");
    EXPECT_EQ(format_quantity(1.0, "V"), "1.00 V");
    EXPECT_EQ(format_quantity(2.5e6, "Hz"), "2.50 MHz");
    EXPECT_EQ(format_quantity(3e9, "Hz"), "3.00 GHz");
}

TEST(FormatQuantity, RoundsUpIntoTheNextPrefixAndTheNextDigit) {
    EXPECT_EQ(format_quantity(0.99951e-9, "s"), "1.00 ns");
    EXPECT_EQ(format_quantity(0.99949e-9, "s"), "999 ps");
    // Exactly between the two: which way is the last bit's affair, four digits are wrong.
    const std::string between = format_quantity(0.9995e-9, "s");
    EXPECT_TRUE(between == "1.00 ns" || between == "999 ps") << between;
    EXPECT_EQ(format_quantity(9.996e-9, "s"), "10.0 ns");
    EXPECT_EQ(format_quantity(9.994e-9, "s"), "9.99 ns");
    EXPECT_EQ(format_quantity(99.96e-9, "s"), "100 ns");
    EXPECT_EQ(format_quantity(999.6e-9, "s"), "1.00 us");
}

TEST(FormatQuantity, NeverHasFourDigitsBelowTheLargestPrefix) {
    for (const double factor : {1e-9, 1e-6, 1e-3, 1.0, 1e3}) {
        for (int k = -20; k <= 20; ++k) {
            const std::string text = format_quantity(factor * (0.9995 + 1e-16 * k), "");
            EXPECT_EQ(text.find("1000"), std::string::npos) << text;
        }
    }
}

TEST(FormatQuantity, NegativeNumbersKeepTheirSign) {
    EXPECT_EQ(format_quantity(-4.2e-12, "J"), "-4.20 pJ");
    EXPECT_EQ(format_quantity(-0.99951e-3, "V"), "-1.00 mV");
}

TEST(FormatQuantity, ZeroAndWhatIsTooSmallForAPrefixAreZero) {
    EXPECT_EQ(format_quantity(0.0, "s"), "0 s");
    EXPECT_EQ(format_quantity(-0.0, "s"), "0 s");
    EXPECT_EQ(format_quantity(1e-24, "s"), "0 s");
    EXPECT_EQ(format_quantity(1e-21, "J"), "1.00 zJ");
}

TEST(FormatQuantity, BeyondTheLargestPrefixDigitsGrow) {
    EXPECT_EQ(format_quantity(1.5e12, "Hz"), "1500 GHz");
}

TEST(FormatQuantity, WhatIsNoNumberIsADash) {
    EXPECT_EQ(format_quantity(INFINITY, "s"), "-");
    EXPECT_EQ(format_quantity(-INFINITY, "s"), "-");
    EXPECT_EQ(format_quantity(NAN, "s"), "-");
    EXPECT_EQ(format_quantity(std::optional<double>{}, "s"), "-");
    EXPECT_EQ(format_quantity(std::optional<double>{2e-9}, "s"), "2.00 ns");
}

}  // namespace
