#pragma once
// What a netlist means elsewhere: places of a deck that a simulator would read as something else
// than what stands there, or not at all.

#include <hopspice/dialect.h>
#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice {

/// `Wrong`: other numbers, an element that is lost, or a simulator that never comes back, without
/// an error. `Refused`: the simulator says so.
enum class LintSeverity { Wrong, Refused };

/// The word it is printed as: `wrong`, `refused`.
[[nodiscard]] std::string to_string(LintSeverity severity);

/// One place of a deck.
struct LintFinding {
    std::size_t line = 0;  ///< from 1
    std::string rule;      ///< a word of list_lint_rules()
    LintSeverity severity = LintSeverity::Wrong;
    std::string text;     ///< what stands there
    std::string happens;  ///< what the simulator does with it
    std::string instead;  ///< what to write
};

struct LintReport {
    std::string file;  ///< as the user named it
    Dialect dialect = Dialect::Ngspice;
    std::vector<LintFinding> findings;  ///< by line
};

/// Reads a deck, of whatever origin, as the simulator of `dialect` would, and names what comes out
/// as something else than what it says. What is in comments and in `.control` blocks is not looked
/// at. Included files are not opened; a file named .inc, .lib, .mod or .sub is taken for one, which
/// needs no title, no end and no options.
/// Cost: linear in the text.
/// Source: measured with ngspice 39.3 and gnucap 0.36; else the manuals of the simulators.
[[nodiscard]] LintReport lint_text(std::string_view text, const std::string& file, Dialect dialect);

/// The same of a file; `-` is standard input. Errors: HS-E501.
[[nodiscard]] Result<LintReport> lint_file(const std::string& path, Dialect dialect);

/// The dialects there are rules for.
[[nodiscard]] std::vector<Dialect> lint_dialects();

/// A line per finding, as compilers write them, and how many there are:
/// `deck.cir:7: wrong: power: v(a)^3: the sign of the base is lost; write products: x*x*x`
[[nodiscard]] std::string format_lint(const LintReport& report);

/// `format: "hopspice-lint/1"`.
[[nodiscard]] std::string format_lint_json(const LintReport& report);

/// Every rule with the dialects it is for and what happens there. A rule stands there several
/// times where simulators differ in what they do.
[[nodiscard]] std::vector<ListedItem> list_lint_rules();

}  // namespace hopspice
