#pragma once
// A page of documentation as data: its fenced blocks, its links, the files it names; and a
// comparison of shown with real output that allows for the last digits.

#include <string>
#include <string_view>
#include <vector>

namespace page {

/// A block between two fences; `language` is the word after the first one.
struct Block {
    std::string language;
    std::string text;
    std::size_t begin = 0;  ///< of `text` within the page, bytes
    std::size_t line = 0;   ///< of the opening fence, from 1
};
[[nodiscard]] std::vector<Block> read_blocks(std::string_view markdown);

/// Targets of `[words](target)` that are no addresses of the web.
[[nodiscard]] std::vector<std::string> read_links(const std::string& markdown);

/// Words in backticks that start with a folder of the repository: `src/...`, `tests/...`, ...
[[nodiscard]] std::vector<std::string> read_paths(const std::string& markdown);

/// Empty if both texts have the same words in the same lines and numbers within 10 % or 0.05 of
/// each other (the width of columns does not matter), else the first line that differs.
[[nodiscard]] std::string find_difference(std::string_view shown, std::string_view real);

}  // namespace page
