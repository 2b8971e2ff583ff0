#pragma once
// Whole files in and out. A file appears complete under its name or not at all.

#include <hopspice/files.h>
#include <hopspice/result.h>

#include <string>

namespace hopspice {

/// The bytes of a file; `-` reads standard input. Errors: HS-E501.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

}  // namespace hopspice
