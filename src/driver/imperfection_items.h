#pragma once
// What of a target's imperfections a check names: each that is not off, with its size, and the
// noise of every bank's states.

#include "analog/network.h"

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::driver {

/// `network` has been through the pipeline of the op-amp levels.
[[nodiscard]] std::vector<CheckItem> imperfection_items(const analog::Network& network,
                                                        const Target& target);

/// Those of them that do not depend on the network: of every topology.
[[nodiscard]] std::vector<CheckItem> drawn_items(const Target& target);

}  // namespace hopspice::driver
