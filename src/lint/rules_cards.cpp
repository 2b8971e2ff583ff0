// Cards: analyses, outputs, options, files.

#include "lint/rule_table.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

/// Calls visit(statement) for cards of that name.
template <typename Visit>
void for_cards(const Deck& deck, std::string_view heads, Visit visit) {
    for (const Statement& statement : deck.statements) {
        if (is_one_of(statement.head, heads)) {
            visit(statement);
        }
    }
}

std::size_t count_numbers(const Statement& statement) {
    return static_cast<std::size_t>(
        std::ranges::count(statement.tokens, TokenKind::Number, &Token::kind));
}

void find_zero_steps(const Deck& deck, std::string_view, Hits& hits) {
    for_cards(deck, ".tran", [&](const Statement& statement) {
        if (statement.tokens.size() > 1 &&
            value_of(split_number(statement.text_of(statement.tokens[1]))) == 0.0) {
            hits.push_back(hit_at(statement));
        }
    });
}

void find_lone_stops(const Deck& deck, std::string_view, Hits& hits) {
    for_cards(deck, ".tran", [&](const Statement& statement) {
        const bool has_expression = std::ranges::any_of(statement.tokens, &Token::in_expression);
        if (count_numbers(statement) == 1 && !has_expression) {
            hits.push_back(hit_at(statement));
        }
    });
}

void find_temperature_lists(const Deck& deck, std::string_view, Hits& hits) {
    for_cards(deck, ".temp", [&](const Statement& statement) {
        if (count_numbers(statement) > 1) {
            hits.push_back(hit_at(statement));
        }
    });
}

bool is_measured_quantity(const std::string& word) {
    return is_one_of(word, "integ integral avg rms max min pp find deriv param");
}

/// An expression as a measured quantity: in braces (`argument`: `{`), or bare (empty).
void find_measured_expressions(const Deck& deck, std::string_view argument, Hits& hits) {
    for_cards(deck, ".meas .measure", [&](const Statement& statement) {
        for (std::size_t i = 2; i + 1 < statement.tokens.size(); ++i) {
            if (!is_measured_quantity(lower_case(statement.text_of(statement.tokens[i])))) {
                continue;
            }
            const bool braces = statement.text_of(statement.tokens[i + 1]) == "{";
            // v(a)*2: v, (, a, ), *2.
            const std::size_t behind = i + 5;
            const bool bare =
                behind < statement.tokens.size() &&
                statement.tokens[i + 3].kind == TokenKind::Node &&
                std::string_view("*/+-").find(statement.text[statement.tokens[behind].begin]) !=
                    std::string_view::npos;
            if (argument == "{" ? braces : bare) {
                hits.push_back(hit_at(statement, statement.tokens[i]));
            }
            return;
        }
    });
}

/// Options without the package they are for.
void find_spice_options(const Deck& deck, std::string_view, Hits& hits) {
    for_cards(deck, ".options .option .opt", [&](const Statement& statement) {
        static constexpr std::string_view kPackages =
            "timeint timeint-hb nonlin nonlin-tran nonlin-hb device linsol linsol-hb output "
            "output-hb restart diagnostic parser sensitivity measure fft loca linsol-ac samples "
            "embeddedsamples pce hbint dist topology";
        if (statement.tokens.size() > 1 &&
            !is_one_of(lower_case(statement.text_of(statement.tokens[1])), kPackages)) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// A transient whose samples are compressed before they are stored.
void find_compressed_output(const Deck& deck, std::string_view, Hits& hits) {
    const bool said = std::ranges::any_of(deck.statements, [](const Statement& statement) {
        return statement.head.starts_with(".opt") && statement.has_word("plotwinsize");
    });
    if (!said) {
        find_cards(deck, ".tran", hits);
    }
}

/// Files named from the root of a disk.
void find_absolute_paths(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        const bool is_include =
            is_one_of(statement.head, ".include .inc .incl .lib include ahdl_include");
        if (!is_include || statement.tokens.size() < 2) {
            continue;
        }
        const std::size_t start = statement.text.find_first_not_of(" \t\"'", statement.head.size());
        const std::string_view path =
            std::string_view(statement.text).substr(std::min(start, statement.text.size()));
        const bool has_drive = path.size() > 2 && path[1] == ':';
        if (path.starts_with('/') || path.starts_with('\\') || path.starts_with('~') || has_drive) {
            hits.push_back(hit_at(statement));
        }
    }
}

/// `.lib file` without a section, in a file that has no sections itself.
void find_whole_libraries(const Deck& deck, std::string_view, Hits& hits) {
    if (deck.has_card(".endl")) {
        return;
    }
    for_cards(deck, ".lib", [&](const Statement& statement) {
        const auto words = std::ranges::count_if(
            statement.tokens, [](const Token& token) { return token.kind != TokenKind::Sign; });
        if (words == 2) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// `.ic` and `.nodeset` within a subcircuit.
void find_inner_conditions(const Deck& deck, std::string_view, Hits& hits) {
    for_cards(deck, ".ic .nodeset", [&](const Statement& statement) {
        if (statement.scope != 0) {
            hits.push_back(hit_at(statement));
        }
    });
}

constexpr LintRule kCardRules[] = {
    {"tran-step",
     {Ngspice, Spice3},
     kRefused,
     find_zero_steps,
     "",
     "the print interval must be greater than 0",
     "a step, and the largest one as fourth number"},
    {"tran-stop",
     {Ngspice, Spice3, Pspice, Hspice, Xyce},
     kRefused,
     find_lone_stops,
     "",
     "one number is the step, and there is no end",
     ".tran step stop"},
    {"temperature",
     {Ngspice},
     kWrong,
     find_temperature_lists,
     "",
     "a list of temperatures is not read: all runs at 27 C",
     "one temperature per deck"},
    {"temperature",
     {Ltspice},
     kWrong,
     find_temperature_lists,
     "",
     "one run per temperature, in one set of results",
     "one temperature per deck"},
    {"temperature",
     {Xyce},
     kRefused,
     find_cards,
     ".temp",
     "there is no .TEMP",
     ".OPTIONS DEVICE TEMP="},
    {"measure",
     {Ngspice},
     kRefused,
     find_measured_expressions,
     "{",
     "an expression in braces ends ngspice",
     "par('v(a)*2')"},
    {"measure",
     {Ngspice},
     kRefused,
     find_measured_expressions,
     "",
     "an expression is taken for the name of a vector",
     "par('v(a)*2')"},
    {"measure",
     {Gnucap},
     kRefused,
     find_cards,
     ".meas",
     "there is no .MEAS",
     ".store and .measure"},
    {"measure",
     {Spice3},
     kRefused,
     find_cards,
     ".meas .measure",
     "there is no .MEAS",
     "a look at the waveform"},
    {"initial-conditions",
     {Gnucap},
     kWrong,
     find_cards,
     ".ic .nodeset",
     "the card is passed over, with exit code 0",
     "IC= on capacitors, and uic"},
    {"initial-conditions",
     {Xyce},
     kRefused,
     find_inner_conditions,
     "",
     "not within a subcircuit",
     "the card in the deck, with the hierarchical name"},
    {"save",
     {Xyce},
     kWrong,
     find_cards,
     ".save",
     "a file of initial conditions is written, and no waveform",
     ".PRINT TRAN V(a)"},
    {"save",
     {Hspice},
     kWrong,
     find_cards,
     ".save",
     "the operating point is written to a file, and no waveform is chosen",
     ".probe tran v(a)"},
    {"save",
     {Pspice, Gnucap},
     kRefused,
     find_cards,
     ".save",
     "there is no .SAVE",
     ".PROBE V(a) or .PRINT TRAN V(a)"},
    {"options",
     {Xyce},
     kWrong,
     find_spice_options,
     "",
     "options belong to a package: without its name they are ignored",
     ".OPTIONS TIMEINT RELTOL="},
    {"compressed-output",
     {Ltspice},
     kWrong,
     find_compressed_output,
     "",
     "samples are thinned out and rounded before they are stored",
     ".options plotwinsize=0 numdgt=15"},
    {"sweep",
     {Ngspice},
     kRefused,
     find_cards,
     ".step .mc .wcase .alter .data",
     "there is no such card",
     "a loop in a .control block, or one deck per value"},
    {"sweep",
     {Spice3, Gnucap},
     kRefused,
     find_cards,
     ".step .mc .wcase .alter .data",
     "there is no such card",
     "one deck per value"},
    {"function-card",
     {Gnucap, Spice3},
     kRefused,
     find_cards,
     ".func .function",
     "there are no functions of the user's",
     "the expression, or the number"},
    {"parameter-card",
     {Spice3},
     kRefused,
     find_cards,
     ".param .params .parameter .csparam",
     "there are no parameters",
     "the numbers"},
    {"library",
     {Ngspice},
     kRefused,
     find_whole_libraries,
     "",
     ".lib needs a section behind the file",
     ".include file"},
    {"absolute-path",
     {Ngspice, Ltspice, Hspice, Pspice, Spectre, Xyce, Gnucap, Spice3},
     kRefused,
     find_absolute_paths,
     "",
     "the file is there on this computer only",
     "the path from the deck's folder"},
};

}  // namespace

std::span<const LintRule> card_rules() { return kCardRules; }

}  // namespace hopspice::lint
