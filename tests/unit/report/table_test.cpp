// Columns line up.

#include "report/table.h"

#include <gtest/gtest.h>

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

TEST(FormatPercent, ShowsThreeDecimalsAndSaysWhenThatIsNotEnough) {
    EXPECT_EQ(format_percent(0), "0.000 %");
    EXPECT_EQ(format_percent(0.00123), "0.123 %");
    EXPECT_EQ(format_percent(1), "100.000 %");
    EXPECT_EQ(format_percent(1e-6), "<0.001 %");
    EXPECT_EQ(format_percent(1e-5), "0.001 %");
}

}  // namespace
}  // namespace hopspice::report
