// run_cluster_batch: cut into shards, submit, wait, merge, and again what is missing.

#include "batch/circuits.h"
#include "batch/merge.h"
#include "batch/plan.h"
#include "batch/shard.h"
#include "cluster/folder.h"
#include "cluster/scheduler.h"
#include "cluster/waiting.h"
#include "cluster/words.h"
#include "store/run_store.h"
#include "support/rules.h"

#include <hopspice/cluster.h>
#include <hopspice/files.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>

namespace hopspice {

namespace {

using batch::Inputs;
using cluster::Folder;
using cluster::JobNote;
using cluster::Scheduler;
using store::RunStore;

constexpr std::uint64_t kShards = 16;
/// Submissions that may end without a single new row.
constexpr int kAttempts = 3;

/// `hopspice-` and 64 random bits.
std::string new_name() {
    std::random_device random;
    return fmt::format("hopspice-{:08x}{:08x}", random(), random());
}

class ClusterBatch {
public:
    ClusterBatch(const Inputs& inputs, const BatchPlan& plan, const BatchOptions& options,
                 const ClusterOptions& cluster, const Scheduler& scheduler,
                 std::vector<std::string> words)
        : inputs_(inputs),
          plan_(plan),
          options_(options),
          cluster_(cluster),
          scheduler_(scheduler),
          words_(std::move(words)),
          folder_(options.database) {}

    /// Creates the database, or finds what an earlier call has left.
    [[nodiscard]] Diagnostics begin();
    [[nodiscard]] Result<BatchOutcome> run();

private:
    [[nodiscard]] Diagnostics go_on();
    [[nodiscard]] Diagnostics collect();
    [[nodiscard]] Diagnostics cut();
    [[nodiscard]] Diagnostics fill(std::uint64_t shard);
    [[nodiscard]] Diagnostics submit();
    [[nodiscard]] Diagnostics wait();
    [[nodiscard]] Diagnostics give_up() const;
    [[nodiscard]] bool show_progress() const;
    [[nodiscard]] bool interrupted() const {
        return options_.interrupted && options_.interrupted();
    }
    [[nodiscard]] std::uint64_t missing_in(const RunRange& range) const;
    [[nodiscard]] std::vector<std::uint64_t> unfinished() const;
    void tell(const std::string& words) const {
        if (cluster_.note) {
            cluster_.note(words);
        }
    }

    const Inputs& inputs_;
    const BatchPlan& plan_;
    const BatchOptions& options_;
    const ClusterOptions& cluster_;
    const Scheduler& scheduler_;
    std::vector<std::string> words_;  ///< the user's for the scheduler
    Folder folder_;
    JobNote note_;
    std::vector<bool> stored_;
    std::uint64_t count_ = 0;  ///< of stored_
};

Diagnostics ClusterBatch::begin() {
    if (!options_.resume && folder_.exists()) {
        return fail(Rule::DatabaseExists, {folder_.path(), ""}).diagnostics;
    }
    const auto mode = options_.resume ? RunStore::Mode::Resume : RunStore::Mode::New;
    auto store =
        RunStore::open(options_.database, inputs_.stored_plan(), mode, RunStore::Readers::Nobody);
    if (!store) {
        return store.error();
    }
    auto stored = store->stored(inputs_.runs());
    if (!stored) {
        return stored.error();
    }
    stored_ = std::move(*stored);
    count_ = static_cast<std::uint64_t>(std::ranges::count(stored_, true));
    note_ = folder_.read_note();
    return store->finish();
}

Result<BatchOutcome> ClusterBatch::run() {
    BatchOutcome outcome;
    outcome.planned = inputs_.runs();
    outcome.warnings = inputs_.warnings();
    const std::uint64_t before = count_;
    const bool needed = count_ < outcome.planned || folder_.exists();
    Diagnostics problem = needed ? folder_.create() : Diagnostics{};
    if (!problem.has_errors() && needed) {
        // Held until the end: one process at a time submits.
        const auto lock = store::FileLock::take(folder_.state());
        problem = lock ? go_on() : lock.error();
        if (lock && !problem.has_errors() && count_ == outcome.planned) {
            folder_.remove();
        }
    }
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    outcome.stored = count_;
    outcome.simulated = count_ - before;
    outcome.interrupted = count_ < outcome.planned;
    return outcome;
}

/// Until all is stored, or somebody wants the end.
Diagnostics ClusterBatch::go_on() {
    Diagnostics problem;
    if (!note_.name.empty()) {
        tell(fmt::format("going on with job {}", note_.number.empty() ? note_.name : note_.number));
        problem = wait();
    }
    int jobs = 0;       // submitted here
    int fruitless = 0;  // of them, in a row
    while (!problem.has_errors()) {
        const std::uint64_t before = count_;
        problem = collect();
        if (problem.has_errors() || count_ == stored_.size() || interrupted()) {
            break;
        }
        fruitless = count_ == before && jobs > 0 ? fruitless + 1 : 0;
        if (fruitless == kAttempts) {
            return give_up();
        }
        problem = cut();
        if (!problem.has_errors()) {
            problem = submit();
        }
        if (!problem.has_errors()) {
            ++jobs;
            problem = wait();
        }
    }
    return problem;
}

/// Merges what the shards have.
Diagnostics ClusterBatch::collect() {
    const auto parts = folder_.databases(note_.shards);
    if (parts.empty()) {
        return {};
    }
    const auto merged = merge_batches(options_.database, parts);
    if (!merged) {
        return merged.error();
    }
    stored_.assign(stored_.size(), true);
    for (const RunRange& range : merged->missing) {
        std::fill(stored_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  stored_.begin() + static_cast<std::ptrdiff_t>(range.end), false);
    }
    count_ = merged->stored;
    if (options_.progress) {
        options_.progress(count_, inputs_.runs());
    }
    return {};
}

/// The shards: those of an earlier call, or new ones that begin with what is stored.
Diagnostics ClusterBatch::cut() {
    const std::uint64_t fewest = std::min(kShards, inputs_.runs());
    const std::uint64_t asked = cluster_.shards > 0 ? cluster_.shards
                                : note_.shards > 0  ? note_.shards
                                                    : fewest;
    Diagnostics problem;
    if (asked != note_.shards) {  // all rows of the old ones are merged
        problem = folder_.remove_shards(note_.shards);
        if (!problem.has_errors()) {
            note_ = {asked, "", ""};
            problem = folder_.write_note(note_);
        }
    }
    if (problem.has_errors()) {
        return problem;
    }
    for (const std::uint64_t shard : unfinished()) {
        if (!problem.has_errors()) {
            problem = fill(shard);
        }
    }
    return problem;
}

/// Gives a shard that has no database the rows that are there already.
Diagnostics ClusterBatch::fill(std::uint64_t shard) {
    const Shard part{shard, note_.shards};
    const RunRange own = batch::runs_of(part, inputs_.runs());
    std::error_code ignored;
    if (missing_in(own) == own.end - own.begin ||
        std::filesystem::exists(folder_.database(shard), ignored)) {
        return {};
    }
    auto whole = store::RunReader::open(options_.database);
    if (!whole) {
        return whole.error();
    }
    auto store =
        RunStore::open(folder_.database(shard), batch::plan_of_shard(inputs_.stored_plan(), part),
                       RunStore::Mode::Resume, RunStore::Readers::Nobody);
    if (!store) {
        return store.error();
    }
    Diagnostics problem;
    const std::string rows = fmt::format("run_id >= {} AND run_id < {}", own.begin, own.end);
    problem.append(whole->for_each(rows, [&](const RunRow& row) {
        if (!problem.has_errors()) {
            problem.append(store->add(row));
        }
    }));
    return problem.has_errors() ? problem : store->finish();
}

/// The name is on disk before the scheduler hears of it: whatever ends this process, the next one
/// finds the job.
Diagnostics ClusterBatch::submit() {
    cluster::Submission job;
    job.script = folder_.script();
    job.folder = folder_.path();
    job.name = new_name();
    job.shards = unfinished();
    job.processors = options_.jobs;
    job.options = words_;
    std::error_code ignored;
    const cluster::Script script{cluster_.program, std::filesystem::current_path(ignored).string(),
                                 folder_.path(), cluster::batch_words(plan_, options_),
                                 note_.shards};
    Diagnostics problem = write_file(job.script, cluster::format_script(script, scheduler_));
    note_.name = job.name;
    note_.number = "";
    if (!problem.has_errors()) {
        problem = folder_.write_note(note_);
    }
    if (problem.has_errors()) {
        return problem;
    }
    const auto number = scheduler_.submit(job);
    if (!number) {
        return number.error();
    }
    note_.number = *number;
    tell(fmt::format("job {} of {}: {} of {} shards, files in {}", note_.number, scheduler_.name,
                     job.shards.size(), note_.shards, folder_.path()));
    return folder_.write_note(note_);
}

Diagnostics ClusterBatch::wait() {
    return cluster::wait_for_job({.scheduler = scheduler_,
                                  .name = note_.name,
                                  .interrupted = options_.interrupted,
                                  .look = [this] { return show_progress(); },
                                  .note = cluster_.note});
}

/// Counts what is merged and what shards say of themselves. Whether that is all.
bool ClusterBatch::show_progress() const {
    std::uint64_t done = count_;
    for (const std::uint64_t shard : unfinished()) {
        const RunRange own = batch::runs_of({shard, note_.shards}, inputs_.runs());
        const std::uint64_t merged = own.end - own.begin - missing_in(own);
        done += std::max(merged, folder_.progress(shard)) - merged;
    }
    if (options_.progress) {
        options_.progress(done, inputs_.runs());
    }
    return done >= inputs_.runs();
}

std::uint64_t ClusterBatch::missing_in(const RunRange& range) const {
    return static_cast<std::uint64_t>(
        std::count(stored_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                   stored_.begin() + static_cast<std::ptrdiff_t>(range.end), false));
}

std::vector<std::uint64_t> ClusterBatch::unfinished() const {
    std::vector<std::uint64_t> shards;
    for (std::uint64_t shard = 1; shard <= note_.shards; ++shard) {
        if (missing_in(batch::runs_of({shard, note_.shards}, inputs_.runs())) > 0) {
            shards.push_back(shard);
        }
    }
    return shards;
}

Diagnostics ClusterBatch::give_up() const {
    const std::vector<std::uint64_t> shards = unfinished();
    const std::string words = folder_.last_words(shards.front());
    return fail(Rule::ShardsUnfinished, {folder_.path(), ""}, stored_.size() - count_,
                stored_.size(), kAttempts, shards.front(), note_.shards,
                words.empty() ? "has written no log" : words)
        .diagnostics;
}

/// What tasks cannot read as we do.
Diagnostics check_files(const BatchPlan& plan) {
    for (const std::string& file : {plan.spec, plan.target, plan.queries}) {
        if (file == "-") {
            return fail(Rule::InputNoFile, {"command line", ""}).diagnostics;
        }
    }
    return {};
}

}  // namespace

Result<BatchOutcome> run_cluster_batch(const BatchPlan& plan, const BatchOptions& options,
                                       const ClusterOptions& cluster) {
    const Scheduler* scheduler = cluster::find_scheduler(cluster.executor);
    if (scheduler == nullptr) {
        return fail(Rule::SchedulerFailed, {"", ""}, cluster.executor, "no such executor");
    }
    auto words = cluster::split_words(cluster.options);
    Diagnostics problem = words ? check_files(plan) : words.error();
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    const auto inputs = Inputs::read(plan);
    if (!inputs) {
        return Unexpected{inputs.error()};
    }
    Diagnostics warnings;
    if (!inputs->is_swept()) {  // what cannot be built is said here, not by every task
        const auto base = batch::build_base(*inputs, 0);
        if (!base) {
            return Unexpected{base.error()};
        }
        warnings = (*base)->prepared.warnings;
    }
    ClusterBatch batch(*inputs, plan, options, cluster, *scheduler, std::move(*words));
    problem = batch.begin();
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    auto outcome = batch.run();
    if (outcome) {
        outcome->warnings.append(warnings);
    }
    return outcome;
}

}  // namespace hopspice
