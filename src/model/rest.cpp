#include "model/rest.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "model/attractor.h"
#include "model/divergence.h"
#include "model/dynamics.h"
#include "model/solver.h"
#include "model/views.h"
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
constexpr long kLookEvery = 4;  ///< steps, whether it is next to its rest
constexpr Tolerances kTolerances{1e-6, 1e-8};

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

/// How far a hidden neuron of the block is moved by visible ones of slope 1 that move by 1.
double reach_of(const HiddenBlock& block) {
    return rows(block.weights).cwiseAbs().rowwise().sum().maxCoeff();
}

/// What became of a nudge to one side.
struct Departure {
    std::optional<double> leaves;
    Destination end;
};

class Judge {
public:
    /// `nudge` in model units, of either sign.
    Judge(const Spec& spec, const Stimulus& stimulus, const State& state, const RestRule& rule,
          double nudge)
        : spec_(spec),
          stimulus_(stimulus),
          state_(state),
          rule_(rule),
          dynamics_(spec, stimulus),
          tau_(largest_tau(spec)),
          slope_(dynamics_.size()),
          readout_(rule.readout ? rule.readout(state.visible) : 0) {
        dynamics_.start_at(nudged(state, stimulus, nudge));
    }

    Result<Departure> run() {
        Solver solver(dynamics_, spec_.visible.tau, 2 * kHorizon * tau_, kTolerances);
        double until = kHorizon * tau_;
        for (long step = 0; step < kMostSteps && solver.time() < until; ++step) {
            const bool advanced = solver.step() == Solver::Outcome::Advanced;
            if (!advanced && !failed_by_divergence(spec_, solver)) {
                return fail(Rule::ReferenceFailed, Where{spec_.file, ""}, solver.time(),
                            solver.message());
            }
            departure_.end.diverged = !advanced || has_diverged(spec_, solver.state());
            if (!departure_.leaves && (departure_.end.diverged || has_left(solver.state()))) {
                departure_.leaves = solver.time();
                until = solver.time() + kHorizon * tau_;
            }
            if (departure_.end.diverged || is_still(solver)) {
                break;
            }
            if (step % kLookEvery == 0) {
                if (auto rest = find_end(solver)) {
                    departure_.end.state = *std::move(rest);
                    return std::move(departure_);
                }
            }
        }
        departure_.end.state = state_of(spec_, solver.state());
        return std::move(departure_);
    }

private:
    /// Where it certainly goes to, if it has left or never will.
    [[nodiscard]] std::optional<State> find_end(const Solver& solver) const {
        const State now = state_of(spec_, solver.state());
        const State& home = departure_.leaves ? now : state_;
        return find_attractor(spec_, stimulus_, now, 0, {home.visible, rule_.band});
    }

    [[nodiscard]] bool has_left(std::span<const double> y) const {
        const double away = largest_difference(y.first(spec_.visible.size), state_.visible);
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
        const double limit = kStill * kNudge * rule_.band;
        bool still = way <= limit;
        for (const HiddenBlock& block : spec_.hidden) {
            const double left =
                block.tau * largest_of(std::span(slope_).subspan(first, block.size()));
            const double size = largest_of(y.subspan(first, block.size()));
            still = still && (left <= kStillHidden * size || left <= limit * reach_of(block));
            first += block.size();
        }
        return still;
    }

    const Spec& spec_;
    const Stimulus& stimulus_;
    const State& state_;
    const RestRule& rule_;
    Dynamics dynamics_;
    double tau_;
    std::vector<double> slope_;
    std::size_t readout_;
    Departure departure_;
};

}  // namespace

Result<Rest> judge_rest(const Spec& spec, const Stimulus& stimulus, const State& state,
                        const RestRule& rule) {
    const double nudge = kNudge * rule.band;
    if (const auto end = find_attractor(spec, stimulus, state, nudge, {state.visible, rule.band})) {
        return Rest{true, 0, {Destination{*end}, Destination{*end}}};
    }
    auto first = Judge(spec, stimulus, state, rule, nudge).run();
    auto second = Judge(spec, stimulus, state, rule, -nudge).run();
    if (!first || !second) {
        return Unexpected{first ? second.error() : first.error()};
    }
    if (second->leaves.value_or(INFINITY) < first->leaves.value_or(INFINITY)) {
        std::swap(*first, *second);
    }
    return Rest{!first->leaves.has_value(),
                first->leaves.value_or(0),
                {std::move(first->end), std::move(second->end)}};
}

}  // namespace hopspice::model
