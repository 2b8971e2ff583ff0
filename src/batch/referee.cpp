#include "batch/referee.h"

#include "batch/row.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"
#include "measure/difference.h"
#include "measure/transient.h"
#include "support/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace hopspice::batch {

namespace {

constexpr std::uint64_t kOneIn = 100;
constexpr std::uint64_t kAtLeast = 8;  // in the whole batch

/// Of the visible range: states that hardly move settle anywhen.
constexpr double kLongWay = 0.1;

/// Outcomes that are in memory at a time.
constexpr std::size_t kAtATime = 32;

/// A run with its circuit.
struct Flight {
    std::uint64_t run = 0;
    std::uint64_t query = 0;
    std::shared_ptr<const Sample> sample;
};

/// The two simulators of one deck.
struct Pair {
    driver::Simulators twin;
    driver::Simulators ngspice;
};

double relative(const std::optional<double>& a, const std::optional<double>& b) {
    if (!a || !b) {
        return a.has_value() == b.has_value() ? 0 : std::numeric_limits<double>::infinity();
    }
    return *a == *b ? 0 : std::abs(*a - *b) / std::abs(*b);
}

class Hearing {
public:
    Hearing(const Inputs& inputs, const Base& base, const BatchOptions& options)
        : inputs_(inputs), base_(base) {
        options_.jobs = options.jobs;
        options_.wall_limit_s = options.wall_limit_s;
        options_.simulator_library = options.simulator_library;
    }

    Result<Verdict> run(const std::function<bool()>& interrupted);

private:
    [[nodiscard]] Result<std::optional<Pair>> pair_of(const driver::Prepared& loaded);
    [[nodiscard]] Result<Flight> flight_of(std::uint64_t run) const;
    [[nodiscard]] Diagnostics simulate(const std::vector<Flight>& flights);
    [[nodiscard]] Diagnostics simulate(const std::vector<Flight>& flights, const Pair& pair);
    [[nodiscard]] Result<std::vector<sim::Outcome>> outcomes(const std::vector<Flight>& flights,
                                                             const driver::Simulators& by) const;
    void compare(const Flight& flight, const sim::Outcome& twin, const sim::Outcome& ngspice);

    const Inputs& inputs_;
    const Base& base_;
    RecallOptions options_;
    std::optional<Pair> pair_;  ///< of the base
    bool declined_ = false;     ///< the twin does not take it
    Verdict verdict_;
};

/// Nothing where the twin declines.
Result<std::optional<Pair>> Hearing::pair_of(const driver::Prepared& loaded) {
    const measure::Context context =
        driver::context_of(base_.point.spec, loaded, base_.point.target);
    RecallOptions options = options_;
    options.engine = EngineChoice::Auto;
    auto twin = driver::simulators_of(loaded, context, base_.point.target, options);
    options.engine = EngineChoice::Ngspice;
    auto ngspice = driver::simulators_of(loaded, context, base_.point.target, options);
    if (!twin || !ngspice) {
        return Unexpected{twin ? ngspice.error() : twin.error()};
    }
    if (!twin->second) {
        return std::optional<Pair>();
    }
    twin->second = {};
    return std::optional(Pair{std::move(*twin), std::move(*ngspice)});
}

Result<Flight> Hearing::flight_of(std::uint64_t run) const {
    const Place place = inputs_.place_of(run);
    auto sample = build_sample(inputs_, base_, place.sample);
    if (!sample) {
        return Unexpected{sample.error()};
    }
    return Flight{run, place.query, std::move(*sample)};
}

Result<std::vector<sim::Outcome>> Hearing::outcomes(const std::vector<Flight>& flights,
                                                    const driver::Simulators& by) const {
    std::vector<sim::Job> jobs;
    for (const Flight& flight : flights) {
        jobs.push_back(batch::job_of(base_, *flight.sample, flight.query));
    }
    std::vector<sim::Outcome> given(jobs.size());
    const auto version = driver::run_jobs(
        by, jobs,
        [&given](std::size_t index, sim::Outcome outcome) { given[index] = std::move(outcome); });
    return version ? Result<std::vector<sim::Outcome>>(std::move(given))
                   : Unexpected{version.error()};
}

/// Up to an instant.
sim::Outcome cut(sim::Outcome outcome, double end_s) {
    outcome.waveform = wave::until(outcome.waveform, end_s);
    return outcome;
}

/// The instant at which the settling rule ends a run hangs on less than either simulator's error,
/// and settling time and energy on that instant: both are looked at up to the end of the shorter
/// run, and energy all the way to there.
void Hearing::compare(const Flight& flight, const sim::Outcome& twin, const sim::Outcome& ngspice) {
    const auto row_of = [&](const sim::Outcome& outcome) {
        return measured_row(inputs_, base_, *flight.sample, flight.run, outcome);
    };
    Refereed both{row_of(twin), row_of(ngspice)};
    if (twin.completed && ngspice.completed) {
        const driver::Prepared& prepared = flight.sample->prepared;
        const auto behind = measure::compare_behind_release(ngspice.waveform, twin.waveform,
                                                            prepared.lowered.layout);
        const double end_s = std::min(twin.waveform.time_s.back(), ngspice.waveform.time_s.back());
        const RunRow ours = row_of(cut(twin, end_s));
        const RunRow theirs = row_of(cut(ngspice, end_s));
        const double range = prepared.network.visible_range;
        const bool moves = behind && behind->way >= kLongWay * range;
        const auto energy = [&](const sim::Outcome& outcome) {
            const circuit::Layout& layout = prepared.lowered.layout;
            return measure::energy_use(outcome.waveform, layout, prepared.network, layout.apply_s,
                                       end_s)
                .total;
        };
        for (RunRow* row : {&both.twin, &both.ngspice}) {
            row->referee_state = behind ? behind->end / range : 1;
            row->referee_path = behind ? behind->path / range : 1;
            if (moves) {
                row->referee_settle = relative(ours.settle_time_s, theirs.settle_time_s);
            }
            if (both.ngspice.energy_j) {
                row->referee_energy = relative(energy(twin), energy(ngspice));
            }
            row->referee_readout = both.twin.readout == both.ngspice.readout;
        }
        if (verdict_.objection.empty()) {
            verdict_.objection = objection_to(both.twin);
        }
    }
    verdict_.runs.push_back(std::move(both));
}

Diagnostics Hearing::simulate(const std::vector<Flight>& flights, const Pair& pair) {
    const auto twin = outcomes(flights, pair.twin);
    const auto ngspice = outcomes(flights, pair.ngspice);
    if (!twin || !ngspice) {
        return twin ? ngspice.error() : twin.error();
    }
    for (std::size_t k = 0; k < flights.size(); ++k) {
        compare(flights[k], (*twin)[k], (*ngspice)[k]);
    }
    return {};
}

/// Runs of the base's deck, or one of a deck of its own.
Diagnostics Hearing::simulate(const std::vector<Flight>& flights) {
    const Sample& first = *flights.front().sample;
    if (first.own_deck) {
        auto pair = pair_of(first.prepared);
        if (!pair) {
            return pair.error();
        }
        return *pair ? simulate(flights, **pair) : Diagnostics{};
    }
    if (!pair_) {
        auto pair = pair_of(base_.prepared);
        if (!pair) {
            return pair.error();
        }
        declined_ = !*pair;
        pair_ = std::move(*pair);
    }
    return pair_ ? simulate(flights, *pair_) : Diagnostics{};
}

Result<Verdict> Hearing::run(const std::function<bool()>& interrupted) {
    std::vector<Flight> waiting;
    const auto flush = [&]() -> Diagnostics {
        return waiting.empty() ? Diagnostics{} : simulate(std::exchange(waiting, {}));
    };
    for (const std::uint64_t run : refereed_runs(inputs_, base_.index)) {
        if (declined_ || interrupted()) {
            break;
        }
        auto flight = flight_of(run);
        if (!flight) {
            return Unexpected{flight.error()};
        }
        const bool own = flight->sample->own_deck;
        Diagnostics problems = own || waiting.size() == kAtATime ? flush() : Diagnostics{};
        waiting.push_back(std::move(*flight));
        if (own) {
            problems.append(flush());
        }
        if (problems.has_errors()) {
            return Unexpected{problems};
        }
    }
    Diagnostics problems = interrupted() ? Diagnostics{} : flush();
    if (problems.has_errors()) {
        return Unexpected{problems};
    }
    return std::move(verdict_);
}

}  // namespace

std::string objection_to(const RunRow& row) {
    struct Item {
        const char* name;
        std::optional<double> difference;
        double limit;
    };
    const auto items = std::to_array<Item>({
        {"state at the end", row.referee_state, RefereeLimits::kState},
        {"path", row.referee_path, RefereeLimits::kPath},
        {"settling time", row.referee_settle, RefereeLimits::kSettle},
        {"energy", row.referee_energy, RefereeLimits::kEnergy},
    });
    if (row.referee_readout == false) {
        return fmt::format("run {}: another readout", row.run);
    }
    for (const Item& item : items) {
        if (item.difference && !(*item.difference <= item.limit)) {
            return fmt::format("run {}: {} by {:.3g}, limit {:.3g}", row.run, item.name,
                               *item.difference, item.limit);
        }
    }
    return {};
}

std::vector<std::uint64_t> refereed_runs(const Inputs& inputs, std::uint64_t point) {
    const std::uint64_t all = inputs.runs_of_point();
    const std::uint64_t share = (all + kOneIn - 1) / kOneIn;
    const std::uint64_t least = (kAtLeast + inputs.points() - 1) / inputs.points();
    const std::uint64_t wanted = std::min(all, std::max(share, least));
    const std::uint64_t begin = point * all;
    const std::uint64_t seed = mix_bits(inputs.seed() ^ hash_of("referee"));
    std::set<std::uint64_t> chosen;
    for (std::uint64_t draw = 0; chosen.size() < wanted; ++draw) {
        // All of them come up in turn, beginning anywhere, where nearly all are wanted.
        const std::uint64_t bits = mix_bits(seed + mix_bits(begin + draw));
        chosen.insert(begin + (2 * wanted > all ? (seed + draw) % all : bits % all));
    }
    return {chosen.begin(), chosen.end()};
}

Result<Verdict> ask_referee(const Inputs& inputs, const Base& base, const BatchOptions& options,
                            const std::function<bool()>& interrupted) {
    return Hearing(inputs, base, options).run(interrupted);
}

}  // namespace hopspice::batch
