#pragma once
// The noise of a prepared circuit: as values for a simulator that runs here, as corners of
// piecewise linear sources in a deck that stands alone.

#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "sim/noise.h"

#include <optional>
#include <string>

namespace hopspice::driver {

/// What the sources of a run carry; `run` is the query's id, or whatever else the run is of. It
/// depends on the circuit's seed, on `run` and on each source's name. Nothing where it is quiet.
[[nodiscard]] std::optional<sim::Noise> noise_of(const circuit::Layout& layout,
                                                 const std::string& run);

/// Writes the noise into the circuit's sources, up to `stop_s`.
void set_noise(circuit::Circuit& circuit, const std::optional<sim::Noise>& noise, double stop_s);

}  // namespace hopspice::driver
