#pragma once
// What can be said of a model in topology current-mode before any circuit is simulated.

#include "analog/network.h"

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::driver {

/// Headroom, follower currents, static accuracy, room for the time constants, power. `network` has
/// been through the pipeline of the topology.
[[nodiscard]] std::vector<CheckItem> current_mode_items(const analog::Network& network,
                                                        const Target& target);

/// Largest static error of v to be expected, of the range of the memories:
///   0.005 + loading + crosstalk + 0.1 (compression + 2 U half_range/VAF)
/// The first is the sinks' and devices' finite gain. What a full current takes off the winner's
/// exponent, c (V_T), moves a shared f by c f (1-f)(2f-1), at most 0.1 c; the Early effect is the
/// same kind of error.
[[nodiscard]] double static_error(const analog::Network& network, const Target& target);

/// By how much a column's memories pull it away from what its switches hold it at, of the range.
[[nodiscard]] double held_error(const analog::Network& network, const Target& target);

}  // namespace hopspice::driver
