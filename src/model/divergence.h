#pragma once
// When a trajectory has left every bound, or the states where its functions are defined.

#include "model/functions.h"
#include "model/solver.h"

#include <hopspice/spec.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace hopspice::model {

/// A visible value passed this, in model units, or is not finite.
inline constexpr double kDiverged = 1e6;

/// Of y = (v, h): past kDiverged, or outside every basin of an epanechnikov block.
[[nodiscard]] inline bool has_diverged(const Spec& spec, std::span<const double> y) {
    const bool away = std::ranges::any_of(y.first(spec.visible.size),
                                          [](double v) { return !(std::abs(v) <= kDiverged); });
    return away || find_block_without_basin(spec, y.subspan(spec.visible.size)) != nullptr;
}

/// What a failed step means: the end of a runaway, or the edge of the last basin; else no answer.
[[nodiscard]] inline bool failed_by_divergence(const Spec& spec, const Solver& solver) {
    const std::span<const double> hidden = solver.state().subspan(spec.visible.size);
    return solver.runs_away() || find_block_without_basin(spec, hidden, kinds::kEdge) != nullptr;
}

}  // namespace hopspice::model
