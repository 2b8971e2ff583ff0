// merge_batches: the databases of shards into the one of the whole batch.

#include "batch/merge.h"

#include "batch/shard.h"
#include "support/rules.h"

#include <hopspice/batch.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace hopspice::batch {

namespace {

using store::Facts;
using store::RunReader;
using store::StoredPlan;

/// The first fact in which two plans of whole batches differ; the sweep is one of them.
Diagnostics compare(const StoredPlan& here, const std::string& path, const StoredPlan& there,
                    const std::string& reference) {
    Diagnostics problem;
    for (std::size_t k = 0; k < std::max(here.facts.size(), there.facts.size()); ++k) {
        const Facts::value_type none{"", "not given"};
        const auto& a = k < here.facts.size() ? here.facts[k] : none;
        const auto& b = k < there.facts.size() ? there.facts[k] : none;
        if (a != b) {
            report(problem, Rule::BatchDiffers, {path, ""}, reference,
                   a.first.empty() ? b.first : a.first, a.second, b.second);
            return problem;
        }
    }
    return problem;
}

/// HS-W501 where a part lacks runs of its own.
Result<Diagnostics> look_for_missing(RunReader& part, const Facts& facts) {
    const auto count = part.count();
    if (!count) {
        return Unexpected{count.error()};
    }
    Diagnostics warnings;
    const RunRange own = runs_in(facts);
    const auto shard = shard_in(facts);
    if (static_cast<std::uint64_t>(*count) < own.end - own.begin) {
        report(warnings, Rule::PartUnfinished, {part.path(), ""},
               shard ? "shard " + format_shard(*shard) : "the batch", *count, own.end - own.begin);
    }
    return warnings;
}

Result<RunReader> open_part(const std::string& path) {
    if (const auto holder = store::FileLock::find_holder(path)) {
        return fail(Rule::DatabaseInUse, {path, ""}, *holder);
    }
    return RunReader::open(path);
}

/// The plan of the whole, as the file that shall hold it says, nothing where there is none yet.
Result<std::optional<StoredPlan>> plan_there(const std::string& database) {
    std::error_code ignored;
    if (!std::filesystem::exists(database, ignored) ||
        std::filesystem::file_size(database, ignored) == 0) {
        return std::optional<StoredPlan>();
    }
    auto reader = open_part(database);
    if (!reader) {
        return Unexpected{reader.error()};
    }
    auto plan = reader->plan();
    if (!plan) {
        return Unexpected{plan.error()};
    }
    if (const auto shard = shard_in(plan->facts)) {
        return fail(Rule::MergeIntoPart, {database, ""}, "shard " + format_shard(*shard));
    }
    return std::optional(std::move(*plan));
}

}  // namespace

Result<Parts> check_parts(const std::string& database, const std::vector<std::string>& paths) {
    auto whole = plan_there(database);
    if (!whole) {
        return Unexpected{whole.error()};
    }
    Parts parts;
    std::string reference = database;
    Diagnostics problems;
    for (const std::string& path : paths) {
        std::error_code ignored;
        if (std::filesystem::equivalent(path, database, ignored)) {
            report(problems, Rule::MergeIntoPart, {database, ""}, "one of the parts");
            continue;
        }
        auto reader = open_part(path);
        auto plan = reader ? reader->plan() : Unexpected{reader.error()};
        auto missing = plan ? look_for_missing(*reader, plan->facts) : Unexpected{plan.error()};
        if (!missing) {
            problems.append(missing.error());
            continue;
        }
        parts.warnings.append(*missing);
        const StoredPlan of_whole = plan_of_whole(std::move(*plan));
        if (!*whole) {
            *whole = of_whole;
            reference = path;
        }
        problems.append(compare(of_whole, path, **whole, reference));
    }
    if (problems.has_errors()) {
        return Unexpected{std::move(problems)};
    }
    parts.plan = whole->value_or(StoredPlan{});
    return parts;
}

std::vector<RunRange> missing_runs(const std::vector<bool>& stored) {
    std::vector<RunRange> missing;
    for (std::uint64_t run = 0; run < stored.size(); ++run) {
        if (stored[run]) {
            continue;
        }
        if (missing.empty() || missing.back().end != run) {
            missing.push_back({run, run});
        }
        missing.back().end = run + 1;
    }
    return missing;
}

std::string format_ranges(const std::vector<RunRange>& ranges) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t k = 0; k < std::min(kShown, ranges.size()); ++k) {
        const RunRange& range = ranges[k];
        text += k == 0 ? "" : ", ";
        text += range.end - range.begin == 1 ? fmt::format("{}", range.begin)
                                             : fmt::format("{} to {}", range.begin, range.end - 1);
    }
    return ranges.size() > kShown ? text + ", ..." : text;
}

}  // namespace hopspice::batch

namespace hopspice {

namespace {

Result<MergeOutcome> merge_into(const std::string& database, const std::vector<std::string>& paths,
                                const batch::Parts& parts) {
    std::error_code ignored;
    const bool there = std::filesystem::exists(database, ignored);
    auto store = store::RunStore::open(database, parts.plan, store::RunStore::Mode::Resume,
                                       store::RunStore::Readers::Nobody);
    if (!store) {
        return Unexpected{store.error()};
    }
    const auto added = store->merge(paths);
    if (!added) {
        if (!there) {  // while the lock is held: nobody else's file
            std::filesystem::remove(database, ignored);
        }
        return Unexpected{added.error()};
    }
    MergeOutcome outcome;
    outcome.added = *added;
    outcome.planned = batch::number_in(parts.plan.facts, "runs");
    const auto stored = store->stored(outcome.planned);
    if (!stored) {
        return Unexpected{stored.error()};
    }
    const Diagnostics problem = store->finish();
    if (problem.has_errors()) {
        return Unexpected{problem};
    }
    outcome.stored = static_cast<std::uint64_t>(std::ranges::count(*stored, true));
    outcome.missing = batch::missing_runs(*stored);
    outcome.warnings = parts.warnings;
    if (!outcome.missing.empty()) {
        report(outcome.warnings, Rule::RunsMissing, {database, ""},
               outcome.planned - outcome.stored, outcome.planned,
               batch::format_ranges(outcome.missing));
    }
    return outcome;
}

}  // namespace

Result<MergeOutcome> merge_batches(const std::string& database,
                                   const std::vector<std::string>& parts) {
    const auto checked = batch::check_parts(database, parts);
    return checked ? merge_into(database, parts, *checked) : Unexpected{checked.error()};
}

}  // namespace hopspice
