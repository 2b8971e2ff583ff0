#pragma once
// Whether a netlist has what was put into it, and nothing else.

#include "circuit/circuit.h"
#include "netlist/analysis.h"

#include <hopspice/diagnostics.h>

namespace hopspice::proof {

/// Holds a circuit that was read against the one that was written, element by element by their
/// names: kind, nets, numbers, models, expressions (up to blanks), corners of sources; subcircuits
/// and device cards likewise, libraries in their order. Order, comments and titles are free.
/// Errors: HS-E306 for the first few differences; what is missing, and what nobody asked for, are
/// differences too.
[[nodiscard]] Diagnostics verify_same(const circuit::Circuit& read,
                                      const circuit::Circuit& written);

/// What a deck asks of the simulator, number by number. Errors: HS-E306 with the card.
[[nodiscard]] Diagnostics verify_same(const netlist::Analysis& read,
                                      const netlist::Analysis& written);

}  // namespace hopspice::proof
