#pragma once
// Figures of the softmax cell that others ask for.

#include "analog/network.h"

#include <hopspice/target.h>

namespace hopspice::cells {

inline constexpr double kBaseTopVolts = 0.36;      ///< highest base of a softmax device
inline constexpr double kSoftmaxAmperes = 200e-6;  ///< of the tail

/// Lowest voltage between collector and emitter of a tail's current source.
inline constexpr double kSinkDropVolts = 0.2;

/// What is left between a softmax tail and its current source while the largest h of the bank is
/// `winner_low`: the tail follows the winner's base; volt.
[[nodiscard]] double tail_room_volts(const analog::Bank& bank, double winner_low,
                                     const Target& target);

}  // namespace hopspice::cells
