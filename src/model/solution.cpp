// Between two steps the solution is the method's own polynomial, of which all derivatives are kept.

#include "model/solution.h"

#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/recorder.h"
#include "model/solver.h"
#include "support/limits.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace hopspice::model {

/// y(end + s) = sum_k of[k] s^k, for the s <= 0 of one step; each of[k] has a number per
/// neuron.
struct StepPolynomial {
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

namespace {

constexpr double kNever = 1e300;
constexpr double kSamplesPerTau = 20;

/// Feeds the solution to the recorder and the detector, finely enough for both.
class StepReader {
public:
    StepReader(const Stimulus& stimulus, const wave::SettleRule& rule, double spacing,
               std::vector<double> start, Recorder& recorder)
        : stimulus_(stimulus),
          rule_(rule),
          spacing_(spacing),
          recorder_(recorder),
          detector_(rule),
          y_(std::move(start)) {}

    enum class Verdict { GoOn, Settled, Diverged };

    /// The state at time 0, before any step.
    Verdict start() { return keep(0); }

    /// What is not read yet of a step, up to `until`.
    Verdict read(const StepPolynomial& step, double until) {
        const double since = time_;
        const auto parts = std::max(1, static_cast<int>(std::ceil((until - since) / spacing_)));
        Verdict verdict = Verdict::GoOn;
        for (int k = 1; k <= parts && verdict == Verdict::GoOn; ++k) {
            const double time = k == parts ? until : since + (until - since) * k / parts;
            step.evaluate(time, y_);
            verdict = keep(time);
        }
        return verdict;
    }

    /// How far the solution is read.
    [[nodiscard]] double time() const { return time_; }

    /// The settling rule begins anew at `time`.
    void watch_from(double time) {
        detector_ = wave::SettleDetector(rule_);
        watched_from_ = time;
    }

private:
    Verdict keep(double time) {
        time_ = time;
        if (!recorder_.add(time, y_)) {
            return Verdict::Diverged;
        }
        const bool watched = !stimulus_.time.has_value() && time >= watched_from_;
        return watched && detector_.sample(time, std::span(y_).first(stimulus_.initial.size()))
                   ? Verdict::Settled
                   : Verdict::GoOn;
    }

    const Stimulus& stimulus_;
    const wave::SettleRule& rule_;
    double spacing_;
    Recorder& recorder_;
    wave::SettleDetector detector_;
    double watched_from_ = 0;
    double time_ = 0;
    std::vector<double> y_;
};

}  // namespace

struct Solution::Steps {
    Steps(const Spec& of, const Stimulus& from, Kept keep, const Tolerances& tolerances)
        : spec(of),
          stimulus(from),
          kept(keep),
          dynamics(of, from),
          start(dynamics.initial()),
          solver(dynamics, of.visible.tau, kNever, tolerances) {}

    const Spec& spec;
    const Stimulus& stimulus;
    Kept kept;
    Dynamics dynamics;
    std::vector<double> start;
    Solver solver;
    std::vector<StepPolynomial> polynomials;

    /// False: there is no solution at `time`.
    [[nodiscard]] bool reach(double time) {
        while (solver.time() < time) {
            if (solver.step() == Solver::Outcome::Failed) {
                return false;
            }
            if (kept == Kept::LastStep) {
                polynomials.clear();
            }
            polynomials.push_back({solver.time(), solver.polynomial()});
        }
        return true;
    }

    /// The step that has `time`, which is reached.
    [[nodiscard]] const StepPolynomial& at(double time) const {
        return *std::ranges::lower_bound(polynomials, time, {}, &StepPolynomial::end);
    }

    /// The step behind `time`; null: there is none.
    [[nodiscard]] const StepPolynomial* after(double time) {
        const bool reached = solver.time() > time || reach(std::nextafter(time, kNever));
        return reached ? &*std::ranges::upper_bound(polynomials, time, {}, &StepPolynomial::end)
                       : nullptr;
    }
};

Solution::Solution(const Spec& spec, const Stimulus& stimulus, Kept kept,
                   const Tolerances& tolerances)
    : steps_(std::make_unique<Steps>(spec, stimulus, kept, tolerances)) {}
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
            steps.at(time).evaluate(time, y);
        }
        if (!recorder.add(time, y)) {
            break;
        }
    }
    return std::move(recorder.trajectory());
}

Result<Trajectory> Solution::until_settled(const wave::SettleRule& rule, double timeout) {
    using Verdict = StepReader::Verdict;
    Steps& steps = *steps_;
    steps.solver.allow({});
    const Spec& spec = steps.spec;
    const double end = steps.stimulus.time.value_or(timeout);
    Recorder recorder(spec, steps.dynamics);
    StepReader reader(steps.stimulus, rule, spec.visible.tau / kSamplesPerTau, steps.start,
                      recorder);
    Trajectory& trajectory = recorder.trajectory();
    Verdict verdict = reader.start();
    while (verdict == Verdict::GoOn && reader.time() < end) {
        if (recorder.is_full()) {
            return fail(Rule::ReferenceFailed, Where{spec.file, ""}, reader.time(),
                        "its trajectory is longer than what is kept of one");
        }
        const StepPolynomial* step = steps.after(reader.time());
        if (step == nullptr) {
            return stopped(spec, steps.solver, recorder);
        }
        verdict = reader.read(*step, std::min(step->end, end));
        if (verdict != Verdict::Settled) {
            continue;
        }
        State state = state_at(trajectory, trajectory.time.size() - 1);
        auto rest =
            judge_rest(spec, steps.stimulus, state, {rule.tolerance * rule.range, rule.readout});
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

std::size_t Solution::usual_size(std::size_t neurons) {
    constexpr std::size_t kSteps = 200;
    constexpr std::size_t kOrders = 6;
    return kSteps * kOrders * neurons;
}

}  // namespace hopspice::model
