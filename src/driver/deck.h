#pragma once
// A prepared circuit as decks that run one query each.

#include "dialect/deck.h"
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

/// A deck, and the flat circuit that it is.
struct WrittenDeck {
    std::string text;
    circuit::Circuit circuit;
};

/// The deck that runs a query, written and read again. Errors: HS-E310, and those of read_again().
[[nodiscard]] Result<WrittenDeck> write_query(const Prepared& prepared, const Spec& spec,
                                              const Target& target, const Query& query,
                                              const CompileOptions& options);

/// A text and what the circuit says of it.
[[nodiscard]] Netlist netlist_of(std::string text, const Prepared& prepared);

/// The same of a circuit that is proved: its deck is that circuit. Errors: as of write_query().
[[nodiscard]] Result<Netlist> deck_of(const Prepared& prepared, const Spec& spec,
                                      const Target& target, const Query& query,
                                      const CompileOptions& options);

}  // namespace hopspice::driver
