#pragma once
// Numbers of device cards.

#include "circuit/circuit.h"

#include <string_view>

namespace hopspice::dialect {

/// A parameter of a card, 0 where it is not given.
[[nodiscard]] double parameter_of(const circuit::ModelCard& card, std::string_view name);

/// The card of a voltage-controlled switch: vt, vh, ron, roff.
[[nodiscard]] bool is_switch_card(const circuit::ModelCard& card);

}  // namespace hopspice::dialect
