#pragma once
#include "circuit/circuit.h"
namespace hopspice::circuit {
[[nodiscard]] Subcircuit interim_cmos(const std::string& name, double drive);
[[nodiscard]] Subcircuit interim_cmos_bias(double n);
[[nodiscard]] Subcircuit interim_switch();
[[nodiscard]] Subcircuit interim_inverter();
[[nodiscard]] std::vector<ModelCard> interim_cards();
}  // namespace hopspice::circuit
