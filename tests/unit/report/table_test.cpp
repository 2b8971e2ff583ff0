// Columns line up, numbers have three digits and an SI prefix.

#include "report/table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::report {
namespace {

TEST(FormatRows, ColumnsAreAsWideAsTheirWidestCell) {
    EXPECT_EQ(format_rows({{"name", Align::Left}, {"value"}}, {{"a", "1"}, {"longer", "1234567"}}),
              "name      value\n"
              "------  -------\n"
              "a             1\n"
              "longer  1234567\n");
}

TEST(FormatRows, LeavesNoBlanksAtTheEndOfALine) {
    EXPECT_EQ(format_rows({{"x"}, {"note", Align::Left}}, {{"1", "yes"}, {"2", ""}}),
              "x  note\n"
              "-  ----\n"
              "1  yes\n"
              "2\n");
}

TEST(FormatRows, CountsCharactersNotBytes) {
    EXPECT_EQ(format_rows({{"unit", Align::Left}, {"n"}}, {{"Ω", "1"}, {"µmho", "2"}}),
              "unit  n\n"
              "----  -\n"
              "Ω     1\n"
              "µmho  2\n");
}

TEST(FormatRows, WithoutRowsTitlesAndRuleRemain) {
    EXPECT_EQ(format_rows({{"a"}, {"b"}}, {}), "a  b\n-  -\n");
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

TEST(FormatPercent, ShowsThreeDecimalsAndSaysWhenThatIsNotEnough) {
    EXPECT_EQ(format_percent(0), "0.000 %");
    EXPECT_EQ(format_percent(0.00123), "0.123 %");
    EXPECT_EQ(format_percent(1), "100.000 %");
    EXPECT_EQ(format_percent(1e-6), "<0.001 %");
    EXPECT_EQ(format_percent(1e-5), "0.001 %");
}

}  // namespace
}  // namespace hopspice::report
