#include "driver/query_ends.h"

#include "driver/current_mode_risks.h"
#include "driver/query_runs.h"
#include "measure/comparison.h"
#include "measure/query.h"
#include "measure/readout.h"
#include "model/attractor.h"
#include "model/dynamics.h"
#include "model/functions.h"
#include "model/solution.h"
#include "model/solver.h"
#include "model/stimulus.h"
#include "model/tokens.h"
#include "support/draws.h"
#include "support/largest.h"
#include "support/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::driver {

namespace {

constexpr std::size_t kMostQueries = 64;
constexpr double kTimeoutShare = 0.9;
constexpr double kRestTaus = 40;
constexpr double kArriveTaus = 20;        // in which what is next to its rest gets there
constexpr long kLooks = 4;                // steps, whether it is next to its rest
constexpr double kSlowTaus = 50;          // tau_v: slower hidden neurons are at rest where v is
constexpr double kAnswerShare = 0.1;      // of the tolerance: all neurons at once hardly use it up
constexpr double kPairAnswerShare = 0.4;  // of differential pairs, which err alike in a column
// Of tau_v: the switches of a differential pair keep a part of what its column holds, and the
// column is that much further on when they have opened.
constexpr double kPairRelease = 0.125;
constexpr double kPathShare =
    0.75;  // of the tolerance: all but the static error are typical figures
constexpr model::Tolerances kFine{1e-6, 1e-8};

using analog::Network;

/// How far the parts of a circuit are from what they should be, besides what the mapping makes of
/// them: of a weight, of a signal's range, and of a time constant.
struct Deviation {
    double value = 0;
    double tau = 0;
};

Deviation deviation_of(const Network& network, Level level) {
    if (network.steered) {
        return {2e-3, 0.03};  // transistors are the weights: of closed forms of their card
    }
    switch (level) {
        case Level::Behavioral:
            return {1e-5, 0};
        case Level::Opamp:
            return {1e-3, 0.03};
        case Level::Transistor:
            return {1.5e-3, 0.03};
    }
    return {};
}

/// What a crossbar's cells add to the weights they stand for, as weights of its hidden block.
void add_mapping(const Network& network, const analog::Crossbar& crossbar, HiddenBlock& block) {
    if (network.current_mode || crossbar.siemens.values.size() != crossbar.weights.values.size()) {
        return;
    }
    const analog::Bank& to = network.banks[crossbar.to];
    const double per_siemens =
        to.feedback_ohms * network.banks[crossbar.from].output_volts_per_unit / to.volts_per_unit;
    for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
        for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
            const double error =
                crossbar.siemens(row, col) * per_siemens - crossbar.weights(row, col);
            (crossbar.to == 0 ? block.weights(col, row) : block.weights(row, col)) += error;
        }
    }
}

/// The model with parts that are off: the weights of one direction as they are mapped, and all
/// numbers by what is usual.
Spec deviated(const Spec& spec, const model::Ranges& ranges, const Network& network,
              const Deviation& by) {
    Spec model = spec;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        const std::size_t bank = std::max(crossbar.from, crossbar.to);
        const bool into_hidden = crossbar.to != 0;
        if (bank != network.readout_bank && into_hidden == (by.value > 0)) {
            add_mapping(network, crossbar, model.hidden[bank - 1]);
        }
    }
    std::size_t draw = 0;
    const auto next = [&draw] { return normal_of(1, std::to_string(draw++)); };
    for (double& bias : model.visible.bias) {
        bias += by.value * model::visible_range(ranges) * next();
    }
    for (std::size_t k = 0; k < model.hidden.size(); ++k) {
        HiddenBlock& block = model.hidden[k];
        for (double& weight : block.weights.values) {
            weight *= 1 + by.value * next();
        }
        for (double& bias : block.bias) {
            bias += by.value * ranges.hidden[k].h.span() * next();
        }
        block.tau *= 1 + by.tau * next();
    }
    model.visible.tau *= 1 + by.tau;
    return model;
}

/// Until when a rest that is certain stands for the state at a later time, and how near it is.
struct Early {
    double time = 0;
    double band = 0;
};

std::vector<double> in_one_vector(const model::State& state) {
    std::vector<double> y = state.visible;
    y.insert(y.end(), state.hidden.begin(), state.hidden.end());
    return y;
}

/// The state at a time; nothing where the ODE does not get there.
std::vector<double> state_after(const Spec& spec, const model::Stimulus& stimulus, double time,
                                const Early& early) {
    model::Dynamics dynamics(spec, stimulus);
    if (time <= 0) {
        return dynamics.initial();
    }
    model::Solver solver(dynamics, spec.visible.tau, time, kFine);
    for (long step = 0; solver.time() < time; ++step) {
        if (solver.step() == model::Solver::Outcome::Failed) {
            return {};
        }
        if (step % kLooks == 0 && solver.time() < early.time) {
            const model::State now = model::state_of(spec, solver.state());
            if (const auto rest =
                    model::find_attractor(spec, stimulus, now, 0, {now.visible, early.band})) {
                return in_one_vector(*rest);
            }
        }
    }
    return {solver.state().begin(), solver.state().end()};
}

/// Of the first `count` numbers; infinite where there are none to compare.
double distance(std::span<const double> a, std::span<const double> b, std::size_t count) {
    return a.size() >= count && b.size() >= count
               ? largest_difference(a.first(count), b.first(count))
               : INFINITY;
}

/// What takes the columns of topology current-mode off their path, each part by itself: they add up
/// where a path comes close to one between two basins.
struct PathDeviations {
    double start = 0;    ///< of v(0), of the range
    double release = 0;  ///< model time
    Spec visible;        ///< the model with other biases of v
    Spec hidden;         ///< and with another hidden block
};

std::optional<PathDeviations> path_deviations(const Spec& spec, const model::Ranges& ranges,
                                              const Network& network, const Target& target) {
    if (!network.current_mode) {
        return std::nullopt;
    }
    const Deviation by{static_error(network, target), deviation_of(network, target.level).tau};
    const Spec all = deviated(spec, ranges, network, by);
    PathDeviations path{held_error(network, target), kPairRelease * spec.visible.tau, spec, spec};
    path.visible.visible = all.visible;
    path.hidden.hidden = all.hidden;
    return path;
}

/// What keeps a query from resting; empty: nothing.
std::string obstacle_of(const Query& query, const model::Trajectory& way) {
    if (way.passage) {
        return fmt::format(
            "query {} seems to settle at {:.3g} time units and goes on: a circuit may stay there, "
            "or not",
            query.id, way.passage->time);
    }
    if (way.diverged) {
        return fmt::format("query {} diverges", query.id);
    }
    return way.settled ? std::string() : fmt::format("query {} does not settle in time", query.id);
}

/// What is said of one query.
struct QueryEnd {
    bool unsettled = false;
    bool fragile = false;
    bool untimed = false;
    std::string obstacle;  ///< of an untimed one; empty: it rests
    Diagnostics failure;
    double time = 0;  ///< until it has settled or is read
};

/// The queries, each by itself.
class QueryJudge {
public:
    QueryJudge(const Spec& spec, const model::Ranges& ranges, const Network& network,
               const Target& target)
        : spec_(spec),
          tolerance_(tolerance_of(target.level)),
          range_(model::visible_range(ranges)),
          path_(path_deviations(spec, ranges, network, target)),
          one_side_(deviated(spec, ranges, network, deviation_of(network, target.level))),
          other_side_(
              deviated(spec, ranges, network, opposite(deviation_of(network, target.level)))) {}

    [[nodiscard]] QueryEnds run() const {
        std::vector<QueryEnd> judged(std::min(kMostQueries, spec_.queries.size()));
        for_all(judged.size(), [&](std::size_t k) {
            judged[k] = judge(spec_.queries[k * spec_.queries.size() / judged.size()]);
        });
        QueryEnds ends;
        ends.queries = judged.size();
        for (QueryEnd& end : judged) {
            add(std::move(end), ends);
        }
        return ends;
    }

private:
    static Deviation opposite(const Deviation& by) { return {-by.value, -by.tau}; }

    static void add(QueryEnd end, QueryEnds& ends) {
        const bool failed = end.failure.has_errors();
        ends.unsettled += end.unsettled ? 1U : 0U;
        ends.fragile += end.fragile ? 1U : 0U;
        ends.untimed += end.untimed ? 1U : 0U;
        ends.resting += end.untimed && !failed && end.obstacle.empty() ? 1U : 0U;
        ends.obstacle = ends.obstacle.empty() ? std::move(end.obstacle) : ends.obstacle;
        ends.failures.append(end.failure);
        ends.longest = std::max(ends.longest, end.time);
    }

    [[nodiscard]] QueryEnd judge(const Query& query) const {
        const Spec spec = model::selected(spec_, query.tokens);
        const model::Stimulus stimulus = model::stimulus(spec, query);
        const measure::Context context{spec, range_, 1, 0};
        const auto way = model::Solution(spec, stimulus, model::Solution::Kept::LastStep, kFine)
                             .until_settled(measure::settle_rule(context, spec.visible.tau),
                                            spec.inference.timeout);
        const bool timed = stimulus.time.has_value();
        const double end = way ? way->time.back() : spec.inference.timeout;
        QueryEnd judged{.untimed = !timed, .obstacle = {}, .failure = {}, .time = end};
        if (!timed) {
            judged.obstacle = way ? obstacle_of(query, *way) : "";
            judged.failure = way ? Diagnostics{} : way.error();
        }
        const bool in_time =
            timed || (way && way->settled && end <= kTimeoutShare * spec.inference.timeout);
        if (!way || way->diverged || !in_time) {
            judged.unsettled = true;
            return judged;
        }
        const double most = kSlowTaus * spec.visible.tau;
        const double slowest = model::largest_tau(spec, most);
        const double until = end + (timed ? 0 : kRestTaus * slowest);
        const bool all_rest = !timed && model::largest_tau(spec) <= most;
        const Early early{all_rest ? until - kArriveTaus * slowest : 0,
                          spec.inference.settle * range_};
        judged.fragile =
            is_fragile(query, until, early) || (timed && path_ && strays(query, until));
        return judged;
    }

    [[nodiscard]] bool is_fragile(const Query& query, double until, const Early& early) const {
        const std::vector<double> one = deviated_end(one_side_, query, until, 0, early);
        const std::vector<double> other = deviated_end(other_side_, query, until, 0, early);
        return !(distance(one, other, spec_.visible.size) <= 2 * tolerance_ * range_) ||
               !(answers_alike(one, 1) && answers_alike(other, -1));
    }

    /// Whether a state on its way may be further from the ODE's than the level allows.
    [[nodiscard]] bool strays(const Query& query, double time) const {
        const std::vector<double> end = deviated_end(spec_, query, time);
        const auto away = [&](const std::vector<double>& other) {
            return distance(end, other, spec_.visible.size);
        };
        const double sum = away(deviated_end(spec_, query, time, path_->start * range_)) +
                           away(deviated_end(spec_, query, time + path_->release)) +
                           away(deviated_end(path_->visible, query, time)) +
                           away(deviated_end(path_->hidden, query, time));
        return !(sum <= kPathShare * tolerance_ * range_);
    }

    /// Whether the readout stays what it is if all neurons go a little to one side.
    [[nodiscard]] bool answers_alike(std::span<const double> y, double side) const {
        const measure::ReadoutReader reader(spec_.readout, range_);
        std::vector<double> v(y.begin(),
                              y.begin() + static_cast<std::ptrdiff_t>(spec_.visible.size));
        const std::size_t answer = reader.identify(v);
        for (double& x : v) {
            x += side * answer_share() * range_;
        }
        return reader.identify(v) == answer;
    }

    /// With every v(0) off by `start`, up or down.
    [[nodiscard]] static std::vector<double> deviated_end(const Spec& side, const Query& query,
                                                          double until, double start = 0,
                                                          const Early& early = {}) {
        const Spec spec = model::selected(side, query.tokens);
        model::Stimulus stimulus = model::stimulus(spec, query);
        for (std::size_t i = 0; i < stimulus.initial.size(); ++i) {
            stimulus.initial[i] += start * normal_of(2, std::to_string(i));
        }
        return state_after(spec, stimulus, until, early);
    }

    /// Of the range, that an answer keeps from another one: what parts err by, and more than a tie.
    [[nodiscard]] double answer_share() const {
        return std::max((path_ ? kPairAnswerShare : kAnswerShare) * tolerance_,
                        measure::kTie * spec_.inference.settle);
    }

    const Spec& spec_;
    double tolerance_;
    double range_;
    std::optional<PathDeviations> path_;
    Spec one_side_;
    Spec other_side_;
};

CheckItem item_of(const std::string& quantity, std::size_t count, const QueryEnds& ends,
                  const std::string& meaning) {
    return {"queries",
            "dynamics",
            quantity,
            static_cast<double>(count),
            fmt::format("0 of {}", ends.queries),
            count == 0 ? Verdict::Certain : Verdict::Risky,
            meaning};
}

}  // namespace

QueryEnds query_ends(const Spec& spec, const model::Ranges& ranges, const Network& network,
                     const Target& target) {
    return QueryJudge(spec, ranges, network, target).run();
}

std::vector<CheckItem> query_items(const QueryEnds& ends) {
    if (ends.queries == 0) {
        return {};
    }
    return {
        item_of("unsettled", ends.unsettled, ends, "the ODE comes to rest well before the timeout"),
        item_of("fragile", ends.fragile, ends,
                "the end is the same if every part is off by what is usual at this level")};
}

std::vector<CheckItem> rest_items(const QueryEnds& ends) {
    if (ends.untimed == 0) {
        return {};
    }
    return {
        {"stability", "queries", "that rest where they settle", static_cast<double>(ends.resting),
         fmt::format("all {}", ends.untimed),
         ends.resting == ends.untimed ? Verdict::Certain : Verdict::Risky,
         ends.obstacle.empty() ? "the ODE stays where the settling rule is met" : ends.obstacle}};
}

}  // namespace hopspice::driver
