#pragma once
// Where a circuit rests while its sources stand still.

#include "twin/newton.h"

#include <span>

namespace hopspice::twin {

/// Lets the circuit go to rest with its own charges, from x on: Euler steps that grow by as much as
/// Newton's iterations are few, until they are endless; a first step that is too large is no harm.
/// False where it does not come to rest; x is then anything. The equations have their sources and
/// switches. Source: C. T. Kelley, D. E. Keyes, "Convergence analysis of pseudo-transient
/// continuation", SIAM J. Numer. Anal. 35 (1998).
[[nodiscard]] bool find_operating_point(Equations& equations, Newton& newton, std::span<double> x,
                                        double first_step_s);
inline constexpr double kFirstStep = 1e-12;  ///< s, far from the operating point
inline constexpr double kEndless = 1e4;      ///< s, close to it

}  // namespace hopspice::twin
