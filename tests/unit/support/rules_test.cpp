// The table of diagnostics and the shape of their words.

#include "support/rules.h"

#include <gtest/gtest.h>

#include <cctype>
#include <regex>
#include <set>

namespace hopspice {
namespace {

TEST(Diagnostics, FormatNamesFilePointerRuleAndId) {
    const Diagnostic diagnostic =
        make_diagnostic(Rule::RowLength, {"hamming.json", "/hidden/0/weights/3"}, 6, 7);
    EXPECT_EQ(format_diagnostic(diagnostic),
              "hamming.json: /hidden/0/weights/3: row has 6 numbers, visible.size is 7 [HS-E012]");
}

TEST(Diagnostics, FormatLeavesOutWhatIsEmpty) {
    EXPECT_EQ(format_diagnostic({"HS-E001", Severity::Error, "", "", "bad"}), "bad [HS-E001]");
    EXPECT_EQ(format_diagnostic({"HS-E001", Severity::Error, "f", "", "bad"}), "f: bad [HS-E001]");
}

TEST(Diagnostics, FormatMarksWarnings) {
    EXPECT_EQ(format_diagnostic({"HS-W001", Severity::Warning, "f", "/a", "odd"}),
              "f: /a: warning: odd [HS-W001]");
}

TEST(Diagnostics, OnlyErrorsCountAsErrors) {
    Diagnostics diagnostics;
    EXPECT_TRUE(diagnostics.empty());
    diagnostics.add({"HS-W001", Severity::Warning, "", "", "odd"});
    EXPECT_FALSE(diagnostics.has_errors());
    Diagnostics more;
    report(more, Rule::NetlistSyntax, {}, 3, "bad");
    diagnostics.append(more);
    EXPECT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.size(), 2U);
    EXPECT_EQ(diagnostics.front().id, "HS-W001");
}

TEST(Where, StepsAreEscapedAsTheRfcSays) {
    const Where where{"f", ""};
    EXPECT_EQ(where.at("a").at(std::size_t{3}).pointer, "/a/3");
    // RFC 6901: ~ becomes ~0 and / becomes ~1.
    EXPECT_EQ(where.at("a/b~c").pointer, "/a~1b~0c");
}

TEST(Rules, IdsAreUniqueAndSaySeverity) {
    std::set<std::string> ids;
    for (const DiagnosticRule& rule : list_diagnostics()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_TRUE(std::regex_match(rule.id, std::regex("HS-[EW][0-9]{3}"))) << rule.id;
        EXPECT_EQ(rule.id[3] == 'E', rule.severity == Severity::Error) << rule.id;
    }
    EXPECT_GT(ids.size(), 50U);
}

TEST(Rules, AreListedInTheOrderOfTheirIds) {
    const auto rules = list_diagnostics();
    for (std::size_t k = 1; k < rules.size(); ++k) {
        EXPECT_LT(rules[k - 1].id, rules[k].id);
    }
}

TEST(Rules, MessagesAreLowerCaseWithoutFullStop) {
    for (const DiagnosticRule& rule : list_diagnostics()) {
        ASSERT_FALSE(rule.message.empty()) << rule.id;
        EXPECT_EQ(std::isupper(static_cast<unsigned char>(rule.message.front())), 0) << rule.id;
        EXPECT_NE(rule.message.back(), '.') << rule.id;
    }
}

TEST(Result, HoldsAValueOrTheDiagnostics) {
    const Result<int> good = 5;
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 5);
    const Result<int> bad = fail(Rule::NetlistSyntax, {"f", ""}, 7, "bad");
    ASSERT_FALSE(bad.has_value());
    EXPECT_EQ(format_diagnostic(bad.error().front()), "f: netlist line 7: bad [HS-E303]");
}

}  // namespace
}  // namespace hopspice
