#pragma once
// Where the ODE takes the spec's own queries, before any circuit: what `check` may promise of them.

#include "analog/network.h"
#include "model/ranges.h"

#include <hopspice/check.h>
#include <hopspice/diagnostics.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::driver {

/// Of the queries that were looked at, 64 at most.
struct QueryEnds {
    std::size_t queries = 0;
    std::size_t unsettled = 0;  ///< not at rest within nine tenths of the timeout
    std::size_t fragile = 0;    ///< end elsewhere with weights as the cells hold them, and all
                                ///< parts off by what is usual at the level, or on their way in
                                ///< topology current-mode
    std::size_t untimed = 0;    ///< not read at a fixed time
    std::size_t resting = 0;    ///< of these, where they settle
    std::string obstacle;       ///< what keeps the first of the others from it
    Diagnostics failures;       ///< untimed ones that the ODE could not be integrated for
    double longest = 0;         ///< until the last one has settled or is read, model time units
};

/// `network` is what the pipeline made of `spec`, with the weights that its cells hold.
[[nodiscard]] QueryEnds query_ends(const Spec& spec, const model::Ranges& ranges,
                                   const analog::Network& network, const Target& target);

/// Rows of `check`: what a circuit may be promised of them.
[[nodiscard]] std::vector<CheckItem> query_items(const QueryEnds& ends);

/// Whether they rest where they settle, whatever is built: one row, risky where one passes a state
/// that meets the settling rule, diverges, or does not settle; none without untimed queries.
[[nodiscard]] std::vector<CheckItem> rest_items(const QueryEnds& ends);

}  // namespace hopspice::driver
