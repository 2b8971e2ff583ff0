// run_batch: the runs a database lacks, one sweep point after the other, each through one pool of
// workers; rows are stored as they come.

#include "batch/circuits.h"
#include "batch/plan.h"
#include "batch/referee.h"
#include "batch/row.h"
#include "batch/shard.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"
#include "store/run_store.h"
#include "support/rules.h"

#include <hopspice/batch.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace hopspice {

namespace {

using batch::Base;
using batch::Inputs;
using batch::Sample;

/// Whether there is a libngspice, and which one, from a circuit that cannot fail.
Result<sim::Version> find_ngspice(const BatchOptions& options) {
    sim::Setup setup;
    setup.deck = {"version", "r1 1 0 1k", "v1 1 0 1", ".end"};
    setup.library = options.simulator_library;
    return sim::run_jobs(setup, {}, {});
}

class Batch {
public:
    Batch(const Inputs& inputs, const BatchOptions& options, store::RunStore& store,
          const Diagnostics& warnings)
        : inputs_(inputs), options_(options), store_(store) {
        warn(warnings);
    }

    Result<BatchOutcome> run();

private:
    /// What a worker simulates.
    struct Flight {
        std::uint64_t run = 0;
        std::shared_ptr<const Sample> sample;
    };

    void keep_to_shard(std::vector<bool> stored);
    void run_point(std::uint64_t index);
    void ask_referee(const Base& base);
    void run_pool(const Base& base);
    void find_sample(const Base& base);
    [[nodiscard]] std::optional<sim::Job> next_job(const Base& base, const Sample* deck);
    void take(const Base& base, const Flight& flight, const sim::Outcome& outcome);
    void refuse(const batch::Point& point, std::uint64_t end, const Diagnostics& reason);
    void keep(const RunRow& row);
    void check(const Diagnostics& problems);
    void warn(const Diagnostics& warnings);
    void look_for_interrupt();
    [[nodiscard]] bool over() const { return failure_.has_errors() || outcome_.interrupted; }

    const Inputs& inputs_;
    const BatchOptions& options_;
    store::RunStore& store_;
    EngineChoice engine_ = EngineChoice::Auto;  ///< of the present sweep point
    std::vector<bool> stored_;
    std::uint64_t cursor_ = 0;               ///< the next run
    std::uint64_t end_ = 0;                  ///< behind the last run of the point
    std::shared_ptr<const Sample> sample_;   ///< of the cursor; null: the point is done
    std::map<std::size_t, Flight> flights_;  ///< by the number of the job
    BatchOutcome outcome_;
    std::set<std::string> warned_;
    Diagnostics failure_;
};

Result<BatchOutcome> Batch::run() {
    auto stored = store_.stored(inputs_.runs());
    if (!stored) {
        return Unexpected{stored.error()};
    }
    keep_to_shard(std::move(*stored));
    warn(inputs_.warnings());
    if (options_.progress) {
        options_.progress(outcome_.stored, outcome_.planned);
    }
    for (std::uint64_t point = 0; point < inputs_.points() && !over(); ++point) {
        run_point(point);
    }
    check(store_.finish());
    outcome_.interrupted = outcome_.interrupted && outcome_.stored < outcome_.planned;
    if (failure_.has_errors()) {
        return Unexpected{failure_};
    }
    return outcome_;
}

/// The runs of other shards need not be simulated, as if they were stored.
void Batch::keep_to_shard(std::vector<bool> stored) {
    const RunRange own = batch::runs_of(options_.shard.value_or(Shard{}), inputs_.runs());
    stored_.assign(stored.size(), true);
    outcome_.planned = own.end - own.begin;
    for (std::uint64_t run = own.begin; run < own.end; ++run) {
        stored_[run] = stored[run];
        outcome_.stored += stored[run] ? 1U : 0U;
    }
}

void Batch::run_point(std::uint64_t index) {
    cursor_ = index * inputs_.runs_of_point();
    end_ = cursor_ + inputs_.runs_of_point();
    while (cursor_ < end_ && stored_[cursor_]) {
        ++cursor_;
    }
    look_for_interrupt();
    if (over() || cursor_ == end_) {
        return;
    }
    const auto point = inputs_.point(index);
    auto base = point ? batch::build_base(inputs_, index, options_.simulator_library)
                      : Unexpected{point.error()};
    if (!base) {
        // What the target cannot hold is an answer where something is swept; else it is an error.
        if (point && inputs_.is_swept()) {
            warn(base.error());
            refuse(*point, end_, base.error());
        } else {
            check(base.error());
        }
        return;
    }
    warn((*base)->prepared.warnings);
    engine_ = inputs_.engine();
    if (engine_ == EngineChoice::Auto) {
        ask_referee(**base);
    }
    sample_.reset();
    find_sample(**base);
    while (sample_ && !over()) {
        run_pool(**base);
    }
}

/// Before anything else of a point is simulated, which must not depend on what is stored already:
/// where the two engines differ, all of it is ngspice's.
void Batch::ask_referee(const Base& base) {
    const auto verdict = batch::ask_referee(inputs_, base, options_, [this] {
        look_for_interrupt();
        return over();
    });
    if (!verdict) {
        check(verdict.error());
        return;
    }
    if (!verdict->objection.empty()) {
        engine_ = EngineChoice::Ngspice;
        Diagnostics turned;
        report(turned, Rule::EngineTurned, {base.point.spec.file, ""}, verdict->objection);
        warn(turned);
    }
    for (const batch::Refereed& run : verdict->runs) {
        if (!stored_[run.twin.run]) {
            keep(engine_ == EngineChoice::Ngspice ? run.ngspice : run.twin);
        }
    }
    check(store_.commit());
}

/// Moves to the next run that is not stored, and builds its sample. One that cannot be built has
/// failed in every query.
void Batch::find_sample(const Base& base) {
    while (!over()) {
        while (cursor_ < end_ && stored_[cursor_]) {
            ++cursor_;
        }
        if (cursor_ == end_) {
            sample_.reset();
            return;
        }
        const std::uint64_t index = inputs_.place_of(cursor_).sample;
        if (sample_ && sample_->index == index) {
            return;
        }
        auto sample = batch::build_sample(inputs_, base, index);
        if (sample) {
            sample_ = std::move(*sample);
            return;
        }
        const std::uint64_t queries = inputs_.queries();
        refuse(base.point, (cursor_ / queries + 1) * queries, sample.error());
    }
}

/// The next job of a pool whose workers have loaded the base, or the deck of one sample.
std::optional<sim::Job> Batch::next_job(const Base& base, const Sample* deck) {
    look_for_interrupt();
    if (over()) {
        return std::nullopt;
    }
    find_sample(base);
    if (!sample_ || (sample_->own_deck ? sample_.get() : nullptr) != deck) {
        return std::nullopt;
    }
    return batch::job_of(base, *sample_, inputs_.place_of(cursor_).query);
}

/// Runs that the workers of one deck can do: up to a sample that needs another one.
void Batch::run_pool(const Base& base) {
    const std::shared_ptr<const Sample> first = sample_;
    const Sample* deck = first->own_deck ? first.get() : nullptr;
    const driver::Prepared& loaded = deck != nullptr ? deck->prepared : base.prepared;
    const measure::Context context = driver::context_of(base.point.spec, loaded, base.point.target);
    RecallOptions options;
    options.jobs = options_.jobs;
    options.wall_limit_s = options_.wall_limit_s;
    options.simulator_library = options_.simulator_library;
    options.engine = engine_;
    std::size_t taken = 0;
    const auto next = [&] {
        auto job = next_job(base, deck);
        if (job) {
            flights_[taken++] = {cursor_++, sample_};
        }
        return job;
    };
    const auto done = [&](std::size_t index, const sim::Outcome& outcome) {
        const auto flight = flights_.extract(index);
        take(base, flight.mapped(), outcome);
    };
    const auto idle = [&] { check(store_.commit_if_due()); };
    const auto simulators = driver::simulators_of(loaded, context, base.point.target, options);
    if (!simulators) {
        check(simulators.error());
        return;
    }
    const auto version = driver::run_stream(*simulators, {next, done, idle});
    flights_.clear();
    if (!version) {
        check(version.error());
    }
}

void Batch::take(const Base& base, const Flight& flight, const sim::Outcome& outcome) {
    keep(batch::measured_row(inputs_, base, *flight.sample, flight.run, outcome));
}

/// The runs from the cursor to `end` have failed for this reason.
void Batch::refuse(const batch::Point& point, std::uint64_t end, const Diagnostics& reason) {
    for (; cursor_ < end && !over(); ++cursor_) {
        if (stored_[cursor_]) {
            continue;
        }
        RunRow row = batch::row_at(inputs_, point, cursor_);
        QueryResult result;
        result.diagnostics = reason;
        if (point.queries[row.query].expect) {
            result.correct = false;
        }
        batch::fill_row(row, result, 0);
        keep(row);
        look_for_interrupt();
    }
}

void Batch::keep(const RunRow& row) {
    if (failure_.has_errors()) {
        return;  // the database does not take any more
    }
    check(store_.add(row));
    stored_[row.run] = true;
    ++outcome_.stored;
    ++outcome_.simulated;
    if (options_.progress) {
        options_.progress(outcome_.stored, outcome_.planned);
    }
}

void Batch::check(const Diagnostics& problems) {
    if (!failure_.has_errors()) {
        failure_.append(problems);
    }
}

/// Every warning once, whatever the number of points that have it.
void Batch::warn(const Diagnostics& warnings) {
    for (const Diagnostic& warning : warnings) {
        if (warned_.insert(format_diagnostic(warning)).second) {
            outcome_.warnings.add(warning);
        }
    }
}

void Batch::look_for_interrupt() {
    outcome_.interrupted = outcome_.interrupted || (options_.interrupted && options_.interrupted());
}

}  // namespace

Result<BatchOutcome> run_batch(const BatchPlan& plan, const BatchOptions& options) {
    const auto inputs = Inputs::read(plan);
    if (!inputs) {
        return Unexpected{inputs.error()};
    }
    if (!inputs->is_swept()) {  // a circuit that cannot be built leaves no database behind
        const auto base = batch::build_base(*inputs, 0, options.simulator_library);
        if (!base) {
            return Unexpected{base.error()};
        }
    }
    Diagnostics warnings;
    if (inputs->engine() != EngineChoice::Twin) {
        const auto ngspice = find_ngspice(options);
        if (!ngspice) {
            return Unexpected{ngspice.error()};
        }
        warnings = sim::verify_tested(*ngspice);
    }
    const auto mode = options.resume ? store::RunStore::Mode::Resume : store::RunStore::Mode::New;
    // Hosts of a cluster hand the database of a shard to each other.
    const auto readers =
        options.shard ? store::RunStore::Readers::Nobody : store::RunStore::Readers::Anyone;
    const store::StoredPlan stored =
        options.shard ? batch::plan_of_shard(inputs->stored_plan(), *options.shard)
                      : inputs->stored_plan();
    auto store = store::RunStore::open(options.database, stored, mode, readers);
    if (!store) {
        return Unexpected{store.error()};
    }
    return Batch(*inputs, options, *store, warnings).run();
}

}  // namespace hopspice
