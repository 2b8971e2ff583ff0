#pragma once
// Where the ODE comes to rest, proven without integrating: by interval arithmetic around a state
// that is next to a stable fixed point.

#include "model/functions.h"
#include "model/stimulus.h"

#include <hopspice/spec.h>

#include <optional>
#include <span>

namespace hopspice::model {

/// v that are at most `band` from a place, model units.
struct Neighbourhood {
    std::span<const double> visible;
    double band = 0;
};

/// The rest to which the ODE goes from `from`, whose free visible neurons may be off by `slack`,
/// and on the way to which it stays within the neighbourhood. Shown where v lies in a box whose
/// image under v -> h = xi g(v) + b -> a + xi^T f(h) lies within it, and so on, each box at most
/// half as wide as the one before: a first-order lag never leaves a box that holds its start and
/// its targets, so the states follow the boxes, which close on the rest. Absent where that does
/// not show, whether or not there is a rest. `spec` has no token-driven rows (`selected`).
[[nodiscard]] std::optional<State> find_attractor(const Spec& spec, const Stimulus& stimulus,
                                                  const State& from, double slack,
                                                  const Neighbourhood& within);

}  // namespace hopspice::model
