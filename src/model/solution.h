#pragma once
// The solution of the ODE from one stimulus, kept for many who ask for it at times of their own.

#include "model/reference.h"
#include "model/solver.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstddef>
#include <memory>
#include <span>

namespace hopspice::model {

/// Steps are the integrator's own and are made once, when somebody first asks for what is behind
/// them: what is asked for in which order changes no bit of the answers. Spec (without token-driven
/// rows, see `selected`) and stimulus must outlive it.
class Solution {
public:
    enum class Kept { All, LastStep };  ///< with the last alone nothing is asked for twice

    Solution(const Spec& spec, const Stimulus& stimulus, Kept kept = Kept::All,
             const Tolerances& tolerances = {});
    Solution(Solution&&) noexcept;
    Solution& operator=(Solution&&) noexcept;
    ~Solution();

    /// As `integrate`. Errors: HS-E201.
    [[nodiscard]] Result<Trajectory> at(std::span<const double> times);

    /// As `integrate_until_settled`. Errors: HS-E201.
    [[nodiscard]] Result<Trajectory> until_settled(const wave::SettleRule& rule, double timeout);

    /// About how many numbers are kept of one with this many neurons.
    [[nodiscard]] static std::size_t usual_size(std::size_t neurons);

private:
    struct Steps;
    std::unique_ptr<Steps> steps_;
};

}  // namespace hopspice::model
