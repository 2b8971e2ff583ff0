#pragma once
// Whole files in and out. A file appears complete under its name or not at all.

#include <hopspice/result.h>

#include <string>
#include <string_view>

namespace hopspice {

/// The bytes of a file; `-` reads standard input. Errors: HS-E501.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// Writes to a temporary name in the same folder, then renames. `-` writes standard output.
/// Returns no diagnostics when it worked. Errors: HS-E502.
[[nodiscard]] Diagnostics write_file(const std::string& path, std::string_view bytes);

}  // namespace hopspice
