#pragma once
// The reference dynamics: the ODE of the spec integrated by SUNDIALS CVODE (BDF, dense Newton with
// an analytic Jacobian), which every circuit is held against.

#include "model/functions.h"
#include "model/rest.h"
#include "model/stimulus.h"
#include "wave/settling.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <optional>
#include <span>
#include <vector>

namespace hopspice::model {

/// A state that met the settling rule and did not rest.
struct Passage {
    double time = 0;  ///< model time at which it met the rule
    double left = 0;  ///< and at which it had left
    State state;
    Rest rest;  ///< judged from there
};

/// time.size() == visible.rows == hidden.rows; times in model units from the release.
struct Trajectory {
    std::vector<double> time;
    Matrix visible;         ///< T x N_v
    Matrix hidden;          ///< T x sum N_h
    bool settled = false;   ///< integrate_until_settled: it rests, and the rule said so in time
    bool diverged = false;  ///< a value passed 1e6 or was not finite, or an epanechnikov block is
                            ///< outside every basin; the trajectory ends there
    State rest;             ///< where it goes to from its end, where it has settled
    std::optional<Passage> passage;  ///< integrate_until_settled: the last one on the way
};

/// v and h of a trajectory at one of its times.
[[nodiscard]] State state_at(const Trajectory& trajectory, std::size_t row);

/// The solution at the given increasing, non-negative times (the first may be 0).
/// Errors: HS-E2xx with CVODE's own words.
[[nodiscard]] Result<Trajectory> integrate(const Spec& spec, const Stimulus& stimulus,
                                           std::span<const double> times);

/// The solution at the integrator's own steps (and at least 20 per tau_v), until it rests or
/// `timeout` (model time), or exactly until `stimulus.time` where that is set. Where `rule` is met
/// judge_rest says whether it rests; if not, the rule begins anew where the state has left.
[[nodiscard]] Result<Trajectory> integrate_until_settled(const Spec& spec, const Stimulus& stimulus,
                                                         const wave::SettleRule& rule,
                                                         double timeout);

}  // namespace hopspice::model
