#pragma once
// A prepared circuit as decks that run one query each.

#include "dialect/deck.h"
#include "dialect/hierarchy.h"
#include "driver/prepare.h"

#include <hopspice/recall.h>

#include <set>
#include <span>
#include <string>
#include <vector>

namespace hopspice::driver {

/// The queries, or the spec's own, or the one that says nothing.
[[nodiscard]] std::vector<Query> asked_queries(const Spec& spec, std::span<const Query> queries);

/// The first of these.
[[nodiscard]] Query first_query(const Spec& spec, std::span<const Query> queries);

/// The names of the sources that a query, or the noise, sets.
[[nodiscard]] std::set<std::string> stimulus_of(const circuit::Layout& layout);

/// The flat circuit with its sources set to a query, and the transient that goes with it.
struct QueryDeck {
    circuit::Circuit circuit;
    netlist::Analysis analysis;
};

/// `folder` is where the deck will stand, as of CompileOptions.
[[nodiscard]] QueryDeck query_deck(const Prepared& prepared, const Spec& spec, const Target& target,
                                   const Query& query, const std::string& folder);

/// The circuit in the form that is asked for.
[[nodiscard]] circuit::Circuit formed(const circuit::Circuit& circuit,
                                      const circuit::Layout& layout,
                                      const netlist::Analysis& analysis, NetlistForm form);

/// One text. Errors: HS-E310.
[[nodiscard]] Result<Netlist> deck_of(const Prepared& prepared, const Spec& spec,
                                      const Target& target, const Query& query,
                                      const CompileOptions& options);

}  // namespace hopspice::driver
