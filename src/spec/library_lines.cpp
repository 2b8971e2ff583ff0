#include "spec/library_lines.h"

#include "support/lower_case.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace hopspice::spec {

namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kSeparators = " \t\r,()";
constexpr std::string_view kWordEnds = " \t\r,()=";

bool is_comment(std::string_view line) {
    return line.starts_with('*') || line.starts_with(';') || line.starts_with('$') ||
           line.starts_with("//");
}

/// A comment that ngspice executes; not a rule of `*####`.
bool is_command(std::string_view comment) {
    if (comment.size() < 3 || comment[1] != '#' || comment[2] == '#' || comment[2] == '*') {
        return false;
    }
    return std::ranges::any_of(comment, [](unsigned char c) { return std::isalnum(c) != 0; });
}

std::string_view without_comment(std::string_view line) {
    for (std::size_t k = 1; k < line.size(); ++k) {
        const bool after_blank = line[k - 1] == ' ' || line[k - 1] == '\t';
        if (line[k] == ';' || (line[k] == '$' && after_blank) ||
            (line.substr(k, 2) == "//" && after_blank)) {
            return line.substr(0, k);
        }
    }
    return line;
}

std::string_view trimmed(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

bool has_control_character(std::string_view line) {
    return std::ranges::any_of(
        line, [](unsigned char c) { return (c < ' ' && c != '\t' && c != '\r') || c == 0x7f; });
}

/// ngspice takes some cards out while it reads, and joins what continues them with the one before.
bool can_continue(const std::vector<LibraryLine>& lines) {
    if (lines.empty()) {
        return false;
    }
    const std::string card = card_of(lines.back().text);
    return !card.starts_with(".inc") && !card.starts_with(".lib") && !card.starts_with(".end");
}

std::string hidden_in(std::string_view line, const std::vector<LibraryLine>& before) {
    if (has_control_character(line)) {
        return "has a control character";
    }
    if (is_comment(line)) {
        return is_command(line) ? "is a comment that ngspice runs as a command" : "";
    }
    if (line.ends_with("\\\\")) {
        return "ends in backslashes, which make the next line a part of this one";
    }
    return line.starts_with('+') && !can_continue(before) ? "continues a line that is not there"
                                                          : "";
}

}  // namespace

std::vector<LibraryLine> library_lines(std::string_view text) {
    std::vector<LibraryLine> lines;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (std::string problem = hidden_in(line, lines); !problem.empty()) {
            lines.push_back({{}, number, std::move(problem)});
        } else if (line.empty() || is_comment(line)) {
            continue;
        } else if (line.starts_with('+')) {
            lines.back().text += ' ';
            lines.back().text += without_comment(line).substr(1);
        } else {
            lines.push_back({std::string(trimmed(without_comment(line))), number, {}});
        }
    }
    return lines;
}

std::string card_of(std::string_view statement) {
    const std::string card = lower_case(statement.substr(0, statement.find_first_of(kBlanks)));
    // The one card that needs no blank.
    return card.starts_with(".if(") || card.starts_with(".elseif(") ? card.substr(0, card.find('('))
                                                                    : card;
}

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    bool joins = false;
    for (std::size_t k = 0; k < line.size();) {
        if (kSeparators.find(line[k]) != std::string_view::npos) {
            ++k;
            continue;
        }
        std::string word;
        if (line[k] == '"' || line[k] == '\'') {
            const std::size_t end = std::min(line.find(line[k], k + 1), line.size());
            word = line.substr(k + 1, end - k - 1);
            k = end + 1;
        } else if (line[k] == '=') {
            word = "=";
            ++k;
        } else {
            const std::size_t end = std::min(line.find_first_of(kWordEnds, k), line.size());
            word = line.substr(k, end - k);
            k = end;
        }
        if (!words.empty() && (word == "=" || joins)) {
            words.back() += word;
        } else {
            words.push_back(word);
        }
        joins = word == "=";
    }
    return words;
}

}  // namespace hopspice::spec
