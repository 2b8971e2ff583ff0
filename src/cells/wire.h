#pragma once
// f = x, for cells that come down to it.

#include "analog/network.h"

#include <cstddef>

namespace hopspice::cells {

/// What an integrator that is its own line drives: the cells of that line, and the inverter that
/// makes the other one; siemens.
[[nodiscard]] double wire_siemens(const analog::Network& network, std::size_t index,
                                  std::size_t neuron);

}  // namespace hopspice::cells
