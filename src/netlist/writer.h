#pragma once
// A circuit as SPICE text. The printer is dumb: whatever it is given is legal already.

#include "circuit/circuit.h"

#include <string>
#include <vector>

namespace hopspice::netlist {

/// The transient that goes with a deck.
struct Analysis {
    double step_s = 0;  ///< first and suggested step
    double stop_s = 0;
    double max_step_s = 0;
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
[[nodiscard]] std::string options_line();

/// Title, comments, models, subcircuits and elements: no analysis and no `.end`.
[[nodiscard]] std::vector<std::string> write_lines(const circuit::Circuit& circuit);

/// A complete deck that stock ngspice runs as it is.
[[nodiscard]] std::string write_deck(const circuit::Circuit& circuit, const Analysis& analysis);

}  // namespace hopspice::netlist
