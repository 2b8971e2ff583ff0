#pragma once
// What a simulator should find at the end of each query's transient.

#include "driver/prepare.h"

#include <hopspice/result.h>

#include <span>
#include <string>

namespace hopspice::driver {

/// One row per query: id, file, readout and expectation, the instant in seconds, then the ODE's
/// visible state there in model units and in volts as the deck's nets have it.
struct ExpectedRow {
    Query query;
    std::string file;
};

/// The table as CSV with a heading. Errors: HS-E201.
[[nodiscard]] Result<std::string> expected_csv(const Prepared& prepared, const Spec& spec,
                                               std::span<const ExpectedRow> rows);

}  // namespace hopspice::driver
