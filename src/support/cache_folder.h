#pragma once
// What can be found out again at any time, kept between runs in a folder of the user's. A folder
// that cannot be read or written is none, and no error: nothing is kept then.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hopspice {

/// HOPSPICE_CACHE, else `hopspice` in XDG_CACHE_HOME, else in `.cache` of HOME; empty: none of
/// these is set, or HOPSPICE_CACHE is set to nothing, which turns keeping off.
[[nodiscard]] std::string cache_folder();

/// The bytes kept under a name, which may have folders, `devices/0123abcd.json`; nothing: none
/// are, or more than so many, or they cannot be read.
[[nodiscard]] std::optional<std::string> find_cached(const std::string& name,
                                                     std::size_t max_bytes);

/// Keeps bytes under a name, whole or not at all, for this user alone to read. Two who keep the
/// same at once both succeed.
void keep_cached(const std::string& name, std::string_view bytes);

}  // namespace hopspice
