#pragma once
// A measured query as a row of the database.

#include "batch/circuits.h"

#include <hopspice/batch.h>
#include <hopspice/results.h>

#include <cstddef>

namespace hopspice::batch {

/// Where the row stands: run, point, sample, query, seed, input and sweep. `run` is in `place`.
[[nodiscard]] RunRow row_at(const Inputs& inputs, const Point& point, std::uint64_t run);

/// Fills in what a simulation gave. `rung`: the remedy it needed; of a worker that was lost, which
/// says nothing of the circuit, the message is kept but not the id.
void fill_row(RunRow& row, const QueryResult& result, std::size_t rung);

/// The row of a run of `sample` that was simulated.
[[nodiscard]] RunRow measured_row(const Inputs& inputs, const Base& base, const Sample& sample,
                                  std::uint64_t run, const sim::Outcome& outcome);

}  // namespace hopspice::batch
