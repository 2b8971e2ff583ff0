#pragma once
// Paths of input files, which name others relative to themselves.

#include <string>

namespace hopspice::spec {

/// The folder of a path, for what is relative to it; `-` and bare names: the current folder.
[[nodiscard]] std::string folder_of(const std::string& path);

/// `folder/path`, or `path` where it is absolute or the folder is empty.
[[nodiscard]] std::string resolve(const std::string& folder, const std::string& path);

/// The file name without its last extension, as `printable` shows it: a model may be named so.
[[nodiscard]] std::string stem_of(const std::string& path);

}  // namespace hopspice::spec
