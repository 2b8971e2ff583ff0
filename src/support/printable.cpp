#include "support/printable.h"

#include <fmt/format.h>

#include <iterator>

namespace hopspice {

namespace {

bool is_within(std::uint32_t code, std::uint32_t first, std::uint32_t last) {
    return code >= first && code <= last;
}

/// How many bytes a character has that begins with this one; 0: none begins so.
std::size_t length_by(unsigned char lead) {
    return lead < 0x80U            ? 1
           : (lead >> 5U) == 0x6U  ? 2
           : (lead >> 4U) == 0xeU  ? 3
           : (lead >> 3U) == 0x1eU ? 4
                                   : 0;
}

/// Longer than need be, half of a pair of UTF-16, or beyond Unicode.
bool is_wrong(std::uint32_t code, std::size_t bytes) {
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    return code < kLeast[bytes] || is_within(code, 0xd800, 0xdfff) || code > 0x10ffff;
}

}  // namespace

Character first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = length_by(lead);
    if (length == 0 || length > text.size()) {
        return {lead, 1, false};
    }
    std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        const auto next = static_cast<unsigned char>(text[k]);
        if ((next & 0xc0U) != 0x80U) {
            return {lead, 1, false};
        }
        code = code << 6U | (next & 0x3fU);
    }
    return is_wrong(code, length) ? Character{lead, 1, false} : Character{code, length, true};
}

bool is_hidden(std::uint32_t code) {
    return code < 0x20 || is_within(code, 0x7f, 0x9f) || code == 0x61c ||
           is_within(code, 0x200e, 0x200f) || is_within(code, 0x2028, 0x202e) ||
           is_within(code, 0x2066, 0x2069);
}

std::string printable(std::string_view text, Breaks breaks) {
    std::string shown;
    shown.reserve(text.size());
    for (; !text.empty();) {
        const Character character = first_character(text);
        const bool kept =
            breaks == Breaks::Kept && (character.code == '\n' || character.code == '\t');
        if (character.valid && (kept || !is_hidden(character.code))) {
            shown += text.substr(0, character.bytes);
        } else {
            const bool wide = character.code > 0xff;
            fmt::format_to(std::back_inserter(shown),
                           fmt::runtime(wide ? "\\u{:04x}" : "\\x{:02x}"), character.code);
        }
        text.remove_prefix(character.bytes);
    }
    return shown;
}

}  // namespace hopspice
