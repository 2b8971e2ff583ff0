#include "model/rest.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/solver.h"
#include "support/largest.h"
#include "support/random.h"
#include "support/rules.h"

namespace hopspice::model {

namespace {

constexpr double kHorizon = 1000;  ///< of the largest time constant
constexpr double kLeast = 5;       ///< of it, before nothing seems to move: what grows has grown
constexpr double kNudge = 0.01;    ///< of the band
constexpr double kStill = 0.01;    ///< of the nudge
constexpr double kStillHidden = 1e-6;  ///< of the largest state of the block
constexpr double kElsewhere = 2;       ///< bands
constexpr long kMostSteps = 20000;

double largest_tau(const Spec& spec) {
    double tau = spec.visible.tau;
    for (const HiddenBlock& block : spec.hidden) {
        tau = std::max(tau, block.tau);
    }
    return tau;
}

/// y of a state, its free visible neurons moved by half to all of `size` up or down, each in its
/// own way, so that no symmetry of the weights is one of the nudge; or all the other way.
std::vector<double> nudged(const State& state, const Stimulus& stimulus, double size) {
    std::vector<double> y = state.visible;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double draw = 2 * uniform_from(mix_bits(i)) - 1;
        y[i] += stimulus.clamped[i] ? 0 : size * (draw + std::copysign(1, draw)) / 2;
    }
    y.insert(y.end(), state.hidden.begin(), state.hidden.end());
    return y;
}

class Judge {
public:
    /// `nudge` in model units, of either sign.
    Judge(const Spec& spec, const Stimulus& stimulus, const State& state, const RestRule& rule,
          double nudge)
        : spec_(spec),
          state_(state),
          rule_(rule),
          dynamics_(spec, stimulus),
          tau_(largest_tau(spec)),
          slope_(dynamics_.size()),
          readout_(rule.readout ? rule.readout(state.visible) : 0) {
        dynamics_.start_at(nudged(state, stimulus, nudge));
    }

    Result<Rest> run() {
        Solver solver(dynamics_, spec_.visible.tau, 2 * kHorizon * tau_, {});
        double until = kHorizon * tau_;
        rest_.rests = true;
        for (long step = 0; step < kMostSteps && solver.time() < until; ++step) {
            const bool advanced = solver.step() == Solver::Outcome::Advanced;
            if (!advanced && !failed_by_divergence(spec_, solver)) {
                return fail(Rule::ReferenceFailed, Where{spec_.file, ""}, solver.time(),
                            solver.message());
            }
            rest_.diverged = !advanced || has_diverged(spec_, solver.state());
            if (rest_.rests && (rest_.diverged || has_left(solver.state()))) {
                rest_.rests = false;
                rest_.leaves = solver.time();
                until = solver.time() + kHorizon * tau_;
            }
            if (rest_.diverged || is_still(solver)) {
                break;
            }
        }
        const std::span<const double> y = solver.state();
        const auto hidden = y.subspan(spec_.visible.size);
        rest_.end.visible.assign(y.begin(), hidden.begin());
        rest_.end.hidden.assign(hidden.begin(), hidden.end());
        return std::move(rest_);
    }

private:
    [[nodiscard]] bool has_left(std::span<const double> y) const {
        double away = 0;
        for (std::size_t i = 0; i < spec_.visible.size; ++i) {
            away = std::max(away, std::abs(y[i] - state_.visible[i]));
        }
        const bool otherwise = away > rule_.band && rule_.readout &&
                               rule_.readout(y.first(spec_.visible.size)) != readout_;
        return otherwise || away > kElsewhere * rule_.band;
    }

    /// Nothing moves any more, each layer in its own units.
    [[nodiscard]] bool is_still(const Solver& solver) {
        if (solver.time() < kLeast * tau_) {
            return false;
        }
        const std::span<const double> y = solver.state();
        dynamics_.derivative(y, slope_);
        std::size_t first = spec_.visible.size;
        const double way = spec_.visible.tau * largest_of(std::span(slope_).first(first));
        bool still = way <= kStill * kNudge * rule_.band;
        for (const HiddenBlock& block : spec_.hidden) {
            const double left =
                block.tau * largest_of(std::span(slope_).subspan(first, block.size()));
            still = still && left <= kStillHidden * largest_of(y.subspan(first, block.size()));
            first += block.size();
        }
        return still;
    }

    const Spec& spec_;
    const State& state_;
    const RestRule& rule_;
    Dynamics dynamics_;
    double tau_;
    std::vector<double> slope_;
    std::size_t readout_;
    Rest rest_;
};

}  // namespace

Result<Rest> judge_rest(const Spec& spec, const Stimulus& stimulus, const State& state,
                        const RestRule& rule) {
    const double nudge = kNudge * rule.band;
    auto rest = Judge(spec, stimulus, state, rule, nudge).run();
    // A kink may hold a state on one side only.
    return rest && rest->rests ? Judge(spec, stimulus, state, rule, -nudge).run() : rest;
}

}  // namespace hopspice::model
