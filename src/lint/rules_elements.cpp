// Elements that mean something else, or nothing.

#include "lint/rule_table.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

/// Calls visit(statement) for elements whose letter is in the list (`e g`).
template <typename Visit>
void for_kinds(const Deck& deck, std::string_view kinds, Visit visit) {
    for (const Statement& statement : deck.statements) {
        if (is_one_of(std::string(1, statement.kind()), kinds)) {
            visit(statement);
        }
    }
}

bool has_any_word(const Statement& statement, std::string_view words) {
    return std::ranges::any_of(statement.tokens, [&](const Token& token) {
        return token.kind == TokenKind::Word && !token.in_expression &&
               is_one_of(lower_case(statement.text_of(token)), words);
    });
}

bool has_equals(const Statement& statement) {
    return statement.text.find('=') != std::string::npos;
}

/// `argument`: letters of elements.
void find_kinds(const Deck& deck, std::string_view argument, Hits& hits) {
    for_kinds(deck, argument,
              [&](const Statement& statement) { hits.push_back(hit_at(statement)); });
}

/// A controlled source that names its form; `argument`: the forms.
void find_forms(const Deck& deck, std::string_view argument, Hits& hits) {
    for_kinds(deck, "e g", [&](const Statement& statement) {
        const auto first = std::min(statement.first_value, statement.tokens.size());
        const bool found =
            std::any_of(statement.tokens.begin() + static_cast<std::ptrdiff_t>(first),
                        statement.tokens.end(), [&](const Token& token) {
                            return token.kind == TokenKind::Word && !token.in_expression &&
                                   is_one_of(lower_case(statement.text_of(token)), argument);
                        });
        if (found) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// `table=(x,y,...)` behind the controlling nodes.
void find_table_lists(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "e g", [&](const Statement& statement) {
        for (std::size_t i = 1; i + 2 < statement.tokens.size(); ++i) {
            if (statement.is(statement.tokens[i], "table") &&
                statement.text_of(statement.tokens[i + 1]) == "=" &&
                statement.text_of(statement.tokens[i + 2]) == "(") {
                hits.push_back(hit_at(statement, statement.tokens[i]));
                return;
            }
        }
    });
}

/// B elements with `V=` or `I=`.
void find_behavioral(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "b", [&](const Statement& statement) {
        if (has_equals(statement)) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// B elements without an equation: three nodes and a model.
void find_gasfets(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "b", [&](const Statement& statement) {
        if (!has_equals(statement)) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// Bipolar devices of three nodes: no other word follows the model's name.
void find_open_substrates(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "q", [&](const Statement& statement) {
        constexpr std::size_t kBehindModel = 5;
        const auto& tokens = statement.tokens;
        const bool has_word = tokens.size() > kBehindModel &&
                              tokens[kBehindModel].kind == TokenKind::Word &&
                              !statement.is(tokens[kBehindModel], "off") &&
                              !is_sign(statement, kBehindModel + 1, "=");
        if (!has_word) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// `IC=` of a capacitor or inductor.
void find_initial_conditions(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "c l", [&](const Statement& statement) {
        if (has_any_word(statement, "ic")) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// The same where no transient skips the operating point.
void find_idle_initial_conditions(const Deck& deck, std::string_view, Hits& hits) {
    bool has_transient = deck.control_text.find("tran") != std::string::npos;
    bool skips = deck.control_text.find("uic") != std::string::npos;
    for (const Statement& statement : deck.statements) {
        has_transient = has_transient || statement.head == ".tran";
        skips = skips || (statement.head == ".tran" && has_any_word(statement, "uic skipbp"));
    }
    if (has_transient && !skips) {
        find_initial_conditions(deck, {}, hits);
    }
}

/// Parameters of a subcircuit or instance; `argument`: whether the word `params:` must stand there
/// (`with`), must not (`without`), or no parameter may be (`none`).
void find_parameters(const Deck& deck, std::string_view argument, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        if (statement.kind() != 'x' && statement.head != ".subckt") {
            continue;
        }
        const bool has_word = has_any_word(statement, "params:");
        const bool is_bare = has_equals(statement) && !has_word;
        if ((argument == "with" && is_bare) || (argument == "without" && has_word) ||
            (argument == "none" && (is_bare || has_word))) {
            hits.push_back(hit_at(statement));
        }
    }
}

/// Commas among the points of a source.
void find_pwl_commas(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "v i", [&](const Statement& statement) {
        if (has_any_word(statement, "pwl") && statement.text.find(',') != std::string::npos) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// PULSE(v1 v2 td 0 0 ...): edges of no length.
void find_zero_edges(const Deck& deck, std::string_view, Hits& hits) {
    for_kinds(deck, "v i", [&](const Statement& statement) {
        std::vector<const Token*> numbers;
        bool in_pulse = false;
        for (const Token& token : statement.tokens) {
            in_pulse = in_pulse || statement.is(token, "pulse");
            if (in_pulse && token.kind == TokenKind::Number) {
                numbers.push_back(&token);
            }
        }
        const auto is_zero = [&](std::size_t i) {
            return value_of(split_number(statement.text_of(*numbers[i]))) == 0.0;
        };
        if (numbers.size() >= 5 && (is_zero(3) || is_zero(4))) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// SPICE in a deck of Spectre's language.
void find_spice_lines(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        const bool has_nodes = !statement.nodes.empty();
        const bool is_element =
            !has_nodes && statement.tokens.size() > 3 &&
            std::ranges::all_of(statement.tokens.begin(), statement.tokens.begin() + 4,
                                [](const Token& token) { return token.kind != TokenKind::Sign; }) &&
            is_one_of(statement.head.substr(0, 1), "r c l v i e g d q m") &&
            statement.head.find_first_of("0123456789") != std::string::npos;
        if (statement.is_spectre && (statement.is_card() || is_element)) {
            hits.push_back(hit_at(statement));
            return;
        }
    }
}

constexpr LintRule kElementRules[] = {
    {"xspice-device",
     {Hspice, Pspice, Xyce, Spice3, Gnucap},
     kRefused,
     find_kinds,
     "a",
     "there are no code models",
     "sources and elements"},
    {"xspice-device",
     {Ltspice},
     kWrong,
     find_kinds,
     "a",
     "an A device here has eight terminals and other functions",
     "sources and elements"},
    {"controlled-source",
     {Gnucap},
     kRefused,
     find_forms,
     "value vol cur laplace freq",
     "an equation is no value of a controlled source",
     "`tanh`, POLY or PWL(1)"},
    {"controlled-source",
     {Gnucap},
     kWrong,
     find_forms,
     "table",
     "TABLE is read as a node, and the source gives 0",
     "PWL(1)"},
    {"controlled-source",
     {Spice3},
     kRefused,
     find_forms,
     "value vol cur table laplace freq",
     "an equation is no value of a controlled source",
     "a B source"},
    {"controlled-source",
     {Ltspice, Pspice},
     kRefused,
     find_forms,
     "vol cur",
     "there is no VOL or CUR",
     "VALUE={expression}"},
    {"controlled-source",
     {Hspice},
     kRefused,
     find_forms,
     "value table",
     "there is no VALUE or TABLE",
     "VOL='expression', CUR='expression' or PWL(1)"},
    {"table-list",
     {Ngspice, Pspice, Xyce},
     kRefused,
     find_table_lists,
     "",
     "a table needs an expression in braces before its points",
     "E1 o 0 TABLE {v(a)} = (0,0) (1,1)"},
    {"b-source",
     {Gnucap},
     kWrong,
     find_behavioral,
     "",
     "there are no B sources: the element is left out, with exit code 0",
     "an E source with `tanh`, POLY or PWL(1)"},
    {"b-source",
     {Pspice},
     kRefused,
     find_behavioral,
     "",
     "B is a GaAsFET",
     "E1 o 0 VALUE={expression}, or G"},
    {"b-source",
     {Hspice},
     kRefused,
     find_behavioral,
     "",
     "B is an I/O buffer",
     "E1 o 0 VOL='expression', or G with CUR"},
    {"gasfet",
     {Ngspice, Ltspice, Xyce, Gnucap, Spice3},
     kRefused,
     find_gasfets,
     "",
     "B is a source with an equation, no GaAsFET",
     "Z with a model of a MESFET"},
    {"substrate",
     {Gnucap},
     kWrong,
     find_open_substrates,
     "",
     "without a fourth node the substrate is the emitter: CJS lies between collector and emitter",
     "the substrate behind the emitter: Q1 c b e 0 model"},
    {"ic-enforced",
     {Xyce},
     kWrong,
     find_initial_conditions,
     "",
     "`IC=` holds during the operating point too, as a source of voltage or current",
     "no IC= where the operating point is meant, else `.IC` beside it"},
    {"ic-without-uic",
     {Ngspice, Ltspice, Pspice, Spice3, Gnucap},
     kWrong,
     find_idle_initial_conditions,
     "",
     "`ic=` counts only if a transient has `uic`",
     "`uic` in .tran, or `.ic`"},
    {"params-word",
     {Pspice},
     kRefused,
     find_parameters,
     "with",
     "parameters follow the word PARAMS:",
     "PARAMS: r=1"},
    {"params-word",
     {Hspice},
     kRefused,
     find_parameters,
     "without",
     "`params:` is read as a node",
     "r=1 alone"},
    {"params-word",
     {Spice3},
     kRefused,
     find_parameters,
     "none",
     "subcircuits have no parameters",
     "the numbers, in one subcircuit per set"},
    {"pwl-commas",
     {Xyce},
     kRefused,
     find_pwl_commas,
     "",
     "points stand without commas",
     "PWL t1 v1 t2 v2"},
    {"zero-edge",
     {Xyce},
     kWrong,
     find_zero_edges,
     "",
     "an edge of 0 s is a jump, not one print interval long",
     "a rise and fall time"},
    {"spice-lines",
     {Spectre},
     kRefused,
     find_spice_lines,
     "",
     "SPICE lines are no statements of Spectre's language",
     "`simulator lang=spice` before them"},
};

}  // namespace

std::span<const LintRule> element_rules() { return kElementRules; }

}  // namespace hopspice::lint
