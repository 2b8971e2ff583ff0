#pragma once
// What check says of the voltages that MOSFETs of a kit see.

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::driver {

/// Two rows for every MOSFET of a kit that a role names, of drain and of gate: outputs, tails and
/// switches have one rail at one end and the other rail at the other. Risky up to a tenth above the
/// kit's limit.
[[nodiscard]] std::vector<CheckItem> mos_limit_items(const Target& target);

}  // namespace hopspice::driver
