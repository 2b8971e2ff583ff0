// Lines and comments: what is not read although it looks as if it were, and the other way round.

#include "lint/rule_table.h"

#include <algorithm>
#include <set>

namespace hopspice::lint {

namespace {

/// Line 1 is an element whose nodes occur elsewhere, or a card.
void find_missing_title(const Deck& deck, std::string_view, Hits& hits) {
    const Statement& title = deck.title;
    if (title.text.empty() || title.is_spectre || !is_deck(deck)) {
        return;
    }
    if (title.is_card()) {
        if (title.head.size() > 2 && title.head != ".title") {
            hits.push_back({1, title.text});
        }
        return;
    }
    std::set<std::string> nodes{"0", "gnd"};
    for (const Statement& statement : deck.statements) {
        for (const std::size_t node : statement.nodes) {
            nodes.insert(lower_case(statement.text_of(statement.tokens[node])));
        }
    }
    const bool known = std::ranges::all_of(title.nodes, [&](std::size_t node) {
        return nodes.contains(lower_case(title.text_of(title.tokens[node])));
    });
    if (title.nodes.size() >= 2 && known && title.first_value < title.tokens.size()) {
        hits.push_back({1, title.text});
    }
}

void find_missing_end(const Deck& deck, std::string_view, Hits& hits) {
    if (!deck.has_end && is_deck(deck)) {
        hits.push_back({deck.lines, "end of the file"});
    }
}

void find_missing_newline(const Deck& deck, std::string_view, Hits& hits) {
    if (!deck.final_newline) {
        hits.push_back({deck.lines, "end of the file"});
    }
}

void append(const std::vector<Mark>& marks, Hits& hits) {
    for (const Mark& mark : marks) {
        hits.push_back({mark.line, mark.text});
    }
}

void find_after_end(const Deck& deck, std::string_view, Hits& hits) {
    append(deck.after_end, hits);
}

void find_indented(const Deck& deck, std::string_view, Hits& hits) { append(deck.indented, hits); }

/// `argument`: the marker.
void find_inline_comments(const Deck& deck, std::string_view argument, Hits& hits) {
    for (const Mark& mark : deck.inline_comments) {
        if (mark.text.starts_with(argument)) {
            hits.push_back({mark.line, mark.text});
        }
    }
}

/// A `*` on its own behind the value of an element: others' comment.
void find_inline_stars(const Deck& deck, std::string_view, Hits& hits) {
    for (const Statement& statement : deck.statements) {
        for (const Token& token : statement.tokens) {
            if (statement.kind() != '\0' && !token.in_expression && statement.is(token, "*")) {
                hits.push_back(hit_at(statement, token));
                break;
            }
        }
    }
}

void find_joined_lines(const Deck& deck, std::string_view, Hits& hits) {
    append(deck.joined_lines, hits);
}

void find_control_blocks(const Deck& deck, std::string_view, Hits& hits) {
    append(deck.control_blocks, hits);
}

constexpr LintRule kLayoutRules[] = {
    {"missing-title", kAllSpice, kWrong, find_missing_title, "",
     "line 1 is the title whatever it says: what stands there does not exist", "a title line"},
    {"missing-end",
     {Hspice, Pspice},
     kRefused,
     find_missing_end,
     "",
     "the deck has no end",
     "`.end` on the last line"},
    {"final-newline",
     {Ltspice, Hspice, Pspice, Xyce, Spice3},
     kWrong,
     find_missing_newline,
     "",
     "readers are known that pass over a last line that is not ended",
     "a line end at the end of the file"},
    {"after-end", kAllSpice, kWrong, find_after_end, "",
     "what follows `.end` is not part of the circuit", "`.end` last"},
    {"leading-blank",
     {Xyce, Spice3},
     kWrong,
     find_indented,
     "",
     "a line that starts with a blank or tab is a comment",
     "the line from column 1"},
    {"inline-comment",
     {Gnucap},
     kWrong,
     find_inline_comments,
     ";",
     "gnucap never comes back",
     "the comment on a line of its own, `*` in column 1"},
    {"inline-comment",
     {Hspice},
     kRefused,
     find_inline_comments,
     ";",
     "`;` starts no comment: what follows is read",
     "`$` or a `*` line"},
    {"inline-comment",
     {Ltspice, Pspice, Xyce},
     kRefused,
     find_inline_comments,
     "$",
     "`$` starts no comment: what follows is read",
     "`;` or a `*` line"},
    {"inline-comment",
     {Gnucap},
     kRefused,
     find_inline_comments,
     "$",
     "`$` starts no comment: reading stops there, with exit code 0",
     "a `*` line"},
    {"inline-comment",
     {Ltspice, Pspice, Xyce},
     kRefused,
     find_inline_comments,
     "//",
     "`//` starts no comment: what follows is read",
     "`;` or a `*` line"},
    {"inline-comment",
     {Gnucap},
     kRefused,
     find_inline_comments,
     "//",
     "`//` starts no comment: reading stops there, with exit code 0",
     "a `*` line"},
    {"inline-comment",
     {Spectre},
     kRefused,
     find_inline_comments,
     ";",
     "`;` starts no comment",
     "`//`"},
    {"inline-comment",
     {Ngspice, Ltspice, Xyce},
     kRefused,
     find_inline_stars,
     "",
     "`*` starts a comment in column 1 only",
     "`;` or a line of its own"},
    {"backslash",
     {Ngspice},
     kRefused,
     find_joined_lines,
     "",
     "a single backslash joins no lines",
     "`+` at the start of the next line"},
    {"backslash",
     {Ltspice, Pspice, Xyce, Gnucap, Spice3, Hspice},
     kRefused,
     find_joined_lines,
     "",
     "a backslash joins no lines",
     "`+` at the start of the next line"},
    {"control-block",
     {Ltspice, Hspice, Pspice, Spectre, Xyce, Gnucap, Spice3},
     kRefused,
     find_control_blocks,
     "",
     "`.control` is a language of ngspice: its lines are read as elements",
     "analyses as cards"},
};

}  // namespace

std::span<const LintRule> layout_rules() { return kLayoutRules; }

}  // namespace hopspice::lint
