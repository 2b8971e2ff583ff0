#pragma once
// The junctions of MOSFETs as diodes of their own, for simulators whose MOSFETs have none of CJ and
// CJSW.

#include "circuit/circuit.h"

#include <string>

namespace hopspice::dialect {

/// Why the junctions of that MOSFET cannot be diodes; empty: they can, or it is none. Beyond level
/// 3 a junction has a sidewall at the gate, and its own rules for what a card leaves out.
[[nodiscard]] std::string opaque_junctions(const circuit::Circuit& circuit,
                                           const circuit::Element& element);

/// CJ and CJSW of a card -> diodes beside each of its devices, from bulk to drain and from bulk to
/// source (PMOS: the other way round), of
///   m AD CJ (1 - v/PB)^-MJ + m PD CJSW (1 - v/PB)^-MJSW    farad, beyond FC PB its tangent,
/// at the temperature that the card is for. CBD and CBS are what a MOSFET still has itself, and so
/// are its saturation currents, IS or JS AD; those of the diodes are below 1e-4 of IS. Source:
/// SPICE level 1 to 3 (ngspice manual, MOSFET devices).
void add_junction_diodes(circuit::Circuit& circuit);

/// The way back: diodes beside a device of `original` go, and its card is the original's again,
/// where they are together just that capacitance and nothing else is different.
void remove_junction_diodes(circuit::Circuit& circuit, const circuit::Circuit& original);

}  // namespace hopspice::dialect
