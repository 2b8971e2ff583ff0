#pragma once
// Takes the text of a waveform file apart: words, lines, numbers.

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace hopspice::wave {

[[nodiscard]] inline std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// The whole text as one number; false where it is anything else.
template <typename Number>
[[nodiscard]] bool parse(std::string_view text, Number& number) {
    text = trim(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

/// Takes the text apart from the front.
class Cursor {
public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    void skip(std::size_t bytes) { rest_.remove_prefix(std::min(bytes, rest_.size())); }
    std::string_view take_line() {
        const auto end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }
    std::string_view take_word() {
        const auto start = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
        rest_.remove_prefix(start);
        const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r\n"));
        rest_.remove_prefix(word.size());
        return word;
    }

private:
    std::string_view rest_;
};

}  // namespace hopspice::wave
