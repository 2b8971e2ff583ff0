#pragma once
// Which symbol stands for an element, where its pins are, and the symbols that are our own.

#include "circuit/circuit.h"
#include "schematic/drawing.h"

#include <string>
#include <vector>

namespace hopspice::schematic {

/// A pin at its place in the symbol, with the side on which its net's name stands.
struct Pin {
    Point at;
    Direction side = Direction::Left;
};

struct Symbol {
    std::string file;
    std::vector<Pin> pins;  ///< in the order of the element's nets
    std::string attributes;
};

/// The symbol of an element; its attributes hold name and value as the netlist has them.
[[nodiscard]] Symbol symbol_of(const circuit::Circuit& circuit, const circuit::Element& element);

/// Is it an instance of an amplifier: ports `inp inn out vcc vee`, whatever follows?
[[nodiscard]] bool is_amplifier(const circuit::Circuit& circuit, const circuit::Element& element);

/// The text of a symbol of our own, by its file's name; `element` is one that uses it.
[[nodiscard]] std::string symbol_text(const circuit::Circuit& circuit,
                                      const circuit::Element& element);

/// The symbol of ground, `hs_ground.sym`.
[[nodiscard]] std::string ground_symbol_text();

/// A symbol that comes with xschem.
[[nodiscard]] bool is_stock(const std::string& file);

}  // namespace hopspice::schematic
