#pragma once
// SPICE text back into a circuit: the reader of our own netlists, independent of what wrote them.

#include "circuit/circuit.h"

#include <hopspice/result.h>

#include <string_view>

namespace hopspice::netlist {

/// Reads a deck as write_deck() gives it: title, comments (which name groups), `.model`,
/// `.include`, `.lib`, `.subckt`/`.ends`, elements R C V I E G B S D Q M X; analysis cards are
/// passed over. Errors: HS-E303 with the line, all in one go.
[[nodiscard]] Result<circuit::Circuit> read_deck(std::string_view text);

}  // namespace hopspice::netlist
