#pragma once

#include <string>
#include <string_view>

namespace hopspice {

/// A text with small letters in place of capitals; of Latin letters without accents alone, in any
/// locale.
[[nodiscard]] inline std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

}  // namespace hopspice
