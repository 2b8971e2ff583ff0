// Trajectories of the ODE at given times, or until it has settled.

#include "model/reference.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "model/dynamics.h"
#include "model/solver.h"
#include "support/limits.h"
#include "support/rules.h"

namespace hopspice::model {

namespace {

constexpr double kDiverged = 1e6;
constexpr double kSamplesPerTau = 20;

/// A trajectory that grows row by row.
class Recorder {
public:
    Recorder(const Spec& spec, const Dynamics& dynamics)
        : spec_(spec), visible_(dynamics.visible_size()) {
        trajectory_.visible.cols = visible_;
        trajectory_.hidden.cols = dynamics.hidden_size();
    }

    /// Keeps y at `time`; false when it has diverged.
    bool add(double time, std::span<const double> y) {
        trajectory_.time.push_back(time);
        append(trajectory_.visible, y.first(visible_));
        append(trajectory_.hidden, y.subspan(visible_));
        const bool away = std::ranges::any_of(y.first(visible_),
                                              [](double v) { return !(std::abs(v) <= kDiverged); });
        trajectory_.diverged =
            away || find_block_without_basin(spec_, y.subspan(visible_)) != nullptr;
        return !trajectory_.diverged;
    }

    [[nodiscard]] Trajectory& trajectory() { return trajectory_; }

    [[nodiscard]] bool is_full() const {
        return trajectory_.visible.values.size() + trajectory_.hidden.values.size() >
               kMaxTrajectorySize;
    }

private:
    static void append(Matrix& matrix, std::span<const double> row) {
        matrix.values.insert(matrix.values.end(), row.begin(), row.end());
        ++matrix.rows;
    }

    const Spec& spec_;
    std::size_t visible_;
    Trajectory trajectory_;
};

/// What a failed step means: the end of a runaway, the edge of the last basin, or no answer.
Result<Trajectory> stopped(const Spec& spec, const Solver& solver, Recorder& recorder) {
    const std::span<const double> hidden = solver.state().subspan(spec.visible.size);
    const bool at_edge = find_block_without_basin(spec, hidden, kinds::kEdge) != nullptr;
    if (!solver.runs_away() && !at_edge) {
        return fail(Rule::ReferenceFailed, Where{spec.file, ""}, solver.time(), solver.message());
    }
    recorder.trajectory().diverged = true;
    return std::move(recorder.trajectory());
}

/// Feeds what happened since `since` to the recorder and the detector, finely enough for both.
class StepReader {
public:
    StepReader(const Stimulus& stimulus, double spacing, const Solver& solver, Recorder& recorder,
               wave::SettleDetector& detector)
        : stimulus_(stimulus),
          spacing_(spacing),
          solver_(solver),
          recorder_(recorder),
          detector_(detector),
          y_(solver.state().size()) {}

    enum class Verdict { GoOn, Settled, Diverged, Failed };

    Verdict read(double since, double until) {
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

private:
    Verdict keep(double time, std::span<const double> y) {
        if (!recorder_.add(time, y)) {
            return Verdict::Diverged;
        }
        const bool settled = detector_.sample(time, y.first(stimulus_.initial.size()));
        return settled && !stimulus_.time.has_value() ? Verdict::Settled : Verdict::GoOn;
    }

    const Stimulus& stimulus_;
    double spacing_;
    const Solver& solver_;
    Recorder& recorder_;
    wave::SettleDetector& detector_;
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
    Dynamics dynamics(spec, stimulus);
    Recorder recorder(spec, dynamics);
    wave::SettleDetector detector(rule);
    const std::vector<double> start = dynamics.initial();
    const double end = stimulus.time.value_or(timeout);
    detector.sample(0, std::span(start).first(spec.visible.size));
    if (!recorder.add(0, start) || end <= 0) {
        return std::move(recorder.trajectory());
    }
    Solver solver(dynamics, spec.visible.tau, end, {});
    StepReader reader(stimulus, spec.visible.tau / kSamplesPerTau, solver, recorder, detector);
    while (solver.time() < end) {
        const double since = solver.time();
        if (solver.step() == Solver::Outcome::Failed) {
            return stopped(spec, solver, recorder);
        }
        if (recorder.is_full()) {
            return fail(Rule::ReferenceFailed, Where{spec.file, ""}, solver.time(),
                        "its trajectory is longer than what is kept of one");
        }
        const StepReader::Verdict verdict = reader.read(since, solver.time());
        if (verdict == StepReader::Verdict::Failed) {
            return stopped(spec, solver, recorder);
        }
        if (verdict != StepReader::Verdict::GoOn) {
            break;
        }
    }
    recorder.trajectory().settled = detector.settled();
    return std::move(recorder.trajectory());
}

}  // namespace hopspice::model
