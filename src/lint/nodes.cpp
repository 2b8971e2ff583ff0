#include "lint/nodes.h"

#include "support/lower_case.h"

#include <algorithm>

namespace hopspice::lint {

namespace {

std::size_t nodes_of_kind(char kind) {
    switch (kind) {
        case 'r':
        case 'c':
        case 'l':
        case 'v':
        case 'i':
        case 'd':
        case 'f':
        case 'h':
        case 'w':
        case 'b':
            return 2;
        case 'q':
        case 'j':
        case 'z':
            return 3;
        case 'e':
        case 'g':
        case 's':
        case 't':
        case 'm':
            return 4;
        default:
            return 0;
    }
}

bool is_sign(const Statement& statement, std::size_t index, char sign) {
    return index < statement.tokens.size() && statement.tokens[index].kind == TokenKind::Sign &&
           statement.text[statement.tokens[index].begin] == sign;
}

/// A controlled source whose third word is no node but says what follows.
bool has_form(const Statement& statement, std::size_t index) {
    static constexpr std::string_view kForms[] = {"value", "vol",       "cur",     "table", "poly",
                                                  "pwl",   "freq",      "laplace", "vcvs",  "vccs",
                                                  "vcr",   "chebyshev", "tanh"};
    const std::string word = lower_case(statement.text_of(statement.tokens[index]));
    return std::ranges::find(kForms, word) != std::end(kForms);
}

/// The nodes of an instance: all up to its subcircuit's name, which the parameters follow.
void find_instance_nodes(Statement& statement) {
    std::vector<std::size_t> words;
    for (std::size_t i = 1; i < statement.tokens.size(); ++i) {
        const bool is_word = statement.tokens[i].kind == TokenKind::Word ||
                             statement.tokens[i].kind == TokenKind::Number;
        if (is_sign(statement, i + 1, '=') || statement.is(statement.tokens[i], "params:")) {
            break;
        }
        if (is_word && !statement.tokens[i].in_expression) {
            words.push_back(i);
        }
    }
    if (!words.empty()) {
        statement.first_value = words.back();
        words.pop_back();
    }
    statement.nodes = std::move(words);
}

/// Spectre: `name (a b c) master name=value`.
void find_spectre_nodes(Statement& statement) {
    if (!is_sign(statement, 1, '(')) {
        return;
    }
    std::size_t i = 2;
    for (; i < statement.tokens.size() && !is_sign(statement, i, ')'); ++i) {
        statement.nodes.push_back(i);
    }
    statement.first_value = i + 1;
}

}  // namespace

void find_nodes(Statement& statement) {
    if (statement.is_spectre) {
        find_spectre_nodes(statement);
        return;
    }
    if (statement.kind() == 'x') {
        find_instance_nodes(statement);
        return;
    }
    const char kind = statement.kind();
    std::size_t count = nodes_of_kind(kind);
    std::size_t i = 1;
    for (; i < statement.tokens.size() && statement.nodes.size() < count; ++i) {
        const Token& token = statement.tokens[i];
        if (token.kind == TokenKind::Sign) {
            if (is_sign(statement, i, '(') || is_sign(statement, i, ')') ||
                is_sign(statement, i, ',')) {
                continue;
            }
            break;
        }
        if ((kind == 'e' || kind == 'g') && statement.nodes.size() == 2 && has_form(statement, i)) {
            break;
        }
        statement.nodes.push_back(i);
    }
    statement.first_value = i;
}

}  // namespace hopspice::lint
