// What a terminal would obey, or a spreadsheet compute, is shown instead.

#include "support/csv_cell.h"
#include "support/rules.h"

#include <hopspice/printable.h>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace hopspice {
namespace {

TEST(Printable, TextInAnyScriptIsKept) {
    for (const std::string text : {"plain ~", "記憶 \"1\" *", "עברית", "ünï", "𝛽", ""}) {
        EXPECT_EQ(printable(text), text);
    }
}

TEST(Printable, WhatATerminalObeysOrWhatHidesIsEscaped) {
    const std::pair<std::string, std::string> cases[] = {
        {"a\x1b]0;title\x07z", "a\\x1b]0;title\\x07z"},
        {"a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"},
        {"\x7f\xc2\x9b", "\\x7f\\x9b"},
        {"\u202e\u2066\u2069\u200e\u200f\u061c", "\\u202e\\u2066\\u2069\\u200e\\u200f\\u061c"},
        {"\u2028\u2029", "\\u2028\\u2029"},
        {"\x9b\xff\xc3", "\\x9b\\xff\\xc3"},                    // C1 as a byte, no UTF-8, cut off
        {"\xc0\xaf\xed\xa0\x80", "\\xc0\\xaf\\xed\\xa0\\x80"},  // too long, half of a pair
        {std::string("\0", 1), "\\x00"}};
    for (const auto& [text, shown] : cases) {
        EXPECT_EQ(printable(text), shown);
    }
    EXPECT_EQ(printable("a\nb\tc\rd", Breaks::Kept), "a\nb\tc\\x0dd");
}

TEST(Printable, ADiagnosticIsOneLine) {
    const Diagnostic diagnostic =
        make_diagnostic(Rule::FileUnreadable, {"a\nfake: all is well [HS-W000]\x1b[2J", ""}, "no");
    EXPECT_EQ(format_diagnostic(diagnostic),
              "a\\x0afake: all is well [HS-W000]\\x1b[2J: cannot read file: no [HS-E501]");
}

TEST(CsvCell, WhatASpreadsheetWouldComputeIsText) {
    const std::pair<std::string, std::string> cases[] = {
        {"1101", "1101"},
        {"-0.5", "-0.5"},
        {"+1e-3", "+1e-3"},
        {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {"+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"},
        {"-2+3", "'-2+3"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "'\t=1"},
        {"\r=1", "'\\x0d=1"},
        {"say \"x\", y", "\"say \"\"x\"\", y\""}};
    for (const auto& [text, cell] : cases) {
        EXPECT_EQ(csv_cell(text), cell);
    }
}

}  // namespace
}  // namespace hopspice
