#pragma once
// Activations whose outputs are normalised together, read back and held against f and g of the
// spec: spherical, layernorm, epanechnikov.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "netlist/nodal.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstddef>

namespace hopspice::proof {

/// The largest error of the outputs of bank `bank`, made of ideal sources: its expressions,
/// evaluated at states within its range and held against the model.
/// Errors: HS-E303 for an expression.
[[nodiscard]] Result<double> read_ideal_normaliser(const circuit::Circuit& circuit,
                                                   const Spec& spec, const analog::Network& network,
                                                   const circuit::Layout& layout, std::size_t bank);

/// The largest relative error of the parts of the gain control of bank `bank`: which nets every
/// multiplier takes, what the outputs (or their squares) are made to sum to, the mean that is
/// subtracted, eps, and the rectifier. `system` must force the states and `n<bank>`.
[[nodiscard]] double read_gain_control(const circuit::Circuit& circuit, const Spec& spec,
                                       const netlist::NodalSystem& system,
                                       const analog::Network& network,
                                       const circuit::Layout& layout, std::size_t bank);

}  // namespace hopspice::proof
