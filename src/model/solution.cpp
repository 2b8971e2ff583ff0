// Between two steps the solution is the method's own polynomial, of which all derivatives are kept.

#include "model/solution.h"

#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/recorder.h"
#include "model/solver.h"

#include <algorithm>
#include <vector>

namespace hopspice::model {

namespace {

constexpr double kNever = 1e300;

}  // namespace

struct Solution::Steps {
    /// y(end + s) = sum_k of[k] s^k, for the s <= 0 of one step; each of[k] has a number per
    /// neuron.
    struct Polynomial {
        double end = 0;
        std::vector<double> of;

        void evaluate(double time, std::span<double> y) const {
            const double s = time - end;
            const std::size_t size = y.size();
            std::copy(of.end() - static_cast<std::ptrdiff_t>(size), of.end(), y.begin());
            for (std::size_t first = of.size() - size; first > 0; first -= size) {
                for (std::size_t i = 0; i < size; ++i) {
                    y[i] = y[i] * s + of[first - size + i];
                }
            }
        }
    };

    Steps(const Spec& of, const Stimulus& stimulus)
        : spec(of),
          dynamics(of, stimulus),
          start(dynamics.initial()),
          solver(dynamics, of.visible.tau, kNever, {}) {}

    const Spec& spec;
    Dynamics dynamics;
    std::vector<double> start;
    Solver solver;
    std::vector<Polynomial> polynomials;

    /// False: there is no solution at `time`.
    [[nodiscard]] bool reach(double time) {
        while (solver.time() < time) {
            if (solver.step() == Solver::Outcome::Failed) {
                return false;
            }
            polynomials.push_back({solver.time(), solver.polynomial()});
        }
        return true;
    }
};

Solution::Solution(const Spec& spec, const Stimulus& stimulus)
    : steps_(std::make_unique<Steps>(spec, stimulus)) {}
Solution::Solution(Solution&&) noexcept = default;
Solution& Solution::operator=(Solution&&) noexcept = default;
Solution::~Solution() = default;

Result<Trajectory> Solution::at(std::span<const double> times) {
    Steps& steps = *steps_;
    steps.solver.allow({});
    Recorder recorder(steps.spec, steps.dynamics);
    std::vector<double> y = steps.start;
    for (const double time : times) {
        if (time > 0) {
            if (!steps.reach(time)) {
                return stopped(steps.spec, steps.solver, recorder);
            }
            std::ranges::lower_bound(steps.polynomials, time, {}, &Steps::Polynomial::end)
                ->evaluate(time, y);
        }
        if (!recorder.add(time, y)) {
            break;
        }
    }
    return std::move(recorder.trajectory());
}

std::size_t Solution::usual_size(std::size_t neurons) {
    constexpr std::size_t kSteps = 200;
    constexpr std::size_t kOrders = 6;
    return kSteps * kOrders * neurons;
}

}  // namespace hopspice::model
