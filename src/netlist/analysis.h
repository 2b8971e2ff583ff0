#pragma once
// What a deck asks of the simulator beside its circuit.

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
    std::vector<std::string> saved = {};  ///< `v(net)`, `i(source)`
    /// `.meas`: the net's voltage at the end under this name, against another net if one is given.
    struct Measure {
        std::string name;
        std::string net;
        std::string minus = {};
        bool operator==(const Measure&) const = default;
    };
    std::vector<Measure> measures = {};
    bool operator==(const Analysis&) const = default;
};

}  // namespace hopspice::netlist
