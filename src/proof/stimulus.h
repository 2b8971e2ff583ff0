#pragma once
// The proof that a netlist presents a query: what its sources do, in the words of the model.

#include "circuit/circuit.h"
#include "circuit/layout.h"

#include <hopspice/diagnostics.h>
#include <hopspice/spec.h>

namespace hopspice::proof {

/// Holds the sources of a flat circuit against the query at all times: a neuron's input (at rest
/// until it is applied, then v(0), or what the neuron is held at), its control (held until the
/// release, then released unless it is clamped), its additional bias, the choice of tokens, and the
/// source that discharges the states (before the input only). Errors: HS-E308 in model units for
/// each source that does something else, or is not there.
[[nodiscard]] Diagnostics verify_stimulus(const circuit::Circuit& circuit,
                                          const circuit::Layout& layout, const Spec& spec,
                                          const Query& query);

}  // namespace hopspice::proof
