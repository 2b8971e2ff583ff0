#pragma once
// A batch on a cluster: shards as an array job of a scheduler, waited for and merged.

#include <hopspice/batch.h>
#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hopspice {

/// Where a batch can be simulated: `local`, then every scheduler.
[[nodiscard]] std::vector<ListedItem> list_executors();

struct ClusterOptions {
    std::string executor;      ///< one of list_executors() but `local`
    std::uint64_t shards = 0;  ///< tasks of the array; 0: 16, or as many as an earlier call had
    std::string options;       ///< more words for the scheduler, split as a shell splits them
    std::string program;       ///< the command line `hopspice`, where every host finds it
    /// Told what happens, a line each: a job that is submitted, why it waits. May be empty.
    std::function<void(const std::string&)> note;
};

/// Simulates every run of the plan that the database lacks, as an array job of a scheduler: writes
/// the job beside the database, submits it, waits, submits the shards again that are not finished,
/// and merges. `options.jobs` are simulator processes per task, 0: one per processor that the
/// scheduler gives a task; `options.interrupted` cancels the job.
///
/// All files lie in the folder DATABASE.shards until the database is complete, when it is removed:
/// `job.sh`, `state` (number of shards, name and number of the job), and per shard a database, a
/// progress file and a log. Folder, spec, target, queries and program must be on a file system that
/// all hosts share. Each shard's database is written by one task at a time and read when it has
/// ended. Killed at any instant, a later call with `resume` waits for the job that still runs, or
/// goes on; nothing is lost or simulated twice but what a killed task had not committed.
/// Errors: as run_batch and merge_batches, HS-E211, HS-E514 where the scheduler refuses, HS-E515
/// where submitting again does not help, HS-E516.
[[nodiscard]] Result<BatchOutcome> run_cluster_batch(const BatchPlan& plan,
                                                     const BatchOptions& options,
                                                     const ClusterOptions& cluster);

}  // namespace hopspice
