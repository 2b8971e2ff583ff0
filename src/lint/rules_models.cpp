// Model cards: types and parameters that are another simulator's.

#include "lint/rule_table.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

/// `.model name type(...)`: visit(statement, type in lower case).
template <typename Visit>
void for_models(const Deck& deck, Visit visit) {
    for (const Statement& statement : deck.statements) {
        if (statement.head == ".model" && statement.tokens.size() > 2) {
            visit(statement, lower_case(statement.text_of(statement.tokens[2])));
        }
    }
}

/// `argument`: types of models.
void find_types(const Deck& deck, std::string_view argument, Hits& hits) {
    for_models(deck, [&](const Statement& statement, const std::string& type) {
        if (is_one_of(type, argument)) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// `sw` with the parameters of others.
void find_switch_levels(const Deck& deck, std::string_view, Hits& hits) {
    for_models(deck, [&](const Statement& statement, const std::string& type) {
        const bool has_levels = statement.has_word("von") || statement.has_word("voff") ||
                                statement.has_word("ion") || statement.has_word("ioff");
        if ((type == "sw" || type == "csw") && has_levels) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// MOSFETs of a level; `argument`: the levels.
void find_levels(const Deck& deck, std::string_view argument, Hits& hits) {
    for_models(deck, [&](const Statement& statement, const std::string& type) {
        for (std::size_t i = 3; i + 2 < statement.tokens.size(); ++i) {
            if ((type == "nmos" || type == "pmos") && statement.is(statement.tokens[i], "level") &&
                is_one_of(statement.text_of(statement.tokens[i + 2]), argument)) {
                hits.push_back(hit_at(statement, statement.tokens[i]));
            }
        }
    });
}

/// MOSFETs with densities of junction capacitance.
void find_mos_junctions(const Deck& deck, std::string_view, Hits& hits) {
    for_models(deck, [&](const Statement& statement, const std::string& type) {
        const bool is_mos = type.starts_with("nmos") || type.starts_with("pmos");
        if (is_mos && (statement.has_word("cj") || statement.has_word("cjsw"))) {
            hits.push_back(hit_at(statement));
        }
    });
}

/// Semiconductors, and no option that says at what temperature their figures hold. A library leaves
/// that to the deck that includes it.
void find_unsaid_tnom(const Deck& deck, std::string_view, Hits& hits) {
    if (!is_deck(deck)) {
        return;
    }
    const bool said = std::ranges::any_of(deck.statements, [](const Statement& statement) {
        return statement.head.starts_with(".opt") && statement.has_word("tnom");
    });
    for_models(deck, [&](const Statement& statement, const std::string& type) {
        const bool own = statement.has_word("tnom") || statement.has_word("tref");
        if (!said && !own && hits.empty() && is_one_of(type, "d npn pnp nmos pmos njf pjf")) {
            hits.push_back(hit_at(statement));
        }
    });
}

constexpr LintRule kModelRules[] = {
    {"switch-model",
     {Ngspice, Gnucap},
     kRefused,
     find_types,
     "vswitch iswitch",
     "the type of a switch's model is `sw` or `csw`",
     ".model s sw(vt= vh= ron= roff=)"},
    {"switch-model",
     {Spice3},
     kRefused,
     find_types,
     "vswitch iswitch",
     "the type of a switch's model is `sw` or `csw`",
     ".model s sw(vt= vh= ron= roff=)"},
    {"switch-model",
     {Pspice},
     kRefused,
     find_types,
     "sw csw",
     "the type of a switch's model is VSWITCH or ISWITCH",
     ".model s VSWITCH(ron= roff= von= voff=)"},
    {"switch-model",
     {Hspice},
     kRefused,
     find_types,
     "sw csw vswitch iswitch",
     "there are no switch models",
     "a G element VCR with PWL(1)"},
    {"switch-levels",
     {Ngspice, Spice3},
     kWrong,
     find_switch_levels,
     "",
     "von and voff are ignored: the switch closes above 0",
     "vt= and vh="},
    {"mos-level", {Xyce}, kWrong, find_levels, "7 8 49", "BSIM3 is level 9 here", "level=9"},
    {"mos-level", {Pspice}, kWrong, find_levels, "8 49", "BSIM3 is level 7 here", "level=7"},
    {"mos-level", {Hspice}, kWrong, find_levels, "7 8", "BSIM3 is level 49 here", "level=49"},
    {"mos-level", {Ngspice}, kWrong, find_levels, "7", "BSIM3 is level 8 here", "level=8"},
    {"mos-junctions",
     {Gnucap},
     kWrong,
     find_mos_junctions,
     "",
     "CJ and CJSW do nothing, whatever AD, AS, PD and PS are: the junctions have no capacitance",
     "CBD= and CBS=, or a diode per junction"},
    {"tnom",
     {Hspice},
     kWrong,
     find_unsaid_tnom,
     "",
     "the figures of models hold at 25 C, not at 27 C",
     ".option tnom=27"},
};

}  // namespace

std::span<const LintRule> model_rules() { return kModelRules; }

}  // namespace hopspice::lint
