#pragma once
// A netlist as a schematic that a person can open: neurons, crossbars as grids, amplifiers.

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice {

/// A symbol that the sheet refers to by its file's name; it stands beside the sheet.
struct SchematicSymbol {
    std::string file;  ///< `hs_opamp.sym`
    std::string text;
};

/// A sheet for xschem and the symbols it needs besides those that come with xschem.
struct Schematic {
    std::string sheet;  ///< the .sch file
    std::vector<SchematicSymbol> symbols;
};

/// Draws a deck that compile() wrote. Every element of the deck, outside of subcircuits, is a
/// symbol under its own name; models, subcircuits and the analysis are text on the sheet. What
/// xschem makes a netlist of is the same circuit, element by element, and runs as the deck does.
/// xschem finds the symbols when it starts in the sheet's folder, or where XSCHEM_LIBRARY_PATH
/// names that folder. Errors: HS-E303 for a deck that is not ours. Source: file format of
/// xschem 2.8.1, measured with it.
///
/// `parts` say what belongs together: a neuron has a frame of its own, a crossbar is a grid. What
/// they do not name stands under the comment that it has in the deck.
[[nodiscard]] Result<Schematic> draw_schematic(std::string_view deck,
                                               std::span<const NetlistPart> parts = {});

/// The schematic editors that can be drawn for.
[[nodiscard]] std::vector<ListedItem> list_schematics();

}  // namespace hopspice
