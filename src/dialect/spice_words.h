#pragma once
// How ngspice spells what a circuit is made of; its family spells most of it alike. The words are
// dumb: whatever they are given is legal already.

#include "circuit/circuit.h"
#include "netlist/analysis.h"

#include <string>
#include <vector>

namespace hopspice::dialect {

/// The `.options` every deck of ours runs with. ngspice chooses its pivots for fill-in alone where
/// they are `pivrel` of the largest entry of their column, and keeps the first choice for the whole
/// run; gmin stepping from the start (`noopiter`) lets it choose while all diagonals are there.
/// Source: measured with ngspice 39.3, a quarter of the fill-in and the same waveforms.
/// Transistors with a temperature of their own have small pivots that must not be chosen, and gmin
/// stepping may heat them without end: the simulator has its own way with these.
[[nodiscard]] std::string options_line(double reltol = netlist::kReltol, bool self_heating = false);

/// Whether transistors heat themselves.
[[nodiscard]] bool has_self_heating(const circuit::Circuit& circuit);

/// An element's name and nets, which have their names in `nets`.
[[nodiscard]] std::string format_terminals(const circuit::Element& element,
                                           const std::vector<std::string>& nets);

/// An element.
[[nodiscard]] std::string format_element(const circuit::Element& element,
                                         const std::vector<std::string>& nets);

/// `.model name type(parameter=value ...)`.
[[nodiscard]] std::string format_model(const circuit::ModelCard& card);

/// `.include file` or `.lib file section`.
[[nodiscard]] std::string format_include(const Library& library);

/// Text of the user as a comment: printable ASCII, and short, because the simulator breaks long
/// lines and lines with other bytes in two.
[[nodiscard]] std::string one_line(std::string text);

}  // namespace hopspice::dialect
