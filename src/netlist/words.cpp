#include "netlist/words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hopspice::netlist {

std::vector<std::string_view> words_in(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t begin = text.find_first_not_of(separators);
        if (begin == std::string_view::npos) {
            return words;
        }
        text.remove_prefix(begin);
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    const std::vector<std::string_view> words = words_in(text, separators);
    return {words.begin(), words.end()};
}

std::optional<double> number_of(std::string_view word) {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

}  // namespace hopspice::netlist
