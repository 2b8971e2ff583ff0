#include "spec/library_expressions.h"

#include "spec/library_lines.h"
#include "support/lower_case.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace hopspice::spec {

namespace {

/// The name in front of the parentheses that a text ends with; empty where it ends otherwise.
std::string_view called_at_end(std::string_view text) {
    constexpr std::string_view kGaps = " \t";
    text = text.substr(0, text.find_last_not_of(kGaps) + 1);
    std::size_t open = text.size();
    int depth = 0;
    do {
        if (open == 0) {
            return {};
        }
        --open;
        depth += text[open] == ')' ? 1 : text[open] == '(' ? -1 : 0;
    } while (depth > 0);
    if (text[open] != '(') {
        return {};
    }
    text = text.substr(0, open);
    text = text.substr(0, text.find_last_not_of(kGaps) + 1);
    return text.substr(text.find_last_of(" \t,={}'\"()") + 1);
}

}  // namespace

std::vector<std::string> functions_of(std::string_view card, std::string_view statement) {
    std::vector<std::string> names;
    if (card == ".func") {
        const std::vector<std::string> words = words_of(statement);
        names.assign(words.begin() + 1, words.begin() + (words.size() > 1 ? 2 : 1));
    }
    if (!card.starts_with(".param")) {
        return names;
    }
    for (std::size_t at = statement.find('=', 1); at != statement.npos;
         at = statement.find('=', at + 1)) {
        const bool compares = std::string_view("=<>!").find(statement[at - 1]) != statement.npos ||
                              statement.substr(at + 1).starts_with('=');
        const std::string_view name = compares ? "" : called_at_end(statement.substr(0, at));
        if (!name.empty()) {
            names.emplace_back(name);
        }
    }
    return names;
}

bool draws_numbers(std::string_view statement) {
    constexpr std::array<std::string_view, 5> kFunctions = {"agauss", "gauss", "aunif", "unif",
                                                            "limit"};
    const std::string text = lower_case(statement);
    return std::ranges::any_of(kFunctions, [&](std::string_view function) {
        for (std::size_t at = text.find(function); at != text.npos;
             at = text.find(function, at + 1)) {
            const bool begins =
                at == 0 || (std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0 &&
                            text[at - 1] != '_');
            const std::size_t next = text.find_first_not_of(" \t", at + function.size());
            if (begins && next != text.npos && text[next] == '(') {
                return true;
            }
        }
        return false;
    });
}

}  // namespace hopspice::spec
