#pragma once
// A bench on the simulator: one circuit, one transient, which must work.

#include "circuit/circuit.h"
#include "wave/waveform.h"

#include <hopspice/result.h>

#include <string>
#include <vector>

namespace hopspice::sim {
struct Version;
}

namespace hopspice::bench {

struct Simulator {
    std::string library;  ///< empty: the system's
    double wall_limit_s = 120;
    sim::Version* version = nullptr;  ///< gets that of a run that worked
};

struct Run {
    circuit::Circuit circuit;
    std::vector<std::string> saved;
    double stop_s = 0;
    double max_step_s = 0;
    double temperature_c = 27;
    double reltol = 1e-4;
};

/// Gives a piecewise linear source its points, in the circuit itself: a command to the simulator
/// holds some twenty points only.
void set_source(circuit::Circuit& circuit, const std::string& name, std::vector<double> pwl);

/// The saved signals. Errors: HS-E4xx.
[[nodiscard]] Result<wave::Waveform> simulate(const Run& run, const Simulator& simulator);

/// The value of a signal at an instant, linear between the points and constant beyond them.
[[nodiscard]] double value_at(const wave::Waveform& waveform, std::size_t signal, double time_s);

/// `{0, 0, start, levels[0], ...}`: a piecewise linear source that is 0 until `start_s`, then holds
/// each level for `plateau_s`, the edges of `edge_s` at the beginning of each.
[[nodiscard]] std::vector<double> staircase(const std::vector<double>& levels, double start_s,
                                            double plateau_s, double edge_s);

}  // namespace hopspice::bench
