#pragma once
// The characters that are never shown as they are, for whoever escapes them in a way of his own.

#include <hopspice/printable.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hopspice {

/// One character of UTF-8, or a byte that is none.
struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

/// The character that a text, which is not empty, begins with.
[[nodiscard]] Character first_character(std::string_view text);

/// Whether a code point is one that `printable` escapes.
[[nodiscard]] bool is_hidden(std::uint32_t code);

}  // namespace hopspice
