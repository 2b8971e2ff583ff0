#include "page.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <sstream>

namespace page {

namespace {

// Settling times and errors of a run move in their last digits with compiler and processor.
constexpr double kRelative = 0.1;
constexpr double kAbsolute = 0.05;

std::vector<std::string> matches_of(const std::string& text, const std::regex& pattern) {
    std::vector<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
         ++match) {
        found.push_back((*match)[1].str());
    }
    return found;
}

/// Words of a line; a rule of dashes is one dash, whatever its length.
std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word.find_first_not_of('-') == std::string::npos ? "-" : word);
    }
    return words;
}

/// A number, with `<` in front and a comma or semicolon behind it or not. Words of stored bits
/// (`011`) are words.
std::optional<double> number_of(std::string word) {
    if (word.starts_with('<')) {
        word.erase(0, 1);
    }
    while (word.ends_with(',') || word.ends_with(';')) {
        word.pop_back();
    }
    const bool bits = word.size() > 1 && word.find_first_not_of("01?") == std::string::npos;
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (bits || error != std::errc{} || end != word.data() + word.size()) {
        return std::nullopt;
    }
    return number;
}

bool same_word(const std::string& a, const std::string& b) {
    const auto x = number_of(a);
    const auto y = number_of(b);
    if (!x || !y) {
        return a == b;
    }
    return std::abs(*x - *y) <= std::max(kAbsolute, kRelative * std::abs(*x));
}

}  // namespace

std::vector<Block> read_blocks(std::string_view markdown) {
    std::vector<Block> blocks;
    bool inside = false;
    std::size_t line_number = 0;
    for (std::size_t start = 0; start < markdown.size();) {
        const std::size_t end = std::min(markdown.find('\n', start), markdown.size() - 1);
        const std::string_view line = markdown.substr(start, end - start);
        ++line_number;
        start = end + 1;
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) {
                blocks.push_back({std::string(line.substr(3)), "", start, line_number});
            }
        } else if (inside) {
            blocks.back().text += std::string(line) + '\n';
        }
    }
    return blocks;
}

std::vector<std::string> read_links(const std::string& markdown) {
    static const std::regex kLink(R"(\]\(([^)#:]+)\))");
    return matches_of(markdown, kLink);
}

std::vector<std::string> read_paths(const std::string& markdown) {
    static const std::regex kPath(
        R"(`((?:src|tests|models|tools|include|cmake|netlists|\.ci)/[A-Za-z0-9_./-]*)`)");
    return matches_of(markdown, kPath);
}

std::string find_difference(std::string_view shown, std::string_view real) {
    std::istringstream left{std::string(shown)};
    std::istringstream right{std::string(real)};
    while (true) {
        std::string a;
        std::string b;
        const bool more_left = static_cast<bool>(std::getline(left, a));
        const bool more_right = static_cast<bool>(std::getline(right, b));
        if (!more_left && !more_right) {
            return {};
        }
        const auto x = words_of(a);
        const auto y = words_of(b);
        if (more_left != more_right || !std::ranges::equal(x, y, same_word)) {
            return "shown: " + a + "\nreal:  " + b;
        }
    }
}

}  // namespace page
