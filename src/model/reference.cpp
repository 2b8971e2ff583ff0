// Trajectories of the ODE at given times, or until it has settled.

#include "model/reference.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/recorder.h"
#include "model/solver.h"
#include "support/limits.h"
#include "support/rules.h"

namespace hopspice::model {

namespace {

constexpr double kSamplesPerTau = 20;

/// Feeds the solution to the recorder and the detector, finely enough for both.
class StepReader {
public:
    StepReader(const Stimulus& stimulus, const wave::SettleRule& rule, double spacing,
               const Solver& solver, Recorder& recorder)
        : stimulus_(stimulus),
          rule_(rule),
          spacing_(spacing),
          solver_(solver),
          recorder_(recorder),
          detector_(rule),
          y_(solver.state().size()) {}

    enum class Verdict { GoOn, Settled, Diverged, Failed };

    /// The state at time 0, before any step.
    Verdict start(std::span<const double> y) { return keep(0, y); }

    /// What is not read yet of the solver's last step.
    Verdict read() {
        const double since = time_;
        const double until = solver_.time();
        const auto parts = static_cast<int>(std::ceil((until - since) / spacing_));
        for (int k = 1; k < parts; ++k) {
            const double time = since + (until - since) * k / parts;
            if (solver_.interpolate(time, y_) == Solver::Outcome::Failed) {
                return Verdict::Failed;
            }
            const Verdict verdict = keep(time, y_);
            if (verdict != Verdict::GoOn) {
                return verdict;
            }
        }
        return keep(until, solver_.state());
    }

    /// How far the solution is read.
    [[nodiscard]] double time() const { return time_; }

    /// The settling rule begins anew at `time`.
    void watch_from(double time) {
        detector_ = wave::SettleDetector(rule_);
        watched_from_ = time;
    }

private:
    Verdict keep(double time, std::span<const double> y) {
        time_ = time;
        if (!recorder_.add(time, y)) {
            return Verdict::Diverged;
        }
        const bool watched = !stimulus_.time.has_value() && time >= watched_from_;
        return watched && detector_.sample(time, y.first(stimulus_.initial.size()))
                   ? Verdict::Settled
                   : Verdict::GoOn;
    }

    const Stimulus& stimulus_;
    const wave::SettleRule& rule_;
    double spacing_;
    const Solver& solver_;
    Recorder& recorder_;
    wave::SettleDetector detector_;
    double watched_from_ = 0;
    double time_ = 0;
    std::vector<double> y_;
};

}  // namespace

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
    using Verdict = StepReader::Verdict;
    Dynamics dynamics(spec, stimulus);
    Recorder recorder(spec, dynamics);
    const double end = stimulus.time.value_or(timeout);
    Solver solver(dynamics, spec.visible.tau, end > 0 ? end : spec.visible.tau, {});
    StepReader reader(stimulus, rule, spec.visible.tau / kSamplesPerTau, solver, recorder);
    Verdict verdict = reader.start(dynamics.initial());
    Trajectory& trajectory = recorder.trajectory();
    while (verdict == Verdict::GoOn && reader.time() < end) {
        if (reader.time() >= solver.time() && solver.step() == Solver::Outcome::Failed) {
            return stopped(spec, solver, recorder);
        }
        if (recorder.is_full()) {
            return fail(Rule::ReferenceFailed, Where{spec.file, ""}, solver.time(),
                        "its trajectory is longer than what is kept of one");
        }
        verdict = reader.read();
        if (verdict == Verdict::Failed) {
            return stopped(spec, solver, recorder);
        }
        if (verdict != Verdict::Settled) {
            continue;
        }
        State state = state_at(trajectory, trajectory.time.size() - 1);
        auto rest = judge_rest(spec, stimulus, state, {rule.tolerance * rule.range, rule.readout});
        if (!rest) {
            return Unexpected{rest.error()};
        }
        trajectory.settled = rest->rests;
        if (rest->rests) {
            trajectory.rest = std::move(rest->ends[0].state);
        } else {
            const double left = reader.time() + rest->leaves;
            trajectory.passage = Passage{reader.time(), left, std::move(state), *std::move(rest)};
            reader.watch_from(left);
            verdict = Verdict::GoOn;
        }
    }
    return std::move(trajectory);
}

State state_at(const Trajectory& trajectory, std::size_t row) {
    const auto of = [row](const Matrix& matrix) {
        const auto first = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.cols);
        return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(matrix.cols));
    };
    return {of(trajectory.visible), of(trajectory.hidden)};
}

}  // namespace hopspice::model
