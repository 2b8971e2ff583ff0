#pragma once
// Results on disk: a file appears complete under its name or not at all.

#include <hopspice/diagnostics.h>

#include <span>
#include <string>
#include <string_view>

namespace hopspice {

/// Writes to a temporary name in the same folder, has the system store it, then renames. `-` writes
/// standard output.
/// Returns no diagnostics when it worked. Errors: HS-E502.
[[nodiscard]] Diagnostics write_file(const std::string& path, std::string_view bytes);

/// Whether `outputs` can be written without losing anything: none of them is one of `inputs` or
/// another output, by whatever name or link (the same device and inode). Standard streams, pipes
/// and devices do not count. Returns no diagnostics, or one: HS-E528, HS-E529.
[[nodiscard]] Diagnostics verify_outputs(std::span<const std::string> outputs,
                                         std::span<const std::string> inputs);

}  // namespace hopspice
