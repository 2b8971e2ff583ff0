#pragma once
// What each netlist language can say, and how it says it: one row per dialect, which stands in
// <hopspice/dialects.def>. A rewrite that a row asks for is in legalise.h; the spelling is that of
// the writer of its family.

#include <hopspice/dialect.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace hopspice::dialect {

/// Languages that one writer spells, and that one reader of the linter's reads.
enum class Family { Spice, Spectre };

/// How a source is written whose value is an expression.
enum class Behavioral {
    Functions,  ///< not at all: `g1 a b c d tanh gain=1 limit=2`, one voltage each
    Plain,      ///< `b1 a b v=expression`
    Braced,     ///< `b1 a b v={expression}`
    Value,      ///< `e1 a b value={expression}`, `g1 a b value={expression}`
    Quoted,     ///< `e1 a b vol='expression'`, `g1 a b cur='expression'`
    Component,  ///< `b1 (a b) bsource v=expression`
};

/// How a voltage-controlled switch is modelled.
enum class SwitchForm {
    None,        ///< not at all
    Hysteresis,  ///< `sw(vt vh ron roff)`: on above vt + vh, off below vt - vh
    Thresholds,  ///< `vswitch(ron roff von voff)`: log of the resistance smooth between the two
    Table,       ///< `g1 a b vcg c d pwl(1) ...`: a conductance linear between the two
    Relay,       ///< `relay ropen rclosed vt1 vt2`: the same
};

/// Whose current an expression can take.
enum class Sensing { AnySource, VoltageSources };

/// How corners of a source are written.
enum class Corners { Parenthesised, Bare };

/// How the area of a junction device is written.
enum class Area { Named, Positional };

/// How the voltage between two nets is written in a `.meas`.
enum class Difference { Parameter, Plain, Braced };

struct DialectRow {
    Dialect dialect = Dialect::Ngspice;
    std::string_view word;     ///< that the command line knows it by
    std::string_view meaning;  ///< for `list dialects`
    Family family = Family::Spice;
    std::string_view suffix;                       ///< of a deck's file name
    std::string_view part_suffix = ".inc";         ///< of a file that a deck includes
    std::string_view include = ".include {file}";  ///< includes it
    std::string_view command;                      ///< runs the deck `{deck}`
    std::string_view checked;                      ///< how decks are checked, for a person
    std::string_view comment = "*";                ///< what a line of comment begins with
    std::string_view inline_comments = ";";        ///< what begins one within a line: `; $ //`
    std::string_view joiner = "";                  ///< what joins the next line at a line's end
    bool blank_begins_comment = false;             ///< a line that starts with one is a comment
    Behavioral behavioral = Behavioral::Plain;
    Sensing sensing = Sensing::VoltageSources;
    bool has_min_max = true;
    SwitchForm switches = SwitchForm::Hysteresis;
    double switch_ratio = 0;  ///< roff/ron stays below; 0: no limit
    Corners corners = Corners::Parenthesised;
    Area area = Area::Positional;
    /// A bipolar device says that its substrate is ground; elsewhere that is so without a word.
    bool names_substrate = false;
    bool has_library_sections = false;
    /// Transistors that heat themselves begin at the ambient temperature, by `.nodeset`: ngspice
    /// else begins with a heat that is no number above the temperature of a device's figures, and
    /// ends by a signal or in seconds. Source: measured with ngspice 39.3.
    bool starts_cool = false;
    bool has_mos_junctions = true;  ///< a MOSFET has the capacitances of CJ and CJSW
    std::size_t line_length = 0;    ///< longer lines are continued; 0: as long as they may be
    /// The cards of the analysis, `{temperature}`, `{step}`, `{stop}`, `{max_step}`, `{options}`
    /// (options_line) and `{save}` filled in.
    std::string_view analysis;
    std::string_view save;         ///< what begins the line of saved signals
    std::string_view column = "";  ///< what follows each of them
    std::string_view measure;      ///< what begins a measurement of a final value; empty: none
    Difference difference = Difference::Plain;
    bool has_end = true;  ///< a deck ends with `.end`
};

/// All of them, in the order of the enum.
inline constexpr auto kDialects = std::to_array<DialectRow>({
#define HOPSPICE_DIALECT(name, ...) {.dialect = Dialect::name, __VA_ARGS__},
#include <hopspice/dialects.def>
#undef HOPSPICE_DIALECT
});

[[nodiscard]] constexpr const DialectRow& row_of(Dialect dialect) {
    return kDialects[static_cast<std::size_t>(dialect)];
}

}  // namespace hopspice::dialect
