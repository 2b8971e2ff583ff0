#pragma once
// What a sheet says, read from its text alone: symbols at places, wires, and which pins they join.

#include <hopspice/schematic.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::test {

using Place = std::pair<int, int>;

struct DrawnPart {
    std::string symbol;
    Place at;
    std::string attributes;
    std::vector<Place> pins;  ///< in the order of the symbol
};

struct DrawnWire {
    Place from;
    Place to;
};

struct Sheet {
    std::vector<DrawnPart> parts;
    std::vector<DrawnWire> wires;
    std::vector<DrawnWire> lines;
};

[[nodiscard]] Sheet read_sheet(const Schematic& schematic);

/// The value of an attribute: `value` of `name=r1 value="1"` is `1`.
[[nodiscard]] std::string attribute(const std::string& attributes, const std::string& name);

/// The nets of every element by its name, pins in order. A point with two names is `a|b`, one
/// without is empty. Wires join where one ends on another, as xschem has it.
[[nodiscard]] std::map<std::string, std::vector<std::string>> nets_of(const Sheet& sheet);

}  // namespace hopspice::test
