#pragma once
// The groups of a circuit by what they belong to: a neuron, a crossbar, the supplies.

#include "schematic/figures.h"

#include <hopspice/recall.h>

#include <span>
#include <string>
#include <vector>

namespace hopspice::schematic {

/// What gets a frame of its own.
struct Region {
    std::string title;  ///< `visible[0]`, `hidden rows: crossbar from visible`
    std::string bank;   ///< regions of one bank stand side by side: `visible`
    bool is_crossbar = false;
    Elements elements;
};

/// In the order in which they first occur; crossbars last.
[[nodiscard]] std::vector<Region> regions_of(const circuit::Circuit& circuit,
                                             std::span<const NetlistPart> parts);

/// A region in its frame: the grid of a crossbar, amplifiers with what hangs on them, and whatever
/// is left, element by element.
[[nodiscard]] Drawing draw_region(const circuit::Circuit& circuit, Region region);

}  // namespace hopspice::schematic
