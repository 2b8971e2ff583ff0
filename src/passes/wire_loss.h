#pragma once
// How much of a weight the wires of a crossbar may take, in closed form.

#include "analog/network.h"

namespace hopspice::passes {

/// The largest part of a weight that is lost along resisting wires and trunks, at most, of all
/// crossbars; 0 where wires do not resist. With cells G_k, k = 1, 2, ... from the near end of a
/// wire, all at full voltage, its far end is r sum k G_k lower; a current into the far end of a
/// column loses as much on its way. The sum of the worst line and the worst column, each with its
/// trunk, R per cell passed: R sum t S_t passed, S_t what the t-th array behind the first takes.
[[nodiscard]] double wire_loss(const analog::Network& network);

}  // namespace hopspice::passes
