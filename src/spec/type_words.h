#pragma once
// The words of a `type` and what they mean: one table per kind of object, which the reader goes by.

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

template <typename Type>
struct TypeWord {
    std::string_view word;
    Type type;
};

template <typename Type>
using TypeWords = std::span<const TypeWord<Type>>;

/// What a word means; nullopt where the table does not have it.
template <typename Type>
[[nodiscard]] std::optional<Type> find_type(TypeWords<Type> table, std::string_view word) {
    const auto row = std::ranges::find(table, word, &TypeWord<Type>::word);
    return row == table.end() ? std::nullopt : std::optional(row->type);
}

/// All words, in the order of the table.
template <typename Type>
[[nodiscard]] std::vector<std::string> words_of(TypeWords<Type> table) {
    std::vector<std::string> words;
    for (const TypeWord<Type>& row : table) {
        words.emplace_back(row.word);
    }
    return words;
}

}  // namespace hopspice::spec
