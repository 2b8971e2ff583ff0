// Probes are integrated a hundred times more coarsely than the margin on what they show.

#include "model/probes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>

#include "model/dynamics.h"
#include "model/solver.h"
#include "model/stimulus.h"
#include "support/rules.h"

namespace hopspice::model {

namespace {

constexpr std::size_t kQueries = 64;
constexpr std::size_t kRandom = 32;
constexpr Tolerances kCoarse{1e-4, 1e-6};
constexpr double kRunaway = 1e4;  ///< times the signals at the start
constexpr double kKept = 10;      ///< of a query that runs away, times the signals at the start
constexpr double kRest = 1e-4;    ///< of the signals per time constant: nothing more to see

enum class Origin { Query, Random };

Range nothing() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {kInfinity, -kInfinity};
}

Seen nothing_seen(const Spec& spec) {
    Seen seen;
    seen.visible = nothing();
    seen.hidden.assign(spec.hidden.size(), nothing());
    seen.winner_low.assign(spec.hidden.size(), std::numeric_limits<double>::infinity());
    return seen;
}

double largest(std::span<const double> values) {
    double most = 0;
    for (const double value : values) {
        most = std::max(most, std::abs(value));
    }
    return most;
}

void see(const Spec& spec, std::span<const double> y, std::span<const double> slope, Seen& seen) {
    const std::size_t visible = spec.visible.size;
    for (const double v : y.first(visible)) {
        seen.visible.include(v);
    }
    std::span<const double> rest = y.subspan(visible);
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        const std::span<const double> h = rest.first(spec.hidden[k].size());
        rest = rest.subspan(h.size());
        const auto [low, high] = std::ranges::minmax(h);
        seen.hidden[k].include(low);
        seen.hidden[k].include(high);
        seen.winner_low[k] = std::min(seen.winner_low[k], high);
    }
    seen.visible_slope = std::max(seen.visible_slope, largest(slope.first(visible)));
    seen.hidden_slope = std::max(seen.hidden_slope, largest(slope.subspan(visible)));
}

void merge(Seen& all, const Seen& one) {
    all.visible.include(one.visible.low);
    all.visible.include(one.visible.high);
    for (std::size_t k = 0; k < all.hidden.size(); ++k) {
        all.hidden[k].include(one.hidden[k].low);
        all.hidden[k].include(one.hidden[k].high);
        all.winner_low[k] = std::min(all.winner_low[k], one.winner_low[k]);
    }
    all.visible_slope = std::max(all.visible_slope, one.visible_slope);
    all.hidden_slope = std::max(all.hidden_slope, one.hidden_slope);
}

/// One run from one start.
class Probe {
public:
    Probe(const Spec& spec, const Stimulus& stimulus)
        : spec_(spec),
          end_(stimulus.time.value_or(spec.inference.timeout)),
          dynamics_(spec, stimulus),
          slope_(dynamics_.size()),
          all_(nothing_seen(spec)) {}

    /// Adds what it sees to `seen`; diagnostics when there is no answer.
    Diagnostics run(Origin origin, Seen& seen) {
        const std::vector<double> start = dynamics_.initial();
        look(start);
        scale_ = std::max(largest(std::span(start).first(spec_.visible.size)),
                          spec_.visible.tau * largest(std::span(slope_).first(spec_.visible.size)));
        kept_ = all_;
        Diagnostics failure;
        if (end_ > 0) {
            failure = follow(origin);
        }
        merge(seen, runs_away_ ? kept_ : all_);
        seen.bounded = seen.bounded && !runs_away_;
        return failure;
    }

private:
    Diagnostics follow(Origin origin) {
        Solver solver(dynamics_, spec_.visible.tau, end_, kCoarse);
        while (solver.time() < end_ && !runs_away_ && moving_ > kRest * scale_) {
            if (solver.step() == Solver::Outcome::Failed) {
                runs_away_ = solver.runs_away();
                return runs_away_ ? Diagnostics{}
                                  : fail(Rule::ReferenceFailed, Where{spec_.file, ""},
                                         solver.time(), solver.message())
                                        .diagnostics;
            }
            look(solver.state());
            const double size = largest(solver.state().first(spec_.visible.size));
            runs_away_ = scale_ > 0 && size > kRunaway * scale_;
            if (origin == Origin::Query && size <= kKept * scale_) {
                kept_ = all_;
            }
        }
        return {};
    }

    void look(std::span<const double> y) {
        dynamics_.derivative(y, slope_);
        see(spec_, y, slope_, all_);
        moving_ = spec_.visible.tau * largest(std::span(slope_).first(spec_.visible.size));
        std::size_t first = spec_.visible.size;
        for (const HiddenBlock& block : spec_.hidden) {
            const auto of_block = std::span(slope_).subspan(first, block.size());
            moving_ = std::max(moving_, block.tau * largest(of_block));
            first += block.size();
        }
    }

    const Spec& spec_;
    double end_;
    Dynamics dynamics_;
    std::vector<double> slope_;
    Seen all_;
    Seen kept_;  ///< what counts of a probe that runs away
    bool runs_away_ = false;
    double scale_ = 0;   ///< of v at the start: its value, and where it first heads to
    double moving_ = 0;  ///< largest distance of a neuron from its target
};

/// Uniform numbers that are the same with every standard library.
class Random {
public:
    double within(const Range& range) {
        const double unit = static_cast<double>(bits_() >> 11U) * 0x1p-53;
        return range.low + unit * range.span();
    }
    double corner(const Range& range) { return (bits_() >> 63U) != 0 ? range.high : range.low; }

private:
    std::mt19937_64 bits_{20240229};
};

Stimulus random_stimulus(const Spec& spec, std::size_t k, const Range& input,
                         const Range& bias_input, Random& random) {
    Stimulus made = stimulus(spec, Query{});
    const bool clamps = k % 4 >= 2 && !spec.queries.empty();
    if (clamps) {
        made.clamped = stimulus(spec, spec.queries[k / 4 % spec.queries.size()]).clamped;
    }
    for (std::size_t i = 0; i < spec.visible.size; ++i) {
        made.initial[i] = k % 2 == 0 ? random.within(input) : random.corner(input);
        made.bias[i] += random.within(bias_input);
    }
    return made;
}

}  // namespace

Result<Seen> run_probes(const Spec& spec, const Range& input, const Range& bias_input) {
    Seen seen = nothing_seen(spec);
    const std::size_t queries = std::min(kQueries, spec.queries.size());
    Random random;
    for (std::size_t k = 0; k < queries + kRandom; ++k) {
        const bool is_query = k < queries;
        const Stimulus start = is_query
                                   ? stimulus(spec, spec.queries[k])
                                   : random_stimulus(spec, k - queries, input, bias_input, random);
        Probe probe(spec, start);
        Diagnostics failure = probe.run(is_query ? Origin::Query : Origin::Random, seen);
        if (failure.has_errors()) {
            return Unexpected{std::move(failure)};
        }
    }
    return seen;
}

}  // namespace hopspice::model
