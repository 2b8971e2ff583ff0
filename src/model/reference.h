#pragma once
// The reference dynamics: the ODE of the spec integrated by SUNDIALS CVODE (BDF, dense Newton with
// an analytic Jacobian), which every circuit is held against.

#include "model/functions.h"
#include "model/stimulus.h"
#include "wave/settling.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <functional>
#include <span>
#include <vector>

namespace hopspice::model {

/// time.size() == visible.rows == hidden.rows; times in model units from the release.
struct Trajectory {
    std::vector<double> time;
    Matrix visible;         ///< T x N_v
    Matrix hidden;          ///< T x sum N_h
    bool settled = false;   ///< integrate_until_settled: the rule was met before the timeout
    bool diverged = false;  ///< a value passed 1e6 or was not finite, or an epanechnikov block is
                            ///< outside every basin; the trajectory ends there
};

/// The solution at the given increasing, non-negative times (the first may be 0).
/// Errors: HS-E2xx with CVODE's own words.
[[nodiscard]] Result<Trajectory> integrate(const Spec& spec, const Stimulus& stimulus,
                                           std::span<const double> times);

/// The solution at the integrator's own steps (and at least 20 per tau_v), until `rule` is met or
/// `timeout` (model time), or exactly until `stimulus.time` where that is set.
[[nodiscard]] Result<Trajectory> integrate_until_settled(const Spec& spec, const Stimulus& stimulus,
                                                         const wave::SettleRule& rule,
                                                         double timeout);

}  // namespace hopspice::model
