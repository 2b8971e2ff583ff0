#pragma once
// What a simulator should find at the end of each query's transient.

#include "circuit/layout.h"
#include "driver/prepare.h"

#include <hopspice/result.h>

#include <span>
#include <string>
#include <vector>

namespace hopspice::driver {

/// Where a deck has the visible state, and when.
struct DeckState {
    std::vector<circuit::Probe> visible;
    double released_s = 0;  ///< model time begins
    double time_unit_s = 1;
    double visible_range = 1;  ///< model units
};
[[nodiscard]] DeckState deck_state(const Prepared& prepared);

/// One row per query: id, file, readout and expectation, the instant in seconds, then the ODE's
/// visible state there in model units and in volts as the deck's nets have it.
struct ExpectedRow {
    Query query;
    std::string file;
};

/// The table as CSV with a heading. Errors: HS-E201.
[[nodiscard]] Result<std::string> expected_csv(const Spec& spec, const DeckState& deck,
                                               std::span<const ExpectedRow> rows);

}  // namespace hopspice::driver
