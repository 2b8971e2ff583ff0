#pragma once
// Does the ODE rest where it seems to have settled, or is it passing: a slow stretch where a fixed
// point has just vanished (a ghost), an unstable fixed point, a hidden layer that lags far behind.

#include "model/stimulus.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <array>
#include <cstddef>
#include <functional>
#include <span>

namespace hopspice::model {

struct RestRule {
    /// v must stay within twice this of where it was, model units; that is what the settling rule
    /// calls the same place.
    double band = 0.01;
    /// Identifies the readout of v; absent: there is none. A change counts once v is a band away:
    /// before, it is a tie.
    std::function<std::size_t(std::span<const double>)> readout;
};

struct Destination {
    State state;
    bool diverged = false;  ///< the state is the last one before
};

struct Rest {
    bool rests = false;
    double leaves = 0;  ///< after this model time, where it does not rest
    /// Where the ODE has gone from a nudge to either side, that which leaves first: from a fixed
    /// point that is not stable these may differ.
    std::array<Destination, 2> ends;
};

/// Lets the ODE go on from `state` until nothing moves any more, for 1000 of the largest time
/// constants and as long again from where it left, but for no more than 20 000 steps. The free
/// visible neurons are nudged by a hundredth of a band first, to one side and then to the other, so
/// that an unstable fixed point is left; nothing moves where a hundredth of the nudge is left of
/// all movement, which takes some ten time constants at a rest. What is certain is not integrated:
/// where `find_attractor` shows that it goes to a rest, with both nudges or from where it has come
/// to, that is its end. Clamps and biases are those of
/// `stimulus`; its initial state and read time mean nothing here. `spec` has no token-driven rows
/// (`selected`). Errors: HS-E201.
[[nodiscard]] Result<Rest> judge_rest(const Spec& spec, const Stimulus& stimulus,
                                      const State& state, const RestRule& rule);

}  // namespace hopspice::model
