#pragma once
// What is asked of a scheduler. Each is one file and one row of the table in schedulers.cpp.

#include <hopspice/result.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hopspice::cluster {

/// An array job: a script that runs once per shard.
struct Submission {
    std::string script;                 ///< a file, absolute
    std::string folder;                 ///< takes the logs, `shard-NUMBER.log`; absolute
    std::string name;                   ///< no other job is called so
    std::vector<std::uint64_t> shards;  ///< their numbers, rising
    std::uint64_t processors = 0;       ///< per task; 0: as the scheduler likes
    std::vector<std::string> options;   ///< the user's own words, which win
};

/// What is left of a job.
struct JobState {
    bool active = false;               ///< some task waits, runs or ends just now
    std::vector<std::string> reasons;  ///< why tasks wait, in the scheduler's words
};

/// Jobs are found by their name: it is written down before they are submitted, so that none is ever
/// lost. Errors of the functions: HS-E514.
struct Scheduler {
    const char* name;
    const char* meaning;
    const char* shard;       ///< a shell's word for the number of the task: `$SLURM_ARRAY_TASK_ID`
    const char* processors;  ///< and for the processors its host gives it
    /// Submits a job that is run again where its host fails; returns its number.
    Result<std::string> (*submit)(const Submission& submission);
    Result<JobState> (*find)(const std::string& name);
    Result<std::string> (*cancel)(const std::string& name);
};

/// Nothing for a name that is not in the table.
[[nodiscard]] const Scheduler* find_scheduler(const std::string& name);

[[nodiscard]] const Scheduler& slurm();

}  // namespace hopspice::cluster
