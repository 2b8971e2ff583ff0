#pragma once
// What check says of the arrays that crossbars are cut into, and of the wires in them.

#include "analog/network.h"

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::driver {

/// How many arrays every crossbar has, what the largest takes of area and power, and what wires
/// that resist take of a weight; nothing of crossbars of one piece with ideal wires. Of stages,
/// their noise gain and whether what a tile alone makes of a state is within the supplies.
[[nodiscard]] std::vector<CheckItem> tile_items(const analog::Network& network,
                                                const Target& target);

}  // namespace hopspice::driver
