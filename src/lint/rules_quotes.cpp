// How expressions and parameters are told from names and numbers.

#include "lint/rule_table.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

/// Expressions in quotes (`'`) or braces (`{`), one finding per statement.
void find_quotes(const Deck& deck, std::string_view argument, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        const auto quote = std::ranges::find_if(statement.tokens, [&](const Token& token) {
            return token.kind == TokenKind::Sign && statement.text_of(token) == argument;
        });
        if (quote != statement.tokens.end()) {
            hits.push_back(hit_at(statement, *quote));
        }
    }
}

/// A value that is a parameter's name without braces.
void find_bare_parameters(const Deck& deck, std::string_view, Hits& hits) {
    std::vector<std::string> names;
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 1; statement.head.starts_with(".param") && statement.scope == 0 &&
                                i + 1 < statement.tokens.size();
             ++i) {
            if (statement.tokens[i].kind == TokenKind::Word && is_sign(statement, i + 1, "=")) {
                names.push_back(lower_case(statement.text_of(statement.tokens[i])));
            }
        }
    }
    std::ranges::sort(names);
    for (const Statement& statement : deck.statements) {
        if (!is_one_of(std::string(1, statement.kind()), "r c l") ||
            statement.first_value >= statement.tokens.size()) {
            continue;
        }
        const Token& value = statement.tokens[statement.first_value];
        const bool is_name = value.kind == TokenKind::Word && !value.in_expression;
        if (is_name && std::ranges::binary_search(names, lower_case(statement.text_of(value)))) {
            hits.push_back(hit_at(statement, value));
        }
    }
}

constexpr LintRule kQuoteRules[] = {
    {"quotes",
     {Ltspice, Pspice},
     kRefused,
     find_quotes,
     "'",
     "expressions stand in braces, not in quotes",
     "{expression}"},
    {"quotes",
     {Hspice},
     kRefused,
     find_quotes,
     "{",
     "expressions stand in quotes, not in braces",
     "'expression'"},
    {"quotes",
     {Spectre},
     kRefused,
     find_quotes,
     "{",
     "expressions stand bare, without braces",
     "(expression)"},
    {"quotes",
     {Spectre},
     kRefused,
     find_quotes,
     "'",
     "expressions stand bare, without quotes",
     "(expression)"},
    {"quotes",
     {Spice3},
     kRefused,
     find_quotes,
     "{",
     "there are no parameters and expressions",
     "the number"},
    {"quotes",
     {Spice3},
     kRefused,
     find_quotes,
     "'",
     "there are no parameters and expressions",
     "the number"},
    {"bare-parameter",
     {Ltspice, Pspice, Xyce},
     kRefused,
     find_bare_parameters,
     "",
     "a name without braces is that of a model",
     "{name}"},
};

}  // namespace

std::span<const LintRule> quote_rules() { return kQuoteRules; }

}  // namespace hopspice::lint
