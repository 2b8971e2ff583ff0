#pragma once
// One level of hierarchy over a flat circuit: a subcircuit per neuron, per crossbar and per block
// that neurons share.

#include "circuit/circuit.h"

#include <set>
#include <string>

namespace hopspice::dialect {

/// What stays on the top level under its own name.
struct Kept {
    std::set<std::string> nets;      ///< saved and measured voltages
    std::set<std::string> elements;  ///< stimulus sources, supplies, ammeters
};

/// The same circuit, its elements inside subcircuits under the names they have now: all groups of
/// one neuron make one subcircuit, all rows of one crossbar another, a block that a bank shares a
/// third. A net that two of them see, or that is kept, is a port. Groups that belong to no bank,
/// blocks with an independent source, elements whose expression names the current of a source
/// elsewhere and what would have more than 1000 ports stay on the top level.
[[nodiscard]] circuit::Circuit with_hierarchy(const circuit::Circuit& flat, const Kept& kept);

}  // namespace hopspice::dialect
