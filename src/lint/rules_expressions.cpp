// Operators and functions whose meaning differs, or that are missing.

#include "lint/rule_table.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace hopspice::lint {

namespace {

std::optional<double> number_at(const Statement& statement, std::size_t index) {
    if (index >= statement.tokens.size() || statement.tokens[index].kind != TokenKind::Number) {
        return std::nullopt;
    }
    return value_of(split_number(statement.text_of(statement.tokens[index])));
}

/// The opening parenthesis of the closing one at `index`, or 0.
std::size_t opening_of(const Statement& statement, std::size_t index) {
    int depth = 0;
    for (std::size_t i = index + 1; i-- > 0;) {
        depth += is_sign(statement, i, ")") ? 1 : is_sign(statement, i, "(") ? -1 : 0;
        if (depth == 0) {
            return i;
        }
    }
    return 0;
}

bool is_positive_function(const Statement& statement, std::size_t index) {
    return index < statement.tokens.size() &&
           is_one_of(lower_case(statement.text_of(statement.tokens[index])), "abs exp cosh sqrt");
}

/// Can the base of an operator at `index` be proved not to be negative?
bool has_positive_base(const Statement& statement, std::size_t index) {
    if (index == 0 || number_at(statement, index - 1)) {
        return true;
    }
    const std::size_t open =
        is_sign(statement, index - 1, ")") ? opening_of(statement, index - 1) : 0;
    return open > 0 && is_positive_function(statement, open - 1);
}

bool is_even(const std::optional<double>& exponent) {
    return exponent && std::fmod(*exponent, 2) == 0;
}

/// Calls visit(statement, index) for each sign in an expression that is in the list.
template <typename Visit>
void for_operators(const Deck& deck, std::string_view list, Visit visit) {
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 0; i < statement.tokens.size(); ++i) {
            const Token& token = statement.tokens[i];
            if (token.in_expression && token.kind == TokenKind::Sign &&
                is_one_of(statement.text_of(token), list)) {
                visit(statement, i);
            }
        }
    }
}

/// `argument`: operators.
void find_operators(const Deck& deck, std::string_view argument, Hits& hits) {
    for_operators(deck, argument, [&](const Statement& statement, std::size_t i) {
        hits.push_back(hit_at(statement, statement.tokens[i]));
    });
}

/// Calls of the functions in `list`: visit(statement, index of the name).
template <typename Visit>
void for_calls(const Deck& deck, std::string_view list, Visit visit) {
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 0; i < statement.tokens.size(); ++i) {
            const Token& token = statement.tokens[i];
            if (token.in_expression && token.kind == TokenKind::Word &&
                is_sign(statement, i + 1, "(") &&
                is_one_of(lower_case(statement.text_of(token)), list)) {
                visit(statement, i);
            }
        }
    }
}

/// Does the deck define this function itself?
bool is_defined(const Deck& deck, const std::string& name) {
    return std::ranges::any_of(deck.statements, [&](const Statement& statement) {
        return statement.head.starts_with(".func") && statement.tokens.size() > 1 &&
               statement.is(statement.tokens[1], name);
    });
}

/// `argument`: names of functions.
void find_calls(const Deck& deck, std::string_view argument, Hits& hits) {
    for_calls(deck, argument, [&](const Statement& statement, std::size_t i) {
        const Token& token = statement.tokens[i];
        if (!is_defined(deck, lower_case(statement.text_of(token)))) {
            hits.push_back(hit_at(statement, token));
        }
    });
}

/// Commas between the parentheses of a call, and where the last argument starts.
std::pair<std::size_t, std::size_t> commas_of(const Statement& statement, std::size_t call) {
    int depth = 0;
    std::size_t commas = 0;
    std::size_t last = call + 2;
    for (std::size_t i = call + 1; i < statement.tokens.size(); ++i) {
        depth += is_sign(statement, i, "(") ? 1 : is_sign(statement, i, ")") ? -1 : 0;
        if (depth == 0) {
            break;
        }
        if (depth == 1 && is_sign(statement, i, ",")) {
            ++commas;
            last = i + 1;
        }
    }
    return {commas, last};
}

void find_two_argument_calls(const Deck& deck, std::string_view argument, Hits& hits) {
    for_calls(deck, argument, [&](const Statement& statement, std::size_t i) {
        if (commas_of(statement, i).first == 1) {
            hits.push_back(hit_at(statement, statement.tokens[i]));
        }
    });
}

/// `^`, `**` and pow() of what may be negative, with an exponent that is not even.
void find_unsigned_powers(const Deck& deck, std::string_view, Hits& hits) {
    for_operators(deck, "^ **", [&](const Statement& statement, std::size_t i) {
        if (!has_positive_base(statement, i) && !is_even(number_at(statement, i + 1))) {
            hits.push_back(hit_at(statement, statement.tokens[i]));
        }
    });
    for_calls(deck, "pow", [&](const Statement& statement, std::size_t i) {
        const bool positive = (number_at(statement, i + 2) && is_sign(statement, i + 3, ",")) ||
                              is_positive_function(statement, i + 2);
        if (!positive && !is_even(number_at(statement, commas_of(statement, i).second))) {
            hits.push_back(hit_at(statement, statement.tokens[i]));
        }
    });
}

/// `a:b` in a conditional, without a blank before the colon.
void find_tight_colons(const Deck& deck, std::string_view, Hits& hits) {
    for_operators(deck, "?", [&](const Statement& statement, std::size_t i) {
        for (std::size_t k = i + 1; k < statement.tokens.size(); ++k) {
            const Token& token = statement.tokens[k];
            if (is_sign(statement, k, ":")) {
                if (statement.text[token.begin - 1] != ' ') {
                    hits.push_back(hit_at(statement, token));
                }
                return;
            }
        }
    });
}

/// Random numbers with nothing that fixes where their sequence starts.
void find_unseeded(const Deck& deck, std::string_view argument, Hits& hits) {
    const bool seeded = deck.control_text.find("setseed") != std::string::npos ||
                        deck.control_text.find("rndseed") != std::string::npos ||
                        std::ranges::any_of(deck.statements, [](const Statement& statement) {
                            return statement.head.starts_with(".opt") &&
                                   (statement.has_word("seed") || statement.has_word("seedinfo"));
                        });
    if (!seeded) {
        find_calls(deck, argument, hits);
    }
}

/// i(r1) of an element that is no voltage source; `argument`: the kinds that have a current.
void find_foreign_currents(const Deck& deck, std::string_view argument, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        for (std::size_t i = 2; i < statement.tokens.size(); ++i) {
            const Token& node = statement.tokens[i];
            if (node.kind == TokenKind::Node && node.in_expression &&
                statement.is(statement.tokens[i - 2], "i") &&
                !is_one_of(lower_case(statement.text_of(node)).substr(0, 1), argument)) {
                hits.push_back(hit_at(statement, node));
            }
        }
    }
}

constexpr LintRule kExpressionRules[] = {
    {"power",
     {Ngspice, Spice3},
     kWrong,
     find_unsigned_powers,
     "",
     "the sign of the base is lost: (-3)^3 is +27",
     "products: x*x*x"},
    {"power",
     {Ltspice, Pspice, Xyce},
     kWrong,
     find_operators,
     "^",
     "`^` is the exclusive or of two conditions, 0 or 1",
     "products: x*x*x, or `**`"},
    {"power", {Gnucap}, kWrong, find_operators, "^", "reading stops at `^`: 2^3 is 2", "pow(x,y)"},
    {"power", {Gnucap}, kRefused, find_operators, "**", "there is no `**`", "pow(x,y)"},
    {"pwr",
     {Ngspice},
     kWrong,
     find_calls,
     "pwr",
     "pwr keeps the sign: pwr(-2,2) is -4",
     "products, abs(x) where the sign does not matter"},
    {"pwr",
     {Ltspice, Pspice, Xyce},
     kWrong,
     find_calls,
     "pwr",
     "pwr drops the sign: PWR(-2,3) is +8",
     "products, or pwrs"},
    {"limit",
     {Ngspice},
     kWrong,
     find_calls,
     "limit",
     "0 in a source, and a random number in a parameter, whatever the arguments",
     "min(max(x,lo),hi)"},
    {"limit",
     {Xyce},
     kWrong,
     find_two_argument_calls,
     "limit",
     "with two arguments it is a random number",
     "min(max(x,lo),hi)"},
    {"limit",
     {Hspice, Spectre, Gnucap, Spice3},
     kRefused,
     find_calls,
     "limit",
     "there is no such function",
     "min(max(x,lo),hi)"},
    {"if",
     {Ngspice, Hspice, Spectre, Spice3},
     kRefused,
     find_calls,
     "if",
     "there is no such function",
     "`condition ? a : b`, or a smooth function"},
    {"ternary",
     {Gnucap},
     kWrong,
     find_operators,
     "?",
     "reading stops at `?`: the value is the condition",
     "if(condition,a,b)"},
    {"ternary",
     {Pspice, Spice3},
     kRefused,
     find_operators,
     "?",
     "there is no conditional operator",
     "IF(condition,a,b), or a smooth function"},
    {"ternary",
     {Xyce},
     kRefused,
     find_tight_colons,
     "",
     "a colon is part of the name before it",
     "a blank before `:`"},
    {"log", {Xyce}, kWrong, find_calls, "log", "log is to the base 10", "ln(x) or log10(x)"},
    {"ln",
     {Gnucap},
     kRefused,
     find_calls,
     "ln",
     "there is no ln; log is the natural one",
     "log(x)"},
    {"table-function",
     {Ngspice, Spice3},
     kRefused,
     find_calls,
     "table tbl",
     "there is no such function",
     "an E source with TABLE"},
    {"pwl-function",
     {Ngspice},
     kWrong,
     find_calls,
     "pwl",
     "pwl() goes on with the last slope outside of its points",
     "a point far away on either side, or min(max())"},
    {"step-function",
     {Ngspice, Spice3},
     kRefused,
     find_calls,
     "stp",
     "there is no such function",
     "u(x), or a smooth one"},
    {"integral",
     {Ngspice, Spice3, Hspice, Spectre},
     kRefused,
     find_calls,
     "sdt idt idtmod",
     "there is no such function",
     "a current source into a capacitor"},
    {"boolean",
     {Ngspice, Spice3},
     kRefused,
     find_operators,
     "& |",
     "a single `&` or `|` is no operator",
     "`&&` or `||`"},
    {"monte-carlo",
     {Ngspice},
     kWrong,
     find_unseeded,
     "agauss gauss aunif unif",
     "another number at every start",
     "`.options seed=1`, or the numbers themselves"},
    {"monte-carlo",
     {Xyce},
     kWrong,
     find_calls,
     "agauss gauss aunif unif rand",
     "the nominal value, unless `.SAMPLING` asks for others",
     "the numbers themselves"},
    {"monte-carlo",
     {Gnucap},
     kWrong,
     find_calls,
     "agauss gauss aunif unif",
     "the nominal value",
     "the numbers themselves"},
    {"monte-carlo",
     {Ltspice, Pspice, Spectre, Spice3},
     kRefused,
     find_calls,
     "agauss aunif unif",
     "there is no such function",
     "the numbers themselves"},
    {"monte-carlo",
     {Ngspice, Hspice, Spectre, Spice3, Gnucap, Pspice, Xyce},
     kRefused,
     find_calls,
     "mc flat",
     "there is no such function",
     "the numbers themselves"},
    {"current-of-element",
     {Spice3, Hspice},
     kRefused,
     find_foreign_currents,
     "v e h l b f",
     "only voltage sources have a current to refer to",
     "a source of 0 V in series"},
};

}  // namespace

std::span<const LintRule> expression_rules() { return kExpressionRules; }

}  // namespace hopspice::lint
