#pragma once
// The activations of a circuit that was read back, held against f and g of the spec.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "netlist/nodal.h"
#include "passes/lower.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace hopspice::netlist {

/// What is not a number is as wrong as can be.
inline void worsen(double& worst, double error) {
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
}

/// The diodes through which rectifiers pass what they let through, but for rectifiers whose output
/// is forced: those of a circuit whose neurons are all above their kinks.
[[nodiscard]] std::set<std::string> passing_diodes(const circuit::Circuit& circuit,
                                                   const std::set<std::string>& forced);

/// The largest error of any activation, of its own full scale: what the junctions see per unit,
/// where a pair rests, what every line gives for no current and for all of it, rectifiers,
/// multipliers and expressions. `view` says where the sources leave the switches.
/// Errors: HS-E303, HS-E304 where the circuit cannot be reduced.
[[nodiscard]] Result<double> read_gains(const circuit::Circuit& circuit, const Spec& spec,
                                        const analog::Network& network,
                                        const passes::Layout& layout, NodalView view);

}  // namespace hopspice::netlist
