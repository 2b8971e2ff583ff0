// Names of nodes and elements: which are one, which is ground.

#include "lint/rule_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hopspice::lint {

namespace {

/// Calls visit(statement, token) for every node of an element.
template <typename Visit>
void for_nodes(const Deck& deck, Visit visit) {
    for (const Statement& statement : deck.statements) {
        for (const std::size_t node : statement.nodes) {
            visit(statement, statement.tokens[node]);
        }
    }
}

/// The first place of each node that `test` holds for.
template <typename Test>
void find_nodes(const Deck& deck, Hits& hits, Test test) {
    std::set<std::string> seen;
    for_nodes(deck, [&](const Statement& statement, const Token& token) {
        const std::string name(statement.text_of(token));
        if (test(name) && seen.insert(lower_case(name)).second) {
            hits.push_back(hit_at(statement, token));
        }
    });
}

/// Nodes that people take for ground; `argument`: their names.
void find_grounds(const Deck& deck, std::string_view argument, Hits& hits) {
    const bool replaced = std::ranges::any_of(deck.statements, [](const Statement& statement) {
        return statement.head == ".preprocess" && statement.has_word("replaceground");
    });
    const bool declared = std::ranges::any_of(deck.statements, [](const Statement& statement) {
        return statement.is_spectre && statement.head == "global" &&
               lower_case(statement.text).find("gnd") != std::string::npos;
    });
    if (!replaced && !declared) {
        find_nodes(deck, hits,
                   [&](const std::string& name) { return is_one_of(lower_case(name), argument); });
    }
}

/// `00`, `000`: not the node `0`.
void find_zeros(const Deck& deck, std::string_view, Hits& hits) {
    find_nodes(deck, hits, [](const std::string& name) {
        return name.size() > 1 && name.find_first_not_of('0') == std::string::npos;
    });
}

/// Two spellings of a node in one scope that differ in case only.
void find_case_clashes(const Deck& deck, std::string_view, Hits& hits) {
    std::map<std::pair<std::size_t, std::string>, std::string> spellings;
    std::set<std::pair<std::size_t, std::string>> told;
    for_nodes(deck, [&](const Statement& statement, const Token& token) {
        const std::string name(statement.text_of(token));
        const auto key = std::pair(statement.scope, lower_case(name));
        const auto place = spellings.emplace(key, name).first;
        if (place->second != name && told.insert(key).second) {
            hits.push_back({statement.line_of(token), place->second + " and " + name});
        }
    });
}

/// Two elements of a name in one scope; Spectre tells `r1` from `R1`.
void find_duplicates(const Deck& deck, std::string_view, Hits& hits) {
    std::set<std::pair<std::size_t, std::string>> seen;
    for (const Statement& statement : deck.statements) {
        const bool is_element = statement.is_spectre
                                    ? !statement.nodes.empty()
                                    : statement.kind() >= 'a' && statement.kind() <= 'z';
        if (!is_element || statement.tokens.empty()) {
            continue;
        }
        const std::string name = statement.is_spectre
                                     ? std::string(statement.text_of(statement.tokens[0]))
                                     : statement.head;
        if (!seen.emplace(statement.scope, name).second) {
            hits.push_back(hit_at(statement));
        }
    }
}

/// Characters that are no part of a name unless escaped.
void find_special_characters(const Deck& deck, std::string_view, Hits& hits) {
    find_nodes(deck, hits, [](const std::string& name) {
        return name.find('\\') == std::string::npos &&
               name.find_first_of(".-[]<>:/%+#|$*?&^~@;") != std::string::npos;
    });
}

void find_hashes(const Deck& deck, std::string_view, Hits& hits) {
    find_nodes(deck, hits, [](const std::string& name) { return name.front() == '#'; });
}

/// `x1.n` or `x1:n` within v(...), x1 being an instance of the deck; `argument`: the separator.
void find_separators(const Deck& deck, std::string_view argument, Hits& hits) {
    std::set<std::string> instances;
    for (const Statement& statement : deck.statements) {
        if (statement.kind() == 'x') {
            instances.insert(statement.head);
        }
    }
    for (const Statement& statement : deck.statements) {
        for (const Token& token : statement.tokens) {
            const std::string name = lower_case(statement.text_of(token));
            const std::size_t end = name.find(argument);
            if (token.kind == TokenKind::Node && end != std::string::npos &&
                instances.contains(name.substr(0, end))) {
                hits.push_back(hit_at(statement, token));
            }
        }
    }
}

constexpr LintRule kNameRules[] = {
    {"ground",
     {Pspice, Spectre, Xyce, Gnucap},
     kWrong,
     find_grounds,
     "gnd gnd!",
     "a node as any other: what hangs on it floats",
     "0"},
    {"ground",
     {Ltspice, Spice3},
     kWrong,
     find_grounds,
     "gnd!",
     "a node as any other: what hangs on it floats",
     "0"},
    {"zero-node", kAllSpice, kWrong, find_zeros, "", "not the node 0: what hangs on it floats",
     "0"},
    {"case-clash", kAllSpice, kWrong, find_case_clashes, "",
     "one node, since case does not count: two of them are short-circuited",
     "names that differ in more than case, or one spelling"},
    {"case-clash",
     {Spectre},
     kWrong,
     find_case_clashes,
     "",
     "two nodes, since case counts: one of them may float",
     "one spelling"},
    {"duplicate",
     {Ngspice, Ltspice, Hspice, Pspice, Spectre, Xyce, Spice3},
     kRefused,
     find_duplicates,
     "",
     "the name is taken",
     "another name"},
    {"duplicate",
     {Gnucap},
     kWrong,
     find_duplicates,
     "",
     "both elements are in the circuit",
     "another name, or one of the two"},
    {"node-name",
     {Spectre},
     kRefused,
     find_special_characters,
     "",
     "such a character is no part of a name",
     "letters, digits and `_`, or a backslash before it"},
    {"node-name",
     {Xyce},
     kRefused,
     find_hashes,
     "",
     "no name starts with `#`",
     "letters, digits and `_`"},
    {"hierarchy",
     {Ngspice, Hspice, Pspice, Spectre},
     kRefused,
     find_separators,
     ":",
     "nodes of instances are named with a point",
     "v(x1.n)"},
    {"hierarchy",
     {Ltspice, Xyce},
     kRefused,
     find_separators,
     ".",
     "nodes of instances are named with a colon",
     "V(x1:n)"},
    {"hierarchy",
     {Gnucap},
     kRefused,
     find_separators,
     ".",
     "nodes of instances cannot be named",
     "a node of the deck itself"},
};

}  // namespace

std::span<const LintRule> name_rules() { return kNameRules; }

}  // namespace hopspice::lint
