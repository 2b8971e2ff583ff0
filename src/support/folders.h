#pragma once
// Whole folders out: one appears complete under its name or not at all.

#include <hopspice/diagnostics.h>

#include <map>
#include <string>

namespace hopspice {

/// Writes files by their path within the folder, into a folder of a temporary name beside it that
/// is renamed at the end. An empty folder of that name is replaced.
/// Errors: HS-E502, also for a folder that is there and not empty.
[[nodiscard]] Diagnostics write_folder(const std::string& path,
                                       const std::map<std::string, std::string>& files);

}  // namespace hopspice
