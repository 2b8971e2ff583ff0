#pragma once
// A statement of a netlist as words, numbers and signs, for rules that look for one of them.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::lint {

enum class TokenKind {
    Word,    // a name, also of nodes and files
    Number,  // digits and whatever letters follow: `4k7`, `1e-12`, `10MHz`
    Node,    // what stands in v(...) or i(...)
    Text,    // in double quotes
    Sign,    // ( ) , = { } ' and, in expressions, operators: `**`, `&&`
};

struct Token {
    TokenKind kind = TokenKind::Sign;
    std::size_t begin = 0;  ///< in the statement's text
    std::size_t size = 0;
    bool in_expression = false;
    bool after_equals = false;  ///< a value of `name=value`
};

/// How the words of a statement are to be read.
struct TokenRules {
    bool all_after_equals = false;  ///< what follows the first `=` is an expression without quotes
    bool all_after_parenthesis = false;  ///< the same after the first `)`
    bool expression_values = false;      ///< every value after a `=` is one (Spectre)
};

/// Splits a statement; linear in its length. Never fails: what fits nothing is a sign.
[[nodiscard]] std::vector<Token> split(std::string_view text, const TokenRules& rules);

/// A number's digits with exponent, and the letters behind them.
struct SplitNumber {
    std::string_view digits;
    std::string_view suffix;
};
[[nodiscard]] SplitNumber split_number(std::string_view number);

/// Its value without suffix, where the digits are a number.
[[nodiscard]] std::optional<double> value_of(const SplitNumber& number);

}  // namespace hopspice::lint
