#pragma once
// The activations of a circuit that was read back, held against f and g of the spec.

#include "analog/network.h"
#include "cells/reading.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "netlist/nodal.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <set>
#include <string>

namespace hopspice::proof {

using cells::worsen;

/// The diodes through which rectifiers pass what they let through, but for rectifiers whose output
/// is forced: those of a circuit whose neurons are all above their kinks.
[[nodiscard]] std::set<std::string> passing_diodes(const circuit::Layout& layout,
                                                   const std::set<std::string>& forced);

/// The largest error of any activation, of its own full scale: what the junctions see per unit,
/// where a pair rests, what every line gives for no current and for all of it, rectifiers,
/// multipliers and expressions. `view` says where the sources leave the switches.
/// Errors: HS-E303, HS-E304 where the circuit cannot be reduced.
[[nodiscard]] Result<double> read_gains(const circuit::Circuit& circuit, const Spec& spec,
                                        const analog::Network& network,
                                        const circuit::Layout& layout, netlist::NodalView view);

}  // namespace hopspice::proof
