#pragma once
// A rule of the linter: a word, the dialects it holds for, what happens there, and how its places
// are found. The rules stand in tables, one per family, see rules_*.cpp.

#include "dialect/dialects.h"
#include "lint/deck.h"

#include <hopspice/lint.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::lint {

/// A set of dialects.
class Dialects {
public:
    constexpr Dialects(std::initializer_list<Dialect> dialects) {
        for (const Dialect dialect : dialects) {
            add(dialect);
        }
    }
    constexpr void add(Dialect dialect) { bits_ |= bit(dialect); }
    [[nodiscard]] constexpr bool has(Dialect dialect) const { return (bits_ & bit(dialect)) != 0; }

private:
    static constexpr unsigned bit(Dialect dialect) { return 1U << static_cast<unsigned>(dialect); }
    unsigned bits_ = 0;
};

inline constexpr Dialects kAllSpice = [] {
    Dialects all{};
    for (const dialect::DialectRow& row : dialect::kDialects) {
        if (row.family == dialect::Family::Spice) {
            all.add(row.dialect);
        }
    }
    return all;
}();

/// A place that breaks a rule.
struct Hit {
    std::size_t line = 0;
    std::string text;
};
using Hits = std::vector<Hit>;

/// Finds all places; `argument` is the rule's own word, for what several rules share.
using Find = void (*)(const Deck& deck, std::string_view argument, Hits& hits);

struct LintRule {
    std::string_view word;
    Dialects dialects;
    LintSeverity severity = LintSeverity::Wrong;
    Find find = nullptr;
    std::string_view argument;
    std::string_view happens;
    std::string_view instead;
};

[[nodiscard]] std::span<const LintRule> layout_rules();
[[nodiscard]] std::span<const LintRule> number_rules();
[[nodiscard]] std::span<const LintRule> expression_rules();
[[nodiscard]] std::span<const LintRule> quote_rules();
[[nodiscard]] std::span<const LintRule> name_rules();
[[nodiscard]] std::span<const LintRule> element_rules();
[[nodiscard]] std::span<const LintRule> model_rules();
[[nodiscard]] std::span<const LintRule> card_rules();

/// All of them, in the order of the families.
[[nodiscard]] std::vector<LintRule> all_rules();

/// Is this a deck, and no library that another file includes?
[[nodiscard]] bool is_deck(const Deck& deck);

/// Has the file a name by which others include it?
[[nodiscard]] bool is_named_as_part(const std::string& file);

/// Is the word one of the blanks-separated words of a list? An empty word never is.
[[nodiscard]] bool is_one_of(std::string_view word, std::string_view list);

/// Is there a token at `index`, and is it this sign?
[[nodiscard]] bool is_sign(const Statement& statement, std::size_t index, std::string_view sign);

/// The statement where a token stands, short enough for a line of output.
[[nodiscard]] Hit hit_at(const Statement& statement, const Token& token);
[[nodiscard]] Hit hit_at(const Statement& statement);

/// What `find_cards` and the like share: every statement whose head is one of `argument`'s words.
void find_cards(const Deck& deck, std::string_view argument, Hits& hits);

}  // namespace hopspice::lint
