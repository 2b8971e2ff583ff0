#pragma once
// Texts as cells of a .csv file.

#include <string>
#include <string_view>

namespace hopspice {

/// A cell (RFC 4180), as `printable` shows it but for its line feeds and tabs. What a spreadsheet
/// would compute, which begins with `=`, `+`, `-`, `@`, a tab or a carriage return and is no
/// number, has a `'` before it. Source: OWASP, CSV Injection.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace hopspice
