// The linter: every rule of a dialect on a deck; what is found, by line.

#include "lint/rule.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"

#include <hopspice/printable.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace hopspice {

namespace lint {

namespace {

constexpr std::size_t kTextShown = 60;

std::string shortened(std::string_view text) {
    if (text.size() <= kTextShown) {
        return std::string(text);
    }
    std::size_t end = kTextShown;
    // Not within a character of UTF-8.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return std::string(text.substr(0, end)) + "...";
}

}  // namespace

std::vector<LintRule> all_rules() {
    std::vector<LintRule> rules;
    for (const auto family : {layout_rules(), number_rules(), expression_rules(), quote_rules(),
                              name_rules(), element_rules(), model_rules(), card_rules()}) {
        rules.insert(rules.end(), family.begin(), family.end());
    }
    return rules;
}

bool is_sign(const Statement& statement, std::size_t index, std::string_view sign) {
    return index < statement.tokens.size() && statement.tokens[index].kind == TokenKind::Sign &&
           statement.text_of(statement.tokens[index]) == sign;
}

bool is_deck(const Deck& deck) {
    return !deck.is_part &&
           (deck.has_end || !deck.control_blocks.empty() ||
            std::ranges::any_of(deck.statements, [](const Statement& statement) {
                return is_one_of(statement.head, ".tran .ac .dc .op .noise .tf .analyses");
            }));
}

bool is_named_as_part(const std::string& file) {
    const std::size_t dot = file.rfind('.');
    return dot != file.npos && is_one_of(lower_case(file.substr(dot)), ".inc .lib .mod .sub");
}

bool is_one_of(std::string_view word, std::string_view list) {
    std::size_t start = 0;
    while (!word.empty() && start < list.size()) {
        const std::size_t end = std::min(list.find(' ', start), list.size());
        if (list.substr(start, end - start) == word) {
            return true;
        }
        start = end + 1;
    }
    return false;
}

Hit hit_at(const Statement& statement, const Token& token) {
    return {statement.line_of(token), shortened(statement.text)};
}

Hit hit_at(const Statement& statement) { return {statement.line, shortened(statement.text)}; }

void find_cards(const Deck& deck, std::string_view argument, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        if (is_one_of(statement.head, argument)) {
            hits.push_back(hit_at(statement));
        }
    }
}

}  // namespace lint

std::string to_string(LintSeverity severity) {
    return severity == LintSeverity::Wrong ? "wrong" : "refused";
}

LintReport lint_text(std::string_view text, const std::string& file, Dialect dialect) {
    LintReport report{file, dialect, {}};
    lint::Deck deck = lint::read_deck(text, dialect);
    deck.is_part = lint::is_named_as_part(file);
    for (const lint::LintRule& rule : lint::all_rules()) {
        if (!rule.dialects.has(dialect)) {
            continue;
        }
        lint::Hits hits;
        rule.find(deck, rule.argument, hits);
        for (lint::Hit& hit : hits) {
            report.findings.push_back({hit.line, std::string(rule.word), rule.severity,
                                       lint::shortened(hit.text), std::string(rule.happens),
                                       std::string(rule.instead)});
        }
    }
    std::ranges::stable_sort(report.findings, {}, &LintFinding::line);
    return report;
}

Result<LintReport> lint_file(const std::string& path, Dialect dialect) {
    const auto text = read_file(path, kMaxDeckBytes);
    if (!text) {
        return Unexpected{text.error()};
    }
    return lint_text(*text, path == "-" ? "standard input" : path, dialect);
}

std::vector<Dialect> lint_dialects() {
    std::vector<Dialect> all;
    std::ranges::transform(dialect::kDialects, std::back_inserter(all),
                           &dialect::DialectRow::dialect);
    return all;
}

std::string format_lint(const LintReport& report) {
    const std::string file = printable(report.file);
    std::string text;
    std::size_t wrong = 0;
    for (const LintFinding& finding : report.findings) {
        wrong += finding.severity == LintSeverity::Wrong ? 1 : 0;
        text += fmt::format("{}:{}: {}: {}: `{}`: {}; write {}\n", file, finding.line,
                            to_string(finding.severity), finding.rule, printable(finding.text),
                            finding.happens, finding.instead);
    }
    const std::size_t refused = report.findings.size() - wrong;
    if (report.findings.empty()) {
        return fmt::format("{}: nothing that {} would read otherwise\n", file,
                           to_string(report.dialect));
    }
    return text + fmt::format("{}: for {}: {} silently wrong, {} refused\n", file,
                              to_string(report.dialect), wrong, refused);
}

std::vector<ListedItem> list_lint_rules() {
    std::vector<ListedItem> items;
    for (const lint::LintRule& rule : lint::all_rules()) {
        std::string dialects;
        for (const Dialect dialect : lint_dialects()) {
            if (rule.dialects.has(dialect)) {
                dialects += (dialects.empty() ? "" : ", ") + to_string(dialect);
            }
        }
        items.push_back(
            {std::string(rule.word),
             fmt::format("{}: {}: {}", dialects, to_string(rule.severity), rule.happens)});
    }
    return items;
}

}  // namespace hopspice
