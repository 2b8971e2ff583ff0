#pragma once
// The pictures a sheet consists of: an amplifier with its feedback, a crossbar, single elements.

#include "circuit/circuit.h"
#include "schematic/drawing.h"

#include <vector>

namespace hopspice::schematic {

using Elements = std::vector<const circuit::Element*>;

/// One element, its nets named at its pins.
[[nodiscard]] Drawing draw_element(const circuit::Circuit& circuit,
                                   const circuit::Element& element);

/// An amplifier, and above it those of `others` that hang on its inverting input or its output:
/// first what leads to the input, then the feedback, then what else hangs on the output. They are
/// taken out of `others`.
[[nodiscard]] Drawing draw_amplifier(const circuit::Circuit& circuit,
                                     const circuit::Element& amplifier, Elements& others);

/// Resistors as a grid: a column per net of their first terminals, a row per net of the second
/// ones, a resistor where they cross. What is no resistor, or the second one at a crossing, stays
/// in `cells`.
[[nodiscard]] Drawing draw_crossbar(const circuit::Circuit& circuit, Elements& cells);

/// Drawings side by side, in as many rows as the width asks for.
[[nodiscard]] Drawing flow(const std::vector<Drawing>& drawings, int width);

}  // namespace hopspice::schematic
