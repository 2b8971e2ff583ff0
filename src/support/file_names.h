#pragma once
// Names of files out of a user's text.

#include <set>
#include <string>
#include <string_view>

namespace hopspice {

/// A name that any file system takes: letters, digits, `-` and `_` of the text, `_` in place of
/// every other byte, 100 of them at most; `fallback` where the text is empty.
[[nodiscard]] std::string file_name(std::string_view text, std::string_view fallback);

/// Names that are all different, also where a file system takes `a` and `A` for one.
class FileNames {
public:
    /// file_name(), with `-2`, `-3`, ... behind it where it is taken.
    [[nodiscard]] std::string add(std::string_view text, std::string_view fallback);

private:
    std::set<std::string> taken_;  ///< in lower case
};

}  // namespace hopspice
