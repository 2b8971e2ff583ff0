#pragma once
// ngspice as the referee of the twin: a sample of the runs of every sweep point is simulated by
// both.

#include "batch/circuits.h"
#include "batch/plan.h"

#include <hopspice/batch.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hopspice::batch {

/// The runs of a point that both simulate, in rising order: one in a hundred, at least one, and at
/// least eight in the whole batch where it has so many. Which ones depends on the seed alone.
[[nodiscard]] std::vector<std::uint64_t> refereed_runs(const Inputs& inputs, std::uint64_t point);

/// What of a run passes a limit of hopspice::RefereeLimits, `run 12: energy by 0.03, limit 0.01`;
/// empty: nothing.
[[nodiscard]] std::string objection_to(const RunRow& row);

/// A run in both: all but the simulator's own columns of the two rows holds for both.
struct Refereed {
    RunRow twin;
    RunRow ngspice;
};

struct Verdict {
    std::vector<Refereed> runs;
    /// What passes a limit of hopspice::RefereeLimits, first of all: `run 12: settling time by 3
    /// %`; empty: nothing.
    std::string objection;
};

/// Has these runs of a point simulated by both; none where the twin does not take the circuit, or
/// once `interrupted` says so. A run that fails in one of them is no reason to object.
/// Errors: as build_sample, and as driver::run_jobs.
[[nodiscard]] Result<Verdict> ask_referee(const Inputs& inputs, const Base& base,
                                          const BatchOptions& options,
                                          const std::function<bool()>& interrupted);

}  // namespace hopspice::batch
