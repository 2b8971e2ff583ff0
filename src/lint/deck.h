#pragma once
// A deck as its simulator takes it apart: physical lines to statements, comments gone, and notes
// about what was lost on the way. Reads any text; nothing is an error here.

#include "lint/tokens.h"

#include <hopspice/dialect.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::lint {

/// A card with its continuation lines.
struct Statement {
    std::size_t line = 0;  ///< of its first character, from 1
    std::string text;
    std::vector<std::pair<std::size_t, std::size_t>> breaks;  ///< offset in text, line from there
    std::string head;         ///< its first word, lower case: `r1`, `.tran`
    std::size_t scope = 0;    ///< 0: the deck itself, else the subcircuit's number
    bool is_spectre = false;  ///< in Spectre's own language
    std::vector<Token> tokens;
    std::vector<std::size_t> nodes;  ///< which tokens are the nodes of an element
    std::size_t first_value = 0;     ///< the token behind the nodes of an element, or the head

    [[nodiscard]] std::string_view text_of(const Token& token) const {
        return std::string_view(text).substr(token.begin, token.size);
    }
    [[nodiscard]] std::size_t line_of(const Token& token) const;
    [[nodiscard]] bool is_card() const { return !head.empty() && head.front() == '.'; }
    /// The letter that says what element it is, lower case; '\0' for cards and Spectre's.
    [[nodiscard]] char kind() const {
        return is_card() || is_spectre || head.empty() ? '\0' : head.front();
    }
    /// The token is this sign or word, whatever its case.
    [[nodiscard]] bool is(const Token& token, std::string_view word) const;
    /// Has this word (lower case) anywhere but in expressions.
    [[nodiscard]] bool has_word(std::string_view word) const;
};

/// A place outside of statements.
struct Mark {
    std::size_t line = 0;
    std::string text;
};

struct Deck {
    Dialect dialect = Dialect::Ngspice;
    std::size_t lines = 0;
    bool final_newline = true;
    Statement title;                    ///< line 1 read as a statement; empty for Spectre
    std::vector<Statement> statements;  ///< up to `.end`
    std::vector<Mark> after_end;        ///< the first statement behind `.end`
    std::vector<Mark> indented;         ///< lines that start with a blank
    std::vector<Mark> inline_comments;  ///< of other dialects; text: the marker and what follows
    std::vector<Mark> joined_lines;     ///< a backslash at the end; text: it
    std::vector<Mark> control_blocks;
    std::string control_text;  ///< lower case, what stands in them
    bool has_end = false;
    bool is_part = false;  ///< by its file's name something that decks include

    [[nodiscard]] bool has_card(std::string_view head) const;
};

[[nodiscard]] Deck read_deck(std::string_view text, Dialect dialect);

}  // namespace hopspice::lint
