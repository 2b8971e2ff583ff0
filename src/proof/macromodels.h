#pragma once
// Blocks of transistors replaced by what they stand for: the proof reads what is built around them
// (crossbars, feedback, references, activations); they themselves are measured, not read.

#include "circuit/circuit.h"

#include <hopspice/target.h>

namespace hopspice::proof {

/// Multipliers become their macromodels with the target's figures, transmission
/// gates become switches. A circuit without such blocks is returned as it is.
[[nodiscard]] circuit::Circuit with_macromodels(circuit::Circuit circuit, const Target& target);

}  // namespace hopspice::proof
