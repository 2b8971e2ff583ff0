// Slurm, by its commands sbatch, squeue and scancel. Source: their manual pages, version 22.05.

#include "cluster/command.h"
#include "cluster/scheduler.h"
#include "cluster/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace hopspice::cluster {

namespace {

/// sbatch replaces `%a` in the name of a log by the number of the task, `%%` by `%`.
std::string log_pattern(const std::string& folder) {
    std::string escaped;
    for (const char c : folder) {
        escaped += c == '%' ? "%%" : std::string(1, c);
    }
    return escaped + "/shard-%a.log";
}

Result<std::string> submit(const Submission& submission) {
    std::vector<std::string> words{"sbatch",
                                   "--parsable",
                                   "--requeue",
                                   "--job-name=" + submission.name,
                                   "--array=" + format_numbers(submission.shards),
                                   "--output=" + log_pattern(submission.folder),
                                   "--open-mode=append"};
    if (submission.processors > 0) {
        words.push_back(fmt::format("--cpus-per-task={}", submission.processors));
    }
    words.insert(words.end(), submission.options.begin(), submission.options.end());
    words.push_back(submission.script);
    auto answer = run_command(words);
    if (!answer) {
        return answer;
    }
    // `17`, or `17;cluster`.
    return answer->substr(0, answer->find_first_of(";\n"));
}

/// Jobs that have ended are not listed.
Result<JobState> find(const std::string& name) {
    const auto answer = run_command({"squeue", "--noheader", "--name=" + name, "--format=%T|%r"});
    if (!answer) {
        return Unexpected{answer.error()};
    }
    JobState state;
    std::istringstream lines(*answer);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t bar = line.find('|');
        state.active = true;
        const std::string reason = bar == std::string::npos ? "" : line.substr(bar + 1);
        const bool says_why = line.starts_with("PENDING|") && reason != "None";
        if (says_why && std::ranges::count(state.reasons, reason) == 0) {
            state.reasons.push_back(reason);
        }
    }
    return state;
}

Result<std::string> cancel(const std::string& name) {
    return run_command({"scancel", "--name=" + name});
}

}  // namespace

const Scheduler& slurm() {
    static constexpr Scheduler kSlurm{
        .name = "slurm",
        .meaning = "an array job of Slurm, submitted by sbatch",
        .shard = "$SLURM_ARRAY_TASK_ID",
        .processors = "${SLURM_CPUS_ON_NODE:-1}",
        .submit = submit,
        .find = find,
        .cancel = cancel,
    };
    return kSlurm;
}

}  // namespace hopspice::cluster
