#pragma once
// SPICE text back into a circuit: the reader of our own netlists, independent of what wrote them.

#include "circuit/circuit.h"
#include "netlist/analysis.h"

#include <hopspice/result.h>

#include <string_view>

namespace hopspice::netlist {

/// What a deck says.
struct Deck {
    circuit::Circuit circuit;
    Analysis analysis;  ///< as of AnalysisReader
};

/// Reads a deck as it is written for ngspice: title, comments (which name groups), `.model`,
/// `.include`, `.lib`, `.subckt`/`.ends`, elements R C V I E G B S D Q M X, the cards of the
/// analysis, `.end`. Nothing is passed over. Errors: HS-E303 with the line, all in one go.
[[nodiscard]] Result<Deck> read_deck(std::string_view text);

}  // namespace hopspice::netlist
