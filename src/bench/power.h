#pragma once
// Supplies and bias lines of a bench, as the lowering makes them.

#include "circuit/circuit.h"

#include <hopspice/target.h>

namespace hopspice::bench {

/// Nets `vdd` and `vss`; for transistors they ramp up from 0, and the reference, proportional to
/// absolute temperature, makes `bias_n` and `bias_p`.
void add_power(circuit::Circuit& circuit, const Target& target);

/// When everything is at rest after power-on, s.
[[nodiscard]] double start_seconds(const Target& target);

}  // namespace hopspice::bench
