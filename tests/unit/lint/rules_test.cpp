// Every rule of the linter, for every dialect it is for: a deck that breaks it and the same deck as
// it should be.

#include "lint/rule.h"
#include "unit/lint/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace hopspice::lint {
namespace {

std::string deck_of(const std::string& body, const Sample& sample, Dialect dialect) {
    if (sample.frame == Frame::None) {
        return body;
    }
    return dialect == Dialect::Spectre ? "simulator lang=spectre\n" + body
                                       : "a title\n" + body + "\n.end\n";
}

std::vector<LintFinding> findings_of(const std::string& body, const Sample& sample,
                                     Dialect dialect) {
    std::vector<LintFinding> found =
        lint_text(deck_of(body, sample, dialect), "d", dialect).findings;
    std::erase_if(found, [&](const LintFinding& finding) { return finding.rule != sample.rule; });
    return found;
}

TEST(LintRules, ABadDeckBreaksItsRuleOnce) {
    for (const Sample& sample : samples()) {
        for (const Dialect dialect : sample.dialects) {
            const auto found = findings_of(sample.bad, sample, dialect);
            ASSERT_EQ(found.size(), 1U) << sample.rule << " for " << to_string(dialect) << "\n"
                                        << sample.bad;
            EXPECT_EQ(found[0].line, sample.line) << sample.rule << " " << to_string(dialect);
        }
    }
}

TEST(LintRules, TheSameDeckAsItShouldBeBreaksItNot) {
    for (const Sample& sample : samples()) {
        for (const Dialect dialect : sample.dialects) {
            EXPECT_TRUE(findings_of(sample.good, sample, dialect).empty())
                << sample.rule << " for " << to_string(dialect) << "\n"
                << sample.good;
        }
    }
}

TEST(LintRules, EveryRowOfTheTablesHasABadDeckForEachOfItsDialects) {
    std::set<std::tuple<std::string, std::string, Dialect>> broken;
    for (const Sample& sample : samples()) {
        for (const Dialect dialect : sample.dialects) {
            for (const LintFinding& finding : findings_of(sample.bad, sample, dialect)) {
                broken.emplace(finding.rule, finding.happens, dialect);
            }
        }
    }
    for (const LintRule& rule : all_rules()) {
        for (const Dialect dialect : lint_dialects()) {
            if (rule.dialects.has(dialect)) {
                EXPECT_TRUE(
                    broken.contains({std::string(rule.word), std::string(rule.happens), dialect}))
                    << rule.word << " for " << to_string(dialect) << ": " << rule.happens;
            }
        }
    }
}

TEST(LintRules, EveryRuleSaysWhatHappensAndWhatToWrite) {
    for (const LintRule& rule : all_rules()) {
        EXPECT_FALSE(rule.happens.empty()) << rule.word;
        EXPECT_FALSE(rule.instead.empty()) << rule.word;
        EXPECT_NE(rule.happens.back(), '.') << rule.word;
    }
    EXPECT_EQ(list_lint_rules().size(), all_rules().size());
}

}  // namespace
}  // namespace hopspice::lint
