#pragma once
// What a SPICE library offers: the models and subcircuits that a netlist including it can name.

#include <hopspice/target.h>

#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

struct LibrarySubckt {
    std::string name;                ///< lower case
    std::vector<std::string> ports;  ///< lower case
};

/// A line that must not stand in a library: it would do more than define something.
struct LibraryFault {
    std::string file;
    std::size_t line = 0;
    std::string problem;  ///< quotes nothing of a file that has no `.model` and no `.subckt`
};

/// Names in lower case. Models and subcircuits inside a subcircuit are its own affair and not here.
struct LibraryContents {
    std::vector<DeviceModel> models;
    std::vector<LibrarySubckt> subckts;
    std::vector<std::string> sections;  ///< of the file itself
    std::vector<std::string> missing;   ///< files it includes that cannot be read
    std::vector<LibraryName> names;     ///< of models, subcircuits and functions
    std::vector<LibraryFault> faults;
    std::vector<std::string> files;  ///< that were read
    /// All that it says, in the order in which a simulator reads it, what it includes in place.
    std::vector<std::string> statements;
    bool draws = false;  ///< some of its numbers are random, drawn where it is read

    [[nodiscard]] const DeviceModel* find_model(std::string_view name) const;
    [[nodiscard]] const LibrarySubckt* find_subckt(std::string_view name) const;
    [[nodiscard]] bool has_section(std::string_view name) const;
    void append(const LibraryContents& other);
};

/// Reads a library, or one section of it, and what it includes itself (relative to its folder, or
/// to the current one), as ngspice would: `+` continues a line, `*`, `;`, ` $` and `//` begin
/// comments, `.lib NAME` to `.endl` is a section, `.lib FILE NAME` uses one. A model's parameters
/// are kept where they are plain numbers with SPICE's suffixes (`m` and `M` are milli).
///
/// The circuit that includes a library is proved, the library is not: it may define models,
/// subcircuits, parameters and functions, but hold no element outside of a subcircuit and,
/// anywhere, no option, initial condition, global node, analysis or command. Everything else is a
/// fault, also what ngspice takes for something else than it looks like (library_lines.h). But for
/// options of the names in `leaks`: who uses such a library sets them, to the same value.
[[nodiscard]] LibraryContents scan_library(const Library& library,
                                           const std::vector<std::string>& leaks = {});

/// `4.7k`, `1MEG`, `20f` as SPICE means them; not a number for anything else.
[[nodiscard]] double parse_spice_number(std::string_view text);

}  // namespace hopspice::spec
