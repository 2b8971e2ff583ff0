#pragma once
// Text of others as it may be shown: nothing in it moves a cursor, changes a terminal or hides.

#include <string>
#include <string_view>

namespace hopspice {

/// Whether line feeds and tabs of a text are meant.
enum class Breaks { Shown, Kept };

/// The text with an escape in place of everything that a terminal would obey or that changes how
/// the rest reads: control characters (C0, DEL, C1: `\x1b`), bidirectional marks, overrides and
/// isolates, line and paragraph separators (`\u202e`), and bytes that are no UTF-8 (`\xff`).
[[nodiscard]] std::string printable(std::string_view text, Breaks breaks = Breaks::Shown);

}  // namespace hopspice
