#pragma once
// Whole files in and out. A file appears complete under its name or not at all.

#include <hopspice/files.h>
#include <hopspice/result.h>

#include <string>

namespace hopspice {

/// The bytes of a file; `-` reads standard input. Errors: HS-E501.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// HS-E502: a file or folder that cannot be written, and why.
[[nodiscard]] Diagnostics unwritable(const std::string& path, const std::string& reason);

/// Has the system store the names in the folder that `path` stands in.
void sync_folder_of(const std::string& path);

}  // namespace hopspice
