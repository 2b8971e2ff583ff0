#pragma once
// Topology steered: the passes that make a softmax's outputs currents into the visible neurons.

#include "analog/network.h"

#include <hopspice/diagnostics.h>
#include <hopspice/target.h>

namespace hopspice::passes {

/// Whether a target asks for it; level behavioral has no topology.
[[nodiscard]] bool is_steered(const Target& target);

/// xi -> c + s w behind every softmax block, c to the biases, exact as sum f = 1; c is the constant
/// of the least size with |w| <= 1, so that weights of +-1 stay what they are. After it: every
/// softmax block that drives visible neurons is steered. Errors: HS-E266 for what the topology does
/// not build. Off in every other topology.
Diagnostics steer_softmax(analog::Network& network, const Target& target);

/// The density J that keeps kappa = (M C_je/J + C_sink/I_T) beta V_T reach at a third of tau_v, as
/// far as the devices go, and R_f of the visible neurons so that a cell has the smallest emitter.
Diagnostics choose_densities(analog::Network& network, const Target& target);

/// R_f as it is -> tail currents, areas, bleeds and offsets: closed forms of the card, which give
/// the difference between a fully-on and a fully-off cell 2 s volts of v. After it: delays of the
/// tails are known, and how long a time unit must be for them.
Diagnostics size_tails(analog::Network& network, const Target& target);

}  // namespace hopspice::passes
