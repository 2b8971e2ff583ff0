#pragma once
// The proof for topology current-mode: weights from resistors and from emitter areas, tail and
// follower currents from the bias line's emitter resistors, all by connection, against the spec.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "proof/read_back.h"

#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

namespace hopspice::proof {

/// Errors as read_back() has them. A gain is the emitter area that a memory has in a column, which
/// a softmax needs to be the same for all; its largest departure from their mean. Explained are
/// nodes that are slower than the model since devices leave no room for a capacitor. Errors:
/// HS-E304 where the bias line or the linear circuit cannot be solved.
[[nodiscard]] Result<Reading> read_current_mode(const circuit::Circuit& circuit, const Spec& spec,
                                                const analog::Network& network,
                                                const circuit::Layout& layout,
                                                const Target& target);

/// What the target does not explain: mapping, loading of the crossbar, mismatch. Errors: HS-E305.
[[nodiscard]] Diagnostics verify_current_mode(const ReadBack& errors,
                                              const analog::Network& network, const Target& target);

}  // namespace hopspice::proof
