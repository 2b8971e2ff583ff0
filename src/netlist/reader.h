#pragma once
// SPICE text back into a circuit: the reader of our own netlists, independent of what wrote them.

#include "circuit/circuit.h"
#include "netlist/analysis.h"

#include <hopspice/result.h>

#include <string_view>
#include <vector>

namespace hopspice::netlist {

/// What a deck says.
struct Deck {
    circuit::Circuit circuit;
    Analysis analysis;  ///< as of AnalysisReader
};

/// Reads a deck as it is written for ngspice: title, comments (which name groups), `.model`,
/// `.include`, `.lib`, `.param NAME=NUMBER`, `.option scale=NUMBER` or `seed`, `.nodeset` of the
/// heat of a kit's device, `.subckt`/`.ends`, elements R C V I E G B S D Q M X, the cards of the
/// analysis, `.end`. Nothing is passed over. Instances of `devices` of a kit are the transistors
/// they stand for. Errors: HS-E303 with the line, all in one go.
[[nodiscard]] Result<Deck> read_deck(std::string_view text,
                                     const std::vector<KitDevice>& devices = {});

}  // namespace hopspice::netlist
