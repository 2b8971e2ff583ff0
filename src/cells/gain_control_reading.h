#pragma once
// The gain control read back: its parts, and the ideal sources that stand for it.

#include "cells/reading.h"

namespace hopspice::cells {

inline constexpr double kIdealSumFloor = 1e-3;  ///< least divisor of ideal shares

/// Which nets every multiplier takes, what the outputs (or their squares) are made to sum to, the
/// mean that is subtracted, eps, and the rectifiers. The system must hold the states and `n<bank>`.
void read_gain_control(Reading& reading);

/// Expressions, evaluated at states within the range and held against the function.
void read_ideal_gain_control(Reading& reading);

}  // namespace hopspice::cells
