#pragma once
// The databases of parts of a batch, found to belong together.

#include "store/run_store.h"

#include <hopspice/batch.h>
#include <hopspice/result.h>

#include <string>
#include <vector>

namespace hopspice::batch {

struct Parts {
    store::StoredPlan plan;  ///< of the whole batch
    Diagnostics warnings;    ///< HS-W501
};

/// Looks into the parts, one at a time, and holds their plans against each other's and against that
/// of `database` where it exists. Errors: as merge_batches.
[[nodiscard]] Result<Parts> check_parts(const std::string& database,
                                        const std::vector<std::string>& paths);

/// The runs that are false.
[[nodiscard]] std::vector<RunRange> missing_runs(const std::vector<bool>& stored);
/// `3, 8 to 12`, five of them at most.
[[nodiscard]] std::string format_ranges(const std::vector<RunRange>& ranges);

}  // namespace hopspice::batch
