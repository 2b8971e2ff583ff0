#pragma once
// Switches made of a MOSFET pair, and the inverter that makes a control's complement.

#include "circuit/circuit.h"

#include <string>

namespace hopspice::circuit {

/// Ports `a b on off vcc vee`: conducts while `on` is at vcc and `off` at vee. Sized so that each
/// of the two devices has `ohms` at ground: R = 1/(KP W/L (V_GS - V_T)) by the square law.
[[nodiscard]] Subcircuit transmission_gate(const std::string& name, double ohms, double vdd,
                                           const ModelCard& nmos, const ModelCard& pmos);

/// Ports `in out vcc vee`.
[[nodiscard]] Subcircuit logic_inverter(const ModelCard& nmos, const ModelCard& pmos);

}  // namespace hopspice::circuit
