#pragma once
// Words and numbers of a line.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::netlist {

/// What stands between any of the separators, as parts of the text; never empty words.
[[nodiscard]] std::vector<std::string_view> words_in(std::string_view text,
                                                     std::string_view separators);
/// The same as text of its own.
[[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view separators);

/// A decimal number that is all of the word, and finite; SI suffixes are none.
[[nodiscard]] std::optional<double> number_of(std::string_view word);

}  // namespace hopspice::netlist
