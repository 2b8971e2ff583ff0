#pragma once
// Hierarchy undone, under the names that elements and nets have without it.

#include "circuit/circuit.h"

#include <hopspice/result.h>

namespace hopspice::netlist {

/// Every instance `xNAME` on the top level of a subcircuit NAME of the circuit's own is replaced by
/// what is in it, under the names it has there; a port becomes the net that is connected to it. All
/// other instances stay. That is the same circuit, and is refused where it would not be: HS-E306
/// for ports without a net each, and for a name in a body that means something else outside of it.
[[nodiscard]] Result<circuit::Circuit> unfolded(circuit::Circuit circuit);

}  // namespace hopspice::netlist
