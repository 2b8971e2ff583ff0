#pragma once
// The decoder of a linear readout (W v + b, the largest) as a block that the visible neurons drive
// and that drives nothing: its outputs are the answer.

#include "model/ranges.h"

#include <hopspice/spec.h>

namespace hopspice::model {

struct ReadoutBlock {
    HiddenBlock block;
    HiddenRange range;
};

/// f = softmax(beta (W v + b)), a winner-take-all: W and b less their means over the classes, which
/// the largest does not depend on, and beta so that the range of the inputs is 30 units of the
/// exponent: what the ODE shows in 32 of the queries and its whole span again on each side (inputs
/// beyond it overdrive the circuit), at most what interval arithmetic gives over the range of v. A
/// class that leads by a tenth of that range has f > 0.95 of two. Its tau is a quarter of tau_v: it
/// follows the states, and is not what takes the time. Needs readout linear and visible identity
/// (the circuit's lines carry g).
[[nodiscard]] ReadoutBlock readout_block(const Spec& spec, const Ranges& ranges);

}  // namespace hopspice::model
