#pragma once
// How steered tails are read back: from the transistors of the text, found by what they are
// connected to, and the card that the text has for them.

#include "analog/network.h"
#include "cells/reading.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "netlist/nodal.h"

#include <cstddef>

namespace hopspice::cells {

/// What a memory adds to every visible neuron when it takes all of every tail, the bleeds' part in
/// each of them: visible x memories, model units; not a number where a column is not what it should
/// be. `system` has the hidden states forced.
[[nodiscard]] Matrix read_steered_weights(const circuit::Circuit& circuit,
                                          const netlist::NodalSystem& system,
                                          const analog::Network& network,
                                          const circuit::Layout& layout, std::size_t bank);

/// Base lines: volts per unit of h, all from one rest and the highest at its place; what the
/// correction adds to each; emitters of every cell of a column alike.
void read_steered(Reading& reading);

}  // namespace hopspice::cells
