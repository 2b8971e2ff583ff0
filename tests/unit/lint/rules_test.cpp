// Every rule of the linter, for every dialect it is for: a deck that breaks it and the same deck as
// it should be.

#include "unit/lint/samples.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hopspice::lint {
namespace {

std::string deck_of(std::string_view body, const Sample& sample, Dialect dialect) {
    if (sample.frame == Frame::None) {
        return std::string(body);
    }
    return dialect == Dialect::Spectre ? fmt::format("simulator lang=spectre\n{}", body)
                                       : fmt::format("a title\n{}\n.end\n", body);
}

std::vector<LintFinding> findings_of(std::string_view body, const Sample& sample, Dialect dialect) {
    std::vector<LintFinding> found =
        lint_text(deck_of(body, sample, dialect), "d", dialect).findings;
    std::erase_if(found, [&](const LintFinding& finding) { return finding.rule != sample.rule; });
    return found;
}

/// Calls visit(sample, dialect) for every dialect of every sample.
template <typename Visit>
void for_samples(Visit visit) {
    for (const Sample& sample : samples()) {
        for (const Dialect dialect : lint_dialects()) {
            if (sample.dialects.has(dialect)) {
                visit(sample, dialect);
            }
        }
    }
}

TEST(LintRules, ABadDeckBreaksItsRuleOnce) {
    for_samples([](const Sample& sample, Dialect dialect) {
        const auto found = findings_of(sample.bad, sample, dialect);
        ASSERT_EQ(found.size(), 1U) << sample.rule << " for " << to_string(dialect) << "\n"
                                    << sample.bad;
        EXPECT_EQ(found[0].line, sample.line) << sample.rule << " " << to_string(dialect);
    });
}

TEST(LintRules, TheSameDeckAsItShouldBeBreaksItNot) {
    for_samples([](const Sample& sample, Dialect dialect) {
        EXPECT_TRUE(findings_of(sample.good, sample, dialect).empty())
            << sample.rule << " for " << to_string(dialect) << "\n"
            << sample.good;
    });
}

TEST(LintRules, EveryRowOfTheTablesHasABadDeckForEachOfItsDialects) {
    std::set<std::tuple<std::string, std::string, Dialect>> broken;
    for_samples([&](const Sample& sample, Dialect dialect) {
        for (const LintFinding& finding : findings_of(sample.bad, sample, dialect)) {
            broken.emplace(finding.rule, finding.happens, dialect);
        }
    });
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
