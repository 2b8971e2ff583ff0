#pragma once
// How far the rest states of a softmax memory move when something is not quite what it should be.

#include "analog/current_mode.h"

namespace hopspice::driver {

/// Largest 1/(1 - lambda) at the states that the memories (32 of them) come to rest at, lambda the
/// largest eigenvalue of beta w' (diag f - f f') w there: a constant error of v is that much larger
/// at rest. At most 1e3, where two rest states are about to become one.
[[nodiscard]] double rest_amplification(const analog::CurrentMode& machine, double beta);

}  // namespace hopspice::driver
