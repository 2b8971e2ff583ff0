#pragma once
// A circuit as the SPICE text that ngspice reads. The printer is dumb: whatever it is given is
// legal already.

#include "circuit/circuit.h"

#include <string>
#include <vector>

namespace hopspice::netlist {

/// The relative tolerance that our decks ask for.
inline constexpr double kReltol = 5e-4;

/// The transient that goes with a deck.
struct Analysis {
    double step_s = 0;  ///< first and suggested step
    double stop_s = 0;
    double max_step_s = 0;
    double reltol = kReltol;
    double temperature_c = 27;
    std::vector<std::string> saved;  ///< `v(net)`, `i(source)`
    /// `.meas`: the net's voltage at the end under this name, against another net if one is given.
    struct Measure {
        std::string name;
        std::string net;
        std::string minus = {};
    };
    std::vector<Measure> measures;
};

/// The `.options` every deck of ours runs with. ngspice chooses its pivots for fill-in alone where
/// they are `pivrel` of the largest entry of their column, and keeps the first choice for the whole
/// run; gmin stepping from the start (`noopiter`) lets it choose while all diagonals are there.
/// Source: measured with ngspice 39.3, a quarter of the fill-in and the same waveforms.
[[nodiscard]] std::string options_line(double reltol = kReltol);

/// Title, comments, models, subcircuits and elements: no analysis and no `.end`.
[[nodiscard]] std::vector<std::string> write_lines(const circuit::Circuit& circuit);

/// An element, its nets by their names in `nets`.
[[nodiscard]] std::string format_element(const circuit::Element& element,
                                         const std::vector<std::string>& nets);

/// `.model name type(parameter=value ...)`.
[[nodiscard]] std::string format_model(const circuit::ModelCard& card);

/// `.include file` or `.lib file section`.
[[nodiscard]] std::string format_include(const Library& library);

/// Text of the user as a comment: printable ASCII, and short, because the simulator breaks long
/// lines and lines with other bytes in two.
[[nodiscard]] std::string one_line(std::string text);

}  // namespace hopspice::netlist
