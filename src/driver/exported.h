#pragma once
// The end of every export: the folder is written.

#include <hopspice/export.h>

#include <map>
#include <string>

namespace hopspice::driver {

/// Writes `files` (by their paths within the folder), whose names `exported` gets.
/// Errors: HS-E502.
[[nodiscard]] Result<Exported> write_exported(const std::string& folder,
                                              const std::map<std::string, std::string>& files,
                                              Exported exported);

}  // namespace hopspice::driver
