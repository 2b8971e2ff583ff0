#pragma once
// The text of a SPICE library as ngspice takes it apart: statements, and lines that it takes for
// something else than what they look like.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

/// A statement: continuations joined, comments gone.
struct LibraryLine {
    std::string text;        ///< without blanks in front
    std::size_t number = 0;  ///< of its first line, from 1
    std::string problem;     ///< why it must not stand in a library, whatever it says; or nothing
};

/// All statements. `+` continues one, `*`, `;`, `$` and `//` begin comments (`$` and `//` behind a
/// blank). Problems: `*#` runs a command (of ngspice 39: `;#` and `$#` too), two backslashes join
/// the next line, a `+` can continue a card of the netlist that includes the file, control
/// characters hide text.
[[nodiscard]] std::vector<LibraryLine> library_lines(std::string_view text);

/// What a statement begins with, in lower case: `.model`, `r1`.
[[nodiscard]] std::string card_of(std::string_view statement);

/// Its words; quotes hold a word with blanks together, `a = b` becomes `a=b`.
[[nodiscard]] std::vector<std::string> words_of(std::string_view statement);

}  // namespace hopspice::spec
