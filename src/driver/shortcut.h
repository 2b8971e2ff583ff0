#pragma once
// The cheaper circuit that libngspice gets of one with amplifier macromodels.

#include "circuit/layout.h"
#include "sim/ngspice.h"

#include <hopspice/target.h>

#include <optional>
#include <string>
#include <vector>

namespace hopspice::driver {

/// Of the circuit that was lowered with `layout`, for a setup that saves `saved`; nothing where it
/// has nothing to gain (passes::without_supply_bookkeeping).
[[nodiscard]] std::optional<sim::Shortcut> shortcut_of(circuit::Circuit circuit,
                                                       const circuit::Layout& layout,
                                                       const Target& target,
                                                       const std::vector<std::string>& saved);

}  // namespace hopspice::driver
