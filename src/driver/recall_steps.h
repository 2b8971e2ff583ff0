#pragma once
// How far apart the time points of a recall are.

#include "driver/prepare.h"

#include <hopspice/target.h>

#include <string>

namespace hopspice::driver {

/// Steps of a transient, s. Between the largest and the smallest that are named here the
/// simulator's control of the truncation error has its way.
struct RecallSteps {
    double finest_s = 0;    ///< the largest while visible states move fast
    double coarsest_s = 0;  ///< the largest when nothing moves any more
    double held_s = 0;      ///< the largest until the release
    double chord = 0;       ///< of the visible range: a straight line's distance from the waveform
    double ready_s = 0;     ///< the first behind a corner of a source; 0: the simulator's own
    std::string options;    ///< one `.options` line: tolerances
};

/// The largest step of all, in parts of the finest one.
inline constexpr double kCoarsest = 5;

/// For the circuit of `target`. Where amplifiers are fast enough to ring, or nothing is known of
/// what devices can excite, steps are the simulator's own and grow behind the release only.
[[nodiscard]] RecallSteps recall_steps(const Prepared& prepared, const Spec& spec,
                                       const Target& target);

/// Equal steps, wherever the error allows them.
[[nodiscard]] RecallSteps fixed_steps(double step_s);

}  // namespace hopspice::driver
