#include "support/words.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace hopspice {

namespace {

constexpr std::size_t kMaxWord = 40;
constexpr std::size_t kMaxListed = 16;

/// Edits (insert, delete, replace, swap of neighbours) from one word to the other.
/// Source: Damerau-Levenshtein distance, optimal string alignment form.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before;
    std::vector<std::size_t> previous(to.size() + 1);
    std::iota(previous.begin(), previous.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::vector<std::size_t> current(to.size() + 1, i);
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replace = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replace});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                current[j] = std::min(current[j], before[j - 2] + 1);
            }
        }
        before = std::move(previous);
        previous = std::move(current);
    }
    return previous.back();
}

}  // namespace

std::string suggest(std::string_view word, std::span<const std::string> known) {
    if (word.size() > kMaxWord) {
        return {};
    }
    std::size_t best = std::max<std::size_t>(1, word.size() / 2) + 1;
    const std::string* nearest = nullptr;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = &candidate;
        }
    }
    return nearest == nullptr ? std::string() : "; did you mean `" + *nearest + "`?";
}

std::string quote_all(std::span<const std::string> words) {
    std::string list;
    for (std::size_t k = 0; k < std::min(words.size(), kMaxListed); ++k) {
        list += (k == 0 ? "`" : ", `") + shorten(words[k]) + "`";
    }
    return words.size() > kMaxListed ? list + ", ..." : list;
}

std::string shorten(std::string_view text) {
    constexpr std::size_t kMaxShown = 60;
    std::string shown(text.substr(0, kMaxShown));
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > kMaxShown ? shown + "..." : shown;
}

}  // namespace hopspice
