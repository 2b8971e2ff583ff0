// Trajectories of the ODE at given times, or until it has settled.

#include "model/reference.h"

#include "model/dynamics.h"
#include "model/recorder.h"
#include "model/solution.h"
#include "model/solver.h"

namespace hopspice::model {

Result<Trajectory> integrate(const Spec& spec, const Stimulus& stimulus,
                             std::span<const double> times) {
    Dynamics dynamics(spec, stimulus);
    Recorder recorder(spec, dynamics);
    const std::vector<double> start = dynamics.initial();
    std::size_t next = 0;
    while (next < times.size() && times[next] <= 0) {
        if (!recorder.add(times[next], start)) {
            return std::move(recorder.trajectory());
        }
        ++next;
    }
    if (next == times.size()) {
        return std::move(recorder.trajectory());
    }
    Solver solver(dynamics, spec.visible.tau, times.back(), {});
    for (; next < times.size(); ++next) {
        if (solver.advance(times[next]) == Solver::Outcome::Failed) {
            return stopped(spec, solver, recorder);
        }
        if (!recorder.add(times[next], solver.state())) {
            break;
        }
    }
    return std::move(recorder.trajectory());
}

Result<Trajectory> integrate_until_settled(const Spec& spec, const Stimulus& stimulus,
                                           const wave::SettleRule& rule, double timeout) {
    return Solution(spec, stimulus, Solution::Kept::LastStep).until_settled(rule, timeout);
}

State state_at(const Trajectory& trajectory, std::size_t row) {
    const auto of = [row](const Matrix& matrix) {
        const auto first = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.cols);
        return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(matrix.cols));
    };
    return {of(trajectory.visible), of(trajectory.hidden)};
}

}  // namespace hopspice::model
