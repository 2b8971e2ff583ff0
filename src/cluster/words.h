#pragma once
// Words of command lines: taken apart, quoted, put into a script.

#include "cluster/scheduler.h"

#include <hopspice/batch.h>
#include <hopspice/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hopspice::cluster {

/// Splits at blanks; what stands between ' or between " is one word. Errors: HS-E211 for a quote
/// that is not closed.
[[nodiscard]] Result<std::vector<std::string>> split_words(const std::string& text);

/// A word as a POSIX shell reads it back.
[[nodiscard]] std::string quote(const std::string& word);

/// `1,3-5` of rising numbers.
[[nodiscard]] std::string format_numbers(std::span<const std::uint64_t> numbers);

/// The words of `hopspice batch` that make a plan and its limits, without shard and database. Names
/// of files are as in the plan.
[[nodiscard]] std::vector<std::string> batch_words(const BatchPlan& plan,
                                                   const BatchOptions& options);

/// What the script of an array job says: where to run what.
struct Script {
    std::string program;             ///< the command line `hopspice`
    std::string start;               ///< the folder that names of files are relative to
    std::string folder;              ///< of the shards' files
    std::vector<std::string> batch;  ///< batch_words
    std::uint64_t shards = 1;
};
/// A script that simulates the shard whose number the scheduler gives it, going on where an earlier
/// task has left it.
[[nodiscard]] std::string format_script(const Script& script, const Scheduler& scheduler);

}  // namespace hopspice::cluster
