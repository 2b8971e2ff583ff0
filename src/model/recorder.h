#pragma once
// A trajectory in the making.

#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/reference.h"
#include "model/solver.h"
#include "support/limits.h"
#include "support/rules.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <span>
#include <utility>

namespace hopspice::model {

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
        trajectory_.diverged = has_diverged(spec_, y);
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

/// What a failed step means: the end of the trajectory, or no answer.
inline Result<Trajectory> stopped(const Spec& spec, const Solver& solver, Recorder& recorder) {
    if (!failed_by_divergence(spec, solver)) {
        return fail(Rule::ReferenceFailed, Where{spec.file, ""}, solver.time(), solver.message());
    }
    recorder.trajectory().diverged = true;
    return std::move(recorder.trajectory());
}

}  // namespace hopspice::model
