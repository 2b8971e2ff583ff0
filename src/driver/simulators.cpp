#include "driver/simulators.h"

#include "driver/query_runs.h"
#include "twin/simulator.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace hopspice::driver {

namespace {

/// A job that the first simulator failed, and what it gave.
struct Failed {
    std::size_t index = 0;
    sim::Job job;
    sim::Outcome outcome;
};

/// What the second simulator gave, with the first one's words where they say more.
sim::Outcome replaced(sim::Outcome outcome, sim::Outcome first) {
    const double wall_time_s = outcome.wall_time_s + first.wall_time_s;
    if (!outcome.completed) {
        first.message +=
            fmt::format("; tried in vain: {} ({})", outcome.simulator, outcome.message);
        outcome = std::move(first);
    } else {
        const std::string more = outcome.remedy.empty() ? "" : ", " + outcome.remedy;
        outcome.remedy =
            fmt::format("{} in place of {}{}", outcome.simulator, first.simulator, more);
        outcome.message = std::move(first.message);
    }
    outcome.wall_time_s = wall_time_s;
    return outcome;
}

/// Jobs of a stream that keeps those which fail.
class Keeping {
public:
    explicit Keeping(const sim::JobStream& stream) : stream_(stream) {}

    [[nodiscard]] sim::JobStream stream() {
        return {
            [this] { return next(); },
            [this](std::size_t index, sim::Outcome outcome) { take(index, std::move(outcome)); },
            stream_.idle};
    }

    /// Those again, for another simulator.
    [[nodiscard]] std::vector<Failed> take_failed() { return std::exchange(failed_, {}); }

private:
    std::optional<sim::Job> next() {
        std::optional<sim::Job> job = stream_.next();
        if (job) {
            running_.emplace(given_++, *job);
        }
        return job;
    }

    void take(std::size_t index, sim::Outcome outcome) {
        auto job = running_.extract(index);
        if (outcome.completed) {
            stream_.done(index, std::move(outcome));
        } else {
            failed_.push_back({index, std::move(job.mapped()), std::move(outcome)});
        }
    }

    const sim::JobStream& stream_;
    std::size_t given_ = 0;
    std::map<std::size_t, sim::Job> running_;
    std::vector<Failed> failed_;
};

}  // namespace

Result<Simulators> choose_simulators(EngineChoice choice, sim::Setup setup,
                                     const circuit::Circuit& circuit, double temperature_c,
                                     std::function<void(sim::Setup&)> ngspice) {
    Simulators simulators;
    if (choice != EngineChoice::Ngspice) {
        auto made = twin::simulator_of(circuit, temperature_c, setup);
        if (made) {
            simulators.first = setup;
            simulators.first.simulator = std::move(*made);
            if (choice == EngineChoice::Auto) {
                simulators.second = [setup = std::move(setup), ngspice = std::move(ngspice)] {
                    sim::Setup second = setup;
                    ngspice(second);
                    return second;
                };
            }
            return simulators;
        }
        if (choice == EngineChoice::Twin) {
            return Unexpected{made.error()};
        }
        simulators.declined = made.error().front().message;
    }
    ngspice(setup);
    simulators.first = std::move(setup);
    return simulators;
}

Result<Simulators> simulators_of(const Prepared& prepared, const measure::Context& context,
                                 const Target& target, const RecallOptions& options) {
    return choose_simulators(options.engine, recall_setup(prepared, context, target, options),
                             prepared.lowered.circuit, target.temperature_c,
                             [&prepared, &context, &target](sim::Setup& setup) {
                                 load_deck(setup, prepared, context, target);
                             });
}

Result<sim::Version> run_stream(const Simulators& simulators, const sim::JobStream& stream) {
    if (!simulators.second) {
        return sim::run_stream(simulators.first, stream);
    }
    Keeping keeping(stream);
    auto version = sim::run_stream(simulators.first, keeping.stream());
    std::vector<Failed> failed = keeping.take_failed();
    if (!version || failed.empty()) {
        return version;
    }
    std::vector<sim::Job> again;
    for (Failed& item : failed) {
        again.push_back(std::move(item.job));
    }
    const auto done = [&](std::size_t k, sim::Outcome outcome) {
        stream.done(failed[k].index, replaced(std::move(outcome), std::move(failed[k].outcome)));
    };
    const auto second = sim::run_jobs(simulators.second(), again, done);
    return second ? version : second;
}

Result<sim::Version> run_jobs(const Simulators& simulators, std::span<const sim::Job> jobs,
                              const std::function<void(std::size_t, sim::Outcome)>& done) {
    std::size_t next = 0;
    return run_stream(
        simulators,
        {[&] { return next < jobs.size() ? std::optional(jobs[next++]) : std::nullopt; },
         done,
         {}});
}

std::string simulators_used(std::span<const QueryResult> queries, const sim::Version& version) {
    std::vector<std::string> names;
    for (const QueryResult& query : queries) {
        if (!query.simulator.empty() && std::ranges::find(names, query.simulator) == names.end()) {
            names.push_back(query.simulator);
        }
    }
    return names.empty() ? sim::format_version(version) : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace hopspice::driver
