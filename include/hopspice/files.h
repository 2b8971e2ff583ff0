#pragma once
// Results on disk: a file appears complete under its name or not at all.

#include <hopspice/diagnostics.h>

#include <string>
#include <string_view>

namespace hopspice {

/// Writes to a temporary name in the same folder, then renames. `-` writes standard output.
/// Returns no diagnostics when it worked. Errors: HS-E502.
[[nodiscard]] Diagnostics write_file(const std::string& path, std::string_view bytes);

}  // namespace hopspice
