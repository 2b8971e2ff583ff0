#include "lint/deck.h"
#include "lint/nodes.h"
#include "lint/rule.h"
#include "support/lower_case.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

using dialect::DialectRow;
using dialect::Family;

constexpr std::string_view kBlanks = " \t";

std::string_view without_trailing_blanks(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t\r");
    return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

struct Comment {
    std::size_t begin = std::string_view::npos;
    bool is_own = true;
};

/// The first marker of any dialect outside of double quotes; `//` is left alone where files are
/// named, `$` counts as a word of its own or where the dialect has it.
Comment find_comment(std::string_view line, std::string_view own, bool names_a_file) {
    const bool dollars = is_one_of("$", own);
    const bool slashes = is_one_of("//", own);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        const bool after_blank = at == 0 || kBlanks.find(line[at - 1]) != std::string::npos;
        const char next = at + 1 < line.size() ? line[at + 1] : ' ';
        quoted = quoted != (c == '"');
        if (quoted) {
            continue;
        }
        if (c == ';') {
            return {at, is_one_of(";", own)};
        }
        if (c == '$' && after_blank && (dollars || kBlanks.find(next) != std::string::npos)) {
            return {at, dollars};
        }
        if (c == '/' && next == '/' && !names_a_file && (slashes || after_blank)) {
            return {at, slashes};
        }
    }
    return {};
}

TokenRules rules_of(const Statement& statement) {
    TokenRules rules;
    rules.expression_values = statement.is_spectre;
    const std::string& head = statement.head;
    const char kind = statement.kind();
    const bool controlled = kind == 'e' || kind == 'g';
    const std::string lower = controlled ? lower_case(statement.text) : std::string();
    rules.all_after_equals = kind == 'b' || head.starts_with(".param") || head == ".csparam" ||
                             (controlled && (lower.find("value") != std::string::npos ||
                                             lower.find("vol=") != std::string::npos ||
                                             lower.find("cur=") != std::string::npos));
    rules.all_after_parenthesis = head.starts_with(".func");
    return rules;
}

/// Fills what follows from the text of a statement.
void take_apart(Statement& statement) {
    const std::size_t end = std::min(statement.text.find_first_of(" \t("), statement.text.size());
    statement.head = lower_case(std::string_view(statement.text).substr(0, end));
    statement.tokens = split(statement.text, rules_of(statement));
    statement.first_value = 1;
    find_nodes(statement);
}

/// Goes through a text line by line.
class DeckReader {
public:
    DeckReader(std::string_view text, const DialectRow& row)
        : text_(text), row_(row), is_spectre_(row.family == Family::Spectre) {
        deck_.dialect = row.dialect;
    }

    Deck run() {
        deck_.final_newline = text_.empty() || text_.back() == '\n';
        std::size_t start = 0;
        while (start < text_.size()) {
            const std::size_t end = std::min(text_.find('\n', start), text_.size());
            ++deck_.lines;
            line(without_trailing_blanks(text_.substr(start, end - start)));
            start = end + 1;
        }
        finish();
        return std::move(deck_);
    }

private:
    void line(std::string_view line) {
        if (deck_.lines == 1 && line.starts_with("\xEF\xBB\xBF")) {
            line.remove_prefix(3);
        }
        if (deck_.lines == 1 && row_.family == Family::Spice) {
            title(line);
        } else if (in_control_) {
            control(line);
        } else if (!is_comment(line) && !is_lost(line)) {
            content(line);
        }
    }

    void title(std::string_view line) {
        if (!is_comment(line)) {
            line.remove_prefix(line.find_first_not_of(kBlanks));
            deck_.title.line = 1;
            deck_.title.text = std::string(line);
            take_apart(deck_.title);
        }
    }

    void control(std::string_view line) {
        const std::string lower = lower_case(line);
        const std::size_t first = std::min(lower.find_first_not_of(kBlanks), lower.size());
        in_control_ = !lower.substr(first).starts_with(".endc");
        if (!lower.substr(first).starts_with("*")) {
            deck_.control_text += lower + "\n";
        }
    }

    [[nodiscard]] bool is_comment(std::string_view line) const {
        const std::size_t first = line.find_first_not_of(kBlanks);
        if (first == std::string_view::npos || line[first] == '*') {
            return true;
        }
        const Comment comment = find_comment(line, comments(), false);
        return comment.begin == first && comment.is_own;
    }

    /// Notes a line that starts with a blank: for some a comment.
    bool is_lost(std::string_view line) {
        if (kBlanks.find(line.front()) == std::string_view::npos) {
            return false;
        }
        if (!deck_.has_end) {
            const std::size_t first = line.find_first_not_of(kBlanks);
            deck_.indented.push_back({deck_.lines, std::string(line.substr(first))});
        }
        return row_.blank_begins_comment;
    }

    void content(std::string_view line) {
        const std::size_t first = line.find_first_not_of(kBlanks);
        line.remove_prefix(first);
        const std::string lower = lower_case(line.substr(0, std::min<std::size_t>(line.size(), 9)));
        if (deck_.has_end) {
            if (deck_.after_end.empty() && !lower.starts_with(".control")) {
                deck_.after_end.push_back({deck_.lines, std::string(line)});
            }
            in_control_ = lower.starts_with(".control");
            return;
        }
        if (lower.starts_with(".control")) {
            finish();
            deck_.control_blocks.push_back({deck_.lines, std::string(line)});
            in_control_ = true;
            return;
        }
        line = without_comment(line, lower);
        if (lower_case(line) == ".end") {
            finish();
            deck_.has_end = true;
            return;
        }
        const bool joins = joins_next_;
        line = without_backslash(line);
        if (line.empty()) {
            return;
        }
        if (joins) {
            append(line);
        } else if (line.front() == '+') {
            append(line.substr(1));
        } else {
            finish();
            start(line);
        }
    }

    std::string_view without_comment(std::string_view line, const std::string& lower) {
        const bool names_a_file = lower.starts_with(".inc") || lower.starts_with(".lib");
        const Comment comment = find_comment(line, comments(), names_a_file);
        if (comment.begin == std::string_view::npos) {
            return line;
        }
        if (!comment.is_own) {
            deck_.inline_comments.push_back({deck_.lines, std::string(line.substr(comment.begin))});
        }
        return without_trailing_blanks(line.substr(0, comment.begin));
    }

    /// Takes `\` or `\\` off the end; the next line then belongs to this one.
    std::string_view without_backslash(std::string_view line) {
        joins_next_ = line.ends_with('\\');
        if (!joins_next_) {
            return line;
        }
        const std::string_view mark = line.ends_with("\\\\") ? "\\\\" : "\\";
        if (in_section() || mark != row_.joiner) {
            deck_.joined_lines.push_back({deck_.lines, std::string(mark)});
        }
        line.remove_suffix(mark.size());
        return without_trailing_blanks(line);
    }

    void start(std::string_view line) {
        pending_ = Statement{};
        pending_.line = deck_.lines;
        pending_.text = std::string(line);
        has_pending_ = true;
    }

    void append(std::string_view line) {
        if (has_pending_) {
            pending_.text += ' ';
            pending_.breaks.emplace_back(pending_.text.size(), deck_.lines);
            pending_.text += line;
        }
    }

    /// The statement read so far is complete.
    void finish() {
        if (!has_pending_) {
            return;
        }
        has_pending_ = false;
        pending_.is_spectre = is_spectre_;
        take_apart(pending_);
        const std::string& head = pending_.head;
        if (row_.family == Family::Spectre && head == "simulator") {
            is_spectre_ = lower_case(pending_.text).find("spice") == std::string::npos;
        }
        const bool opens = head == ".subckt" || head == ".macro" ||
                           (is_spectre_ && (head == "subckt" || head == "inline"));
        const bool closes = head == ".ends" || head == ".eom" || (is_spectre_ && head == "ends");
        if (opens) {
            scopes_.push_back(++last_scope_);
        }
        pending_.scope = scopes_.empty() ? 0 : scopes_.back();
        if (closes && !scopes_.empty()) {
            scopes_.pop_back();
        }
        deck_.statements.push_back(std::move(pending_));
    }

    /// Is this a SPICE section of a Spectre deck?
    [[nodiscard]] bool in_section() const { return row_.family == Family::Spectre && !is_spectre_; }

    /// Comments in such a section are those of HSPICE.
    [[nodiscard]] std::string_view comments() const {
        return (in_section() ? dialect::row_of(Dialect::Hspice) : row_).inline_comments;
    }

    std::string_view text_;
    const DialectRow& row_;
    bool is_spectre_ = false;
    Deck deck_;
    Statement pending_;
    std::vector<std::size_t> scopes_;
    std::size_t last_scope_ = 0;
    bool has_pending_ = false;
    bool in_control_ = false;
    bool joins_next_ = false;
};

}  // namespace

std::size_t Statement::line_of(const Token& token) const {
    std::size_t found = line;
    for (const auto& [offset, number] : breaks) {
        found = token.begin >= offset ? number : found;
    }
    return found;
}

bool Statement::is(const Token& token, std::string_view word) const {
    return token.size == word.size() && lower_case(text_of(token)) == word;
}

bool Statement::has_word(std::string_view word) const {
    return std::ranges::any_of(tokens, [&](const Token& token) {
        return token.kind == TokenKind::Word && !token.in_expression && is(token, word);
    });
}

bool Deck::has_card(std::string_view head) const {
    return std::ranges::any_of(statements,
                               [&](const Statement& statement) { return statement.head == head; });
}

Deck read_deck(std::string_view text, Dialect dialect) {
    return DeckReader(text, dialect::row_of(dialect)).run();
}

}  // namespace hopspice::lint
