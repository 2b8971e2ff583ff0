#pragma once
// Input files within a size limit: neither an endless device nor a huge file fills the memory.

#include <hopspice/result.h>

#include "support/rules.h"

#include <cstddef>
#include <string>

namespace hopspice::spec {

/// Largest JSON or CSV text, bytes.
inline constexpr std::size_t kMaxTextBytes = std::size_t{32} << 20;
/// Largest array, in numbers.
inline constexpr std::size_t kMaxArraySize = std::size_t{1} << 26;
/// Largest `.npy` or `.npz` file, bytes.
inline constexpr std::size_t kMaxDataBytes = kMaxArraySize * 8 + 65536;

/// The bytes of a file, or why it cannot be read, in words.
struct FileBytes {
    std::string bytes;
    std::string problem;  ///< empty: `bytes` is the whole file
};

/// Reads a file; `-` is standard input.
[[nodiscard]] FileBytes read_limited(const std::string& path, std::size_t max_bytes);

/// The same for a file the user named himself. Errors: HS-E501.
[[nodiscard]] Result<std::string> read_named(const std::string& path, std::size_t max_bytes);

/// The folder of a path, for what is relative to it; `-` and bare names: the current folder.
[[nodiscard]] std::string folder_of(const std::string& path);

/// `folder/path`, or `path` where it is absolute or the folder is empty.
[[nodiscard]] std::string resolve(const std::string& folder, const std::string& path);

/// The file name without its last extension.
[[nodiscard]] std::string stem_of(const std::string& path);

}  // namespace hopspice::spec
