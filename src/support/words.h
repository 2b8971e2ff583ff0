#pragma once
// Lists of words for messages: the one nearest to what was written, and all of them in a row.

#include <span>
#include <string>
#include <string_view>

namespace hopspice {

/// "; did you mean `beta`?" where one of `known` is near to `word`, else nothing.
[[nodiscard]] std::string suggest(std::string_view word, std::span<const std::string> known);

/// "`a`, `b`, `c`", at most 16 of them.
[[nodiscard]] std::string quote_all(std::span<const std::string> words);

/// At most 60 printable characters of a text a user wrote.
[[nodiscard]] std::string shorten(std::string_view text);

}  // namespace hopspice
