#pragma once
// Whole files in and out. A file appears complete under its name or not at all.

#include <hopspice/files.h>
#include <hopspice/result.h>

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace hopspice {

/// The bytes of a file, or why it cannot be read, in words.
struct FileBytes {
    std::string bytes;
    std::string problem;  ///< empty: `bytes` is the whole file
};

/// Reads a file of at most so many bytes; `-` is standard input. Nothing else is read that is no
/// regular file: a pipe or a device may wait, or go on, for ever.
[[nodiscard]] FileBytes read_limited(const std::string& path, std::size_t max_bytes);

/// The same for a file the user named himself. Errors: HS-E501.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

/// Why such a file is none that is read, in words: a folder, a pipe, a device; empty: it is one.
[[nodiscard]] std::string irregularity_of(mode_t mode);

/// HS-E502: a file or folder that cannot be written, and why.
[[nodiscard]] Diagnostics unwritable(const std::string& path, const std::string& reason);

/// Has the system store the names in the folder that `path` stands in.
void sync_folder_of(const std::string& path);

}  // namespace hopspice
