#pragma once
// Figures of the softmax cell that others ask for.

#include "analog/network.h"

#include <hopspice/target.h>

namespace hopspice::cells {

inline constexpr double kBaseTopVolts = 0.36;      ///< highest base of a softmax device
inline constexpr double kSoftmaxAmperes = 200e-6;  ///< of the tail

/// Whether a softmax tail stays above its current source while the largest h of the bank is
/// `winner_low`: the tail follows the winner's base.
[[nodiscard]] bool tail_fits(const analog::Bank& bank, double winner_low, const Target& target);

}  // namespace hopspice::cells
