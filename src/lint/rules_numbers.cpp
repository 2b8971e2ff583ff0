// Numbers with letters behind them.

#include "lint/rule_table.h"

#include <algorithm>
#include <functional>

namespace hopspice::lint {

namespace {

/// A token that is a value, and no name of a node, model or file that starts with a digit.
bool is_value(const Statement& statement, std::size_t index) {
    const Token& token = statement.tokens[index];
    if (token.kind != TokenKind::Number) {
        return false;
    }
    if (token.in_expression || token.after_equals) {
        return true;
    }
    if (statement.is_card()) {
        return !is_one_of(statement.head,
                          ".subckt .ends .include .inc .lib .save .print .probe "
                          ".plot .global .model .title .macro");
    }
    return index >= statement.first_value && statement.kind() != 'x';
}

using NumberTest = bool (*)(const Statement&, const Token&, const SplitNumber&);

void find_numbers(const Deck& deck, Hits& hits, NumberTest test) {
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 0; i < statement.tokens.size(); ++i) {
            if (!is_value(statement, i)) {
                continue;
            }
            const Token& token = statement.tokens[i];
            const SplitNumber number = split_number(statement.text_of(token));
            if (!number.suffix.empty() && test(statement, token, number)) {
                hits.push_back({statement.line_of(token), std::string(statement.text_of(token))});
            }
        }
    }
}

/// In a deck of capital letters a capital says nothing.
bool has_small_letters(const Statement& statement) {
    return std::ranges::any_of(statement.text, [](char c) { return c >= 'a' && c <= 'z'; });
}

void find_x(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits, [](const Statement&, const Token&, const SplitNumber& number) {
        return lower_case(number.suffix) == "x";
    });
}

/// `1M`, `10MHz` where the deck has small letters too: people mean mega.
void find_capital_m(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits,
                 [](const Statement& statement, const Token&, const SplitNumber& number) {
                     const std::string lower = lower_case(number.suffix);
                     return number.suffix.front() == 'M' && !lower.starts_with("meg") &&
                            !lower.starts_with("mil") && has_small_letters(statement);
                 });
}

void find_small_a(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits, [](const Statement&, const Token&, const SplitNumber& number) {
        return number.suffix == "a";
    });
}

/// `1A`: an ampere for people, 1e-18 where `a` is a factor.
void find_ampere(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits, [](const Statement&, const Token&, const SplitNumber& number) {
        return number.suffix == "A" || lower_case(number.suffix) == "amp";
    });
}

/// `1F`, the farad people mean.
void find_farad(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits,
                 [](const Statement& statement, const Token&, const SplitNumber& number) {
                     return (number.suffix == "F" && has_small_letters(statement)) ||
                            lower_case(number.suffix) == "farad";
                 });
}

/// The micro sign of UTF-8 (two characters of Unicode) or Latin-1.
void find_micro(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits, [](const Statement&, const Token&, const SplitNumber& number) {
        return number.suffix.starts_with("\xC2\xB5") || number.suffix.starts_with("\xCE\xBC") ||
               number.suffix.starts_with("\xB5");
    });
}

/// `4K7`, for 4.7 k: a letter or two, then digits and nothing else.
void find_infix(const Deck& deck, std::string_view, Hits& hits) {
    find_numbers(deck, hits, [](const Statement&, const Token&, const SplitNumber& number) {
        const std::size_t digit = number.suffix.find_first_of("0123456789");
        const std::string lower = lower_case(number.suffix.substr(0, digit));
        return digit <= 3 &&
               lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos &&
               number.suffix.find_first_not_of("0123456789", digit) == std::string_view::npos;
    });
}

/// Spectre's scale factors are case-sensitive; `meg`, `K7`, `U` are none of them.
void find_foreign_case(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 0; statement.is_spectre && i < statement.tokens.size(); ++i) {
            const Token& token = statement.tokens[i];
            if (!is_value(statement, i)) {
                continue;
            }
            const SplitNumber number = split_number(statement.text_of(token));
            const std::string lower = lower_case(number.suffix);
            const bool is_factor =
                std::string_view("TGMKk_%cmunpfa")
                    .find(number.suffix.empty() ? 'k' : number.suffix[0]) != std::string_view::npos;
            if (!is_factor || lower.starts_with("meg") || number.suffix == "P") {
                hits.push_back({statement.line_of(token), std::string(statement.text_of(token))});
            }
        }
    }
}

/// A value such as `1,5`.
void find_decimal_comma(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        const std::size_t i = statement.first_value;
        if (!is_one_of(std::string(1, statement.kind()), "r c l v i") ||
            i + 2 >= statement.tokens.size()) {
            continue;
        }
        const Token& first = statement.tokens[i];
        const Token& second = statement.tokens[i + 2];
        const bool numbers = first.kind == TokenKind::Number && second.kind == TokenKind::Number;
        if (numbers && second.begin == first.begin + first.size + 1 &&
            statement.text[first.begin + first.size] == ',') {
            hits.push_back(hit_at(statement, first));
        }
    }
}

/// The value of a resistor: behind its nodes, or `r=`.
void find_zero_ohms(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        std::size_t i = statement.first_value;
        if (statement.kind() != 'r' || i >= statement.tokens.size()) {
            continue;
        }
        if (statement.is(statement.tokens[i], "r") && i + 2 < statement.tokens.size()) {
            i += 2;
        }
        const Token& token = statement.tokens[i];
        if (token.kind == TokenKind::Number &&
            value_of(split_number(statement.text_of(token))) == 0.0) {
            hits.push_back(hit_at(statement, token));
        }
    }
}

constexpr LintRule kNumberRules[] = {
    {"suffix-x",
     {Ngspice, Ltspice, Pspice, Gnucap, Spice3},
     kWrong,
     find_x,
     "",
     "`x` is no factor: 1x is 1",
     "the number with an exponent: 1e6"},
    {"suffix-M", kAllSpice, kWrong, find_capital_m, "", "`M` is 1e-3, as `m` is",
     "the number with an exponent: 1e6 or 1e-3"},
    {"suffix-a",
     {Ngspice, Ltspice, Pspice, Xyce, Spice3},
     kWrong,
     find_small_a,
     "",
     "`a` is no factor: 1a is 1",
     "the number with an exponent: 1e-18"},
    {"suffix-a",
     {Hspice, Gnucap},
     kWrong,
     find_ampere,
     "",
     "`A` is 1e-18, no unit",
     "the number without a unit"},
    {"suffix-F", kAllSpice, kWrong, find_farad, "", "`F` is femto, 1e-15, no unit",
     "the number without a unit, or with an exponent: 1e-15"},
    {"suffix-micro",
     {Ltspice, Hspice, Pspice, Xyce, Gnucap, Spice3},
     kWrong,
     find_micro,
     "",
     "the micro sign is no factor: it is passed over",
     "the number with an exponent: 1e-6"},
    {"suffix-infix",
     {Ngspice, Hspice, Pspice, Xyce, Spice3},
     kWrong,
     find_infix,
     "",
     "digits behind a factor are passed over: 4K7 is 4000",
     "the number with an exponent: 4.7e3"},
    {"suffix-infix",
     {Gnucap},
     kWrong,
     find_infix,
     "",
     "4K7 is 7 as a resistance, 4000 elsewhere",
     "the number with an exponent: 4.7e3"},
    {"suffix-case",
     {Spectre},
     kWrong,
     find_foreign_case,
     "",
     "factors are case-sensitive: M is 1e6, m 1e-3, P 1e15, p 1e-12, and meg is none",
     "the number with an exponent"},
    {"decimal-comma", kAllSpice, kWrong, find_decimal_comma, "",
     "a comma separates: 1,5 is 1, or 5", "a decimal point"},
    {"zero-ohms",
     {Ngspice, Spice3},
     kWrong,
     find_zero_ohms,
     "",
     "a resistor of 0 ohm has 1e-3 ohm",
     "a voltage source of 0 V, or the resistance meant"},
    {"zero-ohms",
     {Gnucap},
     kWrong,
     find_zero_ohms,
     "",
     "a resistor of 0 ohm has 1e-5 ohm",
     "a voltage source of 0 V, or the resistance meant"},
};

}  // namespace

std::span<const LintRule> number_rules() { return kNumberRules; }

}  // namespace hopspice::lint
