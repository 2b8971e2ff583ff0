// Probes are integrated a hundred times more coarsely than the margin on what they show.

#include "model/probes.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <future>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <system_error>
#include <thread>
#include <utility>

#include "kinds/functions.h"
#include "model/dynamics.h"
#include "model/solver.h"
#include "model/stimulus.h"
#include "model/tokens.h"
#include "support/largest.h"
#include "support/limits.h"
#include "support/rules.h"

namespace hopspice::model {

namespace {

constexpr std::size_t kProbedQueries = 64;
constexpr std::size_t kContexts = 256;  ///< of queries whose tokens choose the rows
constexpr std::size_t kRandom = 32;
constexpr Tolerances kCoarse{1e-4, 1e-6};
constexpr double kRunawayRatio = 1e4;  ///< times the signals at the start
constexpr double kKept = 10;    ///< of a query that runs away, times the signals at the start
constexpr double kRest = 1e-4;  ///< of the signals per time constant: nothing more to see

enum class Origin { Query, Random };

Range nothing() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {kInfinity, -kInfinity};
}

Seen nothing_seen(const Spec& spec) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Seen seen;
    seen.visible = nothing();
    for (SeenHidden* hidden : {&seen.hidden, &seen.centred}) {
        hidden->h.assign(spec.hidden.size(), nothing());
        hidden->winner_low.assign(spec.hidden.size(), kInfinity);
        hidden->asked_low = hidden->winner_low;
    }
    seen.g = nothing();
    const Divisor none{nothing(), kInfinity, nothing(), kInfinity};
    seen.divisor = none;
    seen.divisors.assign(spec.hidden.size(), none);
    return seen;
}

void see_layer(const Function& activation, std::span<const double> v, Seen& seen) {
    const std::vector<double> g = kinds::outputs_of(activation, v);
    const auto [low, high] = std::ranges::minmax(g);
    seen.g.include(low);
    seen.g.include(high);
    seen.divisor.during.include(kinds::divisor_of(activation, v));
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// A block's h and their slopes, less what is shared.
struct Shared {
    double h = 0;
    double slope = 0;
};
void see_block(std::size_t block, std::span<const double> h, std::span<const double> slope,
               const Shared& shared, SeenHidden& seen) {
    const auto [low, high] = std::ranges::minmax(h);
    seen.h[block].include(low - shared.h);
    seen.h[block].include(high - shared.h);
    seen.winner_low[block] = std::min(seen.winner_low[block], high - shared.h);
    for (const double own : slope) {
        seen.slope = std::max(seen.slope, std::abs(own - shared.slope));
    }
}

void see(const Spec& spec, std::span<const double> y, std::span<const double> slope, Seen& seen) {
    const std::size_t visible = spec.visible.size;
    for (const double v : y.first(visible)) {
        seen.visible.include(v);
    }
    std::size_t first = visible;
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        const std::size_t size = spec.hidden[k].size();
        const std::span<const double> h = y.subspan(first, size);
        const std::span<const double> way = slope.subspan(first, size);
        first += size;
        see_block(k, h, way, {}, seen.hidden);
        const bool centred = kinds::is_softmax(spec.hidden[k].energy);
        see_block(k, h, way, centred ? Shared{mean_of(h), mean_of(way)} : Shared{}, seen.centred);
        if (kinds::is_divided(spec.hidden[k].energy)) {
            seen.divisors[k].during.include(kinds::divisor_of(spec.hidden[k].energy, h));
        }
    }
    if (kinds::is_joint(spec.visible.activation)) {
        see_layer(spec.visible.activation, y.first(visible), seen);
    }
    seen.visible_slope = std::max(seen.visible_slope, largest_of(slope.first(visible)));
}

void merge(Range& all, const Range& one) {
    if (one.low <= one.high) {
        all.include(one.low);
        all.include(one.high);
    }
}

void merge(Divisor& all, const Divisor& one) {
    merge(all.during, one.during);
    merge(all.random, one.random);
    all.end_low = std::min(all.end_low, one.end_low);
    all.random_end_low = std::min(all.random_end_low, one.random_end_low);
}

void merge(SeenHidden& all, const SeenHidden& one) {
    for (std::size_t k = 0; k < all.h.size(); ++k) {
        merge(all.h[k], one.h[k]);
        all.winner_low[k] = std::min(all.winner_low[k], one.winner_low[k]);
        all.asked_low[k] = std::min(all.asked_low[k], one.asked_low[k]);
    }
    all.slope = std::max(all.slope, one.slope);
}

void merge(Seen& all, const Seen& one) {
    merge(all.visible, one.visible);
    merge(all.hidden, one.hidden);
    merge(all.centred, one.centred);
    for (std::size_t k = 0; k < all.divisors.size(); ++k) {
        merge(all.divisors[k], one.divisors[k]);
    }
    merge(all.divisor, one.divisor);
    merge(all.g, one.g);
    all.visible_slope = std::max(all.visible_slope, one.visible_slope);
    all.bounded = all.bounded && one.bounded;
    all.outside_queries += one.outside_queries;
    all.outside_random += one.outside_random;
}

/// One run from one start.
class Probe {
public:
    Probe(const Spec& spec, const Stimulus& stimulus, Effort::Clock::time_point end)
        : spec_(spec),
          effort_{kMaxProbeSteps, end},
          end_(stimulus.time.value_or(spec.inference.timeout)),
          dynamics_(spec, stimulus),
          slope_(dynamics_.size()),
          all_(nothing_seen(spec)),
          now_(all_),
          hidden_scale_(spec.hidden.size()) {}

    /// Adds what it sees to `seen`; diagnostics when there is no answer.
    Diagnostics run(Origin origin, Seen& seen) {
        const std::vector<double> start = dynamics_.initial();
        outside_ = is_outside(start);
        if (outside_) {
            count_outside(origin, seen);
            return {};
        }
        look(start);
        scale_ =
            std::max(largest_of(std::span(start).first(spec_.visible.size)),
                     spec_.visible.tau * largest_of(std::span(slope_).first(spec_.visible.size)));
        kept_ = all_;
        Diagnostics failure;
        if (end_ > 0) {
            failure = follow(origin);
        }
        if (outside_) {
            count_outside(origin, seen);
        }
        Seen& counted = runs_away_ ? kept_ : all_;
        attribute(origin, counted.divisor, now_.divisor);
        for (std::size_t k = 0; k < counted.divisors.size(); ++k) {
            attribute(origin, counted.divisors[k], now_.divisors[k]);
        }
        merge(seen, counted);
        seen.bounded = seen.bounded && !runs_away_;
        return failure;
    }

private:
    /// Queries that arrive say what a circuit is designed for, random states what else there is.
    void attribute(Origin origin, Divisor& divisor, const Divisor& end) const {
        const bool arrived = !outside_ && !runs_away_;
        if (origin == Origin::Random) {
            divisor.random = divisor.during;
            divisor.random_end_low = arrived ? end.during.low : divisor.random_end_low;
        } else {
            divisor.end_low = arrived ? end.during.low : divisor.end_low;
        }
        if (origin == Origin::Random || !arrived) {
            divisor.during = nothing();
        }
    }

    Diagnostics follow(Origin origin) {
        Solver solver(dynamics_, spec_.visible.tau, end_, kCoarse, effort_);
        while (solver.time() < end_ && !runs_away_ && is_moving()) {
            if (solver.step() == Solver::Outcome::Failed) {
                runs_away_ = solver.runs_away();
                outside_ = at_the_edge(solver.state());
                return runs_away_ || outside_ ? Diagnostics{}
                                              : fail(Rule::ReferenceFailed, Where{spec_.file, ""},
                                                     solver.time(), solver.message())
                                                    .diagnostics;
            }
            outside_ = is_outside(solver.state());
            if (outside_) {
                break;
            }
            look(solver.state());
            const double size = largest_of(solver.state().first(spec_.visible.size));
            runs_away_ = scale_ > 0 && size > kRunawayRatio * scale_;
            if (origin == Origin::Query && size <= kKept * scale_) {
                kept_ = all_;
            }
        }
        return {};
    }

    [[nodiscard]] bool is_outside(std::span<const double> y) const {
        return find_block_without_basin(spec_, y.subspan(spec_.visible.size)) != nullptr;
    }

    [[nodiscard]] bool at_the_edge(std::span<const double> y) const {
        return find_block_without_basin(spec_, y.subspan(spec_.visible.size), kinds::kEdge) !=
               nullptr;
    }

    static void count_outside(Origin origin, Seen& seen) {
        ++(origin == Origin::Query ? seen.outside_queries : seen.outside_random);
    }

    void look(std::span<const double> y) {
        dynamics_.derivative(y, slope_);
        see(spec_, y, slope_, all_);
        now_ = nothing_seen(spec_);
        see(spec_, y, slope_, now_);
        std::size_t first = spec_.visible.size;
        for (std::size_t k = 0; k < spec_.hidden.size(); ++k) {
            const std::size_t size = spec_.hidden[k].size();
            hidden_scale_[k] = std::max(
                {hidden_scale_[k], largest_of(y.subspan(first, size)), hidden_way(k, first)});
            first += size;
        }
    }

    /// Largest distance of a neuron of a block from its target.
    [[nodiscard]] double hidden_way(std::size_t block, std::size_t first) const {
        const HiddenBlock& of = spec_.hidden[block];
        return of.tau * largest_of(std::span(slope_).subspan(first, of.size()));
    }

    /// Whether some neuron is still away from its target, in the units of its own kind.
    [[nodiscard]] bool is_moving() const {
        std::size_t first = spec_.visible.size;
        bool moving =
            spec_.visible.tau * largest_of(std::span(slope_).first(first)) > kRest * scale_;
        for (std::size_t k = 0; k < spec_.hidden.size(); ++k) {
            moving = moving || hidden_way(k, first) > kRest * hidden_scale_[k];
            first += spec_.hidden[k].size();
        }
        return moving;
    }

    const Spec& spec_;
    Effort effort_;
    double end_;
    Dynamics dynamics_;
    std::vector<double> slope_;
    Seen all_;
    Seen kept_;         ///< what counts of a probe that runs away
    Seen now_;          ///< at the last instant alone
    double scale_ = 0;  ///< of v at the start: its value, and where it first heads to
    std::vector<double> hidden_scale_;  ///< of h so far, per block: each has a unit of its own
    bool runs_away_ = false;
    bool outside_ = false;  ///< of every basin of an epanechnikov block
};

/// Uniform numbers that are the same with every standard library.
class Random {
public:
    double within(const Range& range) {
        const double unit = static_cast<double>(bits_() >> 11U) * 0x1p-53;
        return range.low + unit * range.span();
    }
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(within({0, static_cast<double>(count)}));
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

std::vector<std::size_t> random_tokens(const Spec& spec, Random& random) {
    std::vector<std::size_t> tokens = context_tokens(spec, 0);
    for (std::size_t& token : tokens) {
        token = random.below(spec.find_token_driven()->vocabulary);
    }
    return tokens;
}

struct Start {
    std::vector<std::size_t> tokens;
    Stimulus stimulus;
    Origin origin = Origin::Query;
};

std::vector<Start> starts_of(const Spec& spec, const Range& input, const Range& bias_input) {
    const std::size_t most = spec.is_token_driven() ? kContexts : kProbedQueries;
    const std::size_t queries = std::min(most, spec.queries.size());
    std::vector<Start> starts;
    for (std::size_t k = 0; k < queries; ++k) {
        const Query& query = spec.queries[k];
        starts.push_back({query.tokens, stimulus(spec, query), Origin::Query});
    }
    Random random;
    for (std::size_t k = 0; k < kRandom; ++k) {
        Stimulus start = random_stimulus(spec, k, input, bias_input, random);
        starts.push_back({random_tokens(spec, random), std::move(start), Origin::Random});
    }
    return starts;
}

/// All starts, of which the probes take one after the other.
struct Queue {
    std::span<const Start> starts;
    Effort::Clock::time_point end;  ///< of all probes together
    std::atomic<std::size_t> next = 0;
};

Diagnostics run_probe(const Spec& spec, const Start& start, Effort::Clock::time_point end,
                      Seen& seen) {
    Seen one = nothing_seen(spec);
    Diagnostics failure;
    if (!spec.is_token_driven()) {
        failure = Probe(spec, start.stimulus, end).run(start.origin, one);
    } else {
        const Spec chosen = selected(spec, start.tokens);
        failure = Probe(chosen, start.stimulus, end).run(start.origin, one);
    }
    if (start.origin == Origin::Query) {
        for (SeenHidden* hidden : {&one.hidden, &one.centred}) {
            hidden->asked_low = hidden->winner_low;
        }
    }
    merge(seen, one);
    return failure;
}

/// What one thread saw, and the first of its probes that failed.
struct Part {
    Seen seen;
    std::size_t failed = std::numeric_limits<std::size_t>::max();
    Diagnostics failure;
};

/// Takes one start after the other until there are no more, or until one of its own failed.
Part run_part(const Spec& spec, Queue& queue) {
    Part part{.seen = nothing_seen(spec), .failure = {}};
    for (std::size_t k = queue.next++; k < queue.starts.size(); k = queue.next++) {
        part.failure = run_probe(spec, queue.starts[k], queue.end, part.seen);
        if (part.failure.has_errors()) {
            part.failed = k;
            break;
        }
    }
    return part;
}

}  // namespace

Result<Seen> run_probes(const Spec& spec, const Range& input, const Range& bias_input) {
    const std::vector<Start> starts = starts_of(spec, input, bias_input);
    const std::size_t threads =
        std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, starts.size());
    Queue queue{starts, Effort::in(kMaxProbesSeconds)};
    std::vector<std::future<Part>> others;
    try {
        for (std::size_t k = 1; k < threads; ++k) {
            others.push_back(std::async(std::launch::async, [&] { return run_part(spec, queue); }));
        }
    } catch (const std::system_error&) {
        // No more threads are to be had: those there are do it all.
    }
    Part all = run_part(spec, queue);
    for (std::future<Part>& other : others) {
        Part part = other.get();
        merge(all.seen, part.seen);
        if (part.failed < all.failed) {
            all.failed = part.failed;
            all.failure = std::move(part.failure);
        }
    }
    if (all.failure.has_errors()) {
        return Unexpected{std::move(all.failure)};
    }
    all.seen.probes_random = kRandom;
    return std::move(all.seen);
}

}  // namespace hopspice::model
