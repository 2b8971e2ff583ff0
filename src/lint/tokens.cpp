#include "lint/tokens.h"

#include <charconv>

namespace hopspice::lint {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80U;
}
bool is_separator(char c) { return std::string_view(" \t(),={}'\"").find(c) != std::string::npos; }

/// Splits one statement, character by character.
class Splitter {
public:
    Splitter(std::string_view text, const TokenRules& rules) : text_(text), rules_(rules) {}

    std::vector<Token> run() {
        while (at_ < text_.size()) {
            step();
        }
        return std::move(tokens_);
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool in_expression() const { return rest_ || value_ || braces_ > 0 || quoted_; }

    void add(TokenKind kind, std::size_t size) {
        tokens_.push_back({kind, at_, size, in_expression(), after_equals_});
        at_ += size;
        after_equals_ = false;
    }

    void step() {
        const char c = peek();
        if (is_blank(c)) {
            ++at_;
            value_ = value_ && depth_ > 0;
        } else if (takes_nodes()) {
            nodes();
        } else if (c == '"') {
            const std::size_t end = text_.find('"', at_ + 1);
            add(TokenKind::Text, (end == std::string_view::npos ? text_.size() : end + 1) - at_);
        } else if (is_separator(c)) {
            separator(c);
        } else if (in_expression()) {
            expression(c);
        } else {
            outside();
        }
    }

    /// Right behind `v(` or `i(`.
    [[nodiscard]] bool takes_nodes() const {
        if (tokens_.size() < 2 || text_[tokens_.back().begin] != '(' || is_blank(peek()) ||
            tokens_.back().kind != TokenKind::Sign) {
            return node_list_;
        }
        const Token& name = tokens_[tokens_.size() - 2];
        const bool one = name.size == 1 && name.kind == TokenKind::Word;
        const char letter = one ? text_[name.begin] : '\0';
        return letter == 'v' || letter == 'V' || letter == 'i' || letter == 'I';
    }

    void nodes() {
        const char c = peek();
        if (c == ')' || c == ',') {
            node_list_ = c == ',';
            separator(c);
            return;
        }
        std::size_t size = 1;
        while (at_ + size < text_.size() &&
               std::string_view(",) \t").find(peek(size)) == std::string_view::npos) {
            ++size;
        }
        add(TokenKind::Node, size);
        node_list_ = true;
    }

    void separator(char c) {
        switch (c) {
            case '{':
                add(TokenKind::Sign, 1);
                ++braces_;
                break;
            case '}':
                braces_ -= braces_ > 0 ? 1 : 0;
                add(TokenKind::Sign, 1);
                break;
            case '\'':
                add(TokenKind::Sign, 1);
                quoted_ = !quoted_;
                break;
            case '(':
                ++depth_;
                add(TokenKind::Sign, 1);
                break;
            case ')':
                depth_ -= depth_ > 0 ? 1 : 0;
                add(TokenKind::Sign, 1);
                rest_ = rest_ || rules_.all_after_parenthesis;
                break;
            case '=':
                equals();
                break;
            default:
                add(TokenKind::Sign, 1);
                break;
        }
    }

    void equals() {
        if (in_expression() && peek(1) == '=') {
            add(TokenKind::Sign, 2);
            return;
        }
        add(TokenKind::Sign, 1);
        after_equals_ = true;
        rest_ = rest_ || rules_.all_after_equals;
        if (rules_.expression_values) {
            while (is_blank(peek())) {
                ++at_;
            }
            value_ = true;
        }
    }

    void expression(char c) {
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            add(TokenKind::Number, number_size());
        } else if (is_letter(c)) {
            std::size_t size = 1;
            while (is_letter(peek(size)) || is_digit(peek(size)) || peek(size) == '.' ||
                   peek(size) == '!' || peek(size) == '#') {
                ++size;
            }
            add(TokenKind::Word, size);
        } else {
            const bool twice = (c == '*' || c == '&' || c == '|') && peek(1) == c;
            const bool compared = (c == '<' || c == '>' || c == '!') && peek(1) == '=';
            add(TokenKind::Sign, twice || compared ? 2 : 1);
        }
    }

    [[nodiscard]] std::size_t number_size() const {
        std::size_t size = 0;
        while (is_digit(peek(size)) || peek(size) == '.') {
            ++size;
        }
        if (peek(size) == 'e' || peek(size) == 'E') {
            const std::size_t sign = peek(size + 1) == '+' || peek(size + 1) == '-' ? 1 : 0;
            size += is_digit(peek(size + 1 + sign)) ? 1 + sign : 0;
        }
        while (is_digit(peek(size)) || is_letter(peek(size))) {
            ++size;
        }
        return size;
    }

    void outside() {
        std::size_t size = 0;
        while (at_ + size < text_.size() && !is_separator(peek(size))) {
            ++size;
        }
        const std::size_t sign = peek() == '+' || peek() == '-' ? 1 : 0;
        const std::size_t point = peek(sign) == '.' ? 1 : 0;
        add(is_digit(peek(sign + point)) ? TokenKind::Number : TokenKind::Word, size);
    }

    std::string_view text_;
    TokenRules rules_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int braces_ = 0;
    int depth_ = 0;
    bool quoted_ = false;
    bool rest_ = false;
    bool value_ = false;
    bool node_list_ = false;
    bool after_equals_ = false;
};

}  // namespace

std::vector<Token> split(std::string_view text, const TokenRules& rules) {
    return Splitter(text, rules).run();
}

SplitNumber split_number(std::string_view number) {
    std::size_t size = !number.empty() && (number[0] == '+' || number[0] == '-') ? 1 : 0;
    while (size < number.size() && (is_digit(number[size]) || number[size] == '.')) {
        ++size;
    }
    if (size + 1 < number.size() && (number[size] == 'e' || number[size] == 'E')) {
        std::size_t end = size + 1;
        end += number[end] == '+' || number[end] == '-' ? std::size_t{1} : 0;
        if (end < number.size() && is_digit(number[end])) {
            while (end < number.size() && is_digit(number[end])) {
                ++end;
            }
            size = end;
        }
    }
    return {number.substr(0, size), number.substr(size)};
}

std::optional<double> value_of(const SplitNumber& number) {
    std::string_view digits = number.digits;
    if (!digits.empty() && digits.front() == '+') {
        digits.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole ? std::optional(value) : std::nullopt;
}

}  // namespace hopspice::lint
