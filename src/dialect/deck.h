#pragma once
// A deck in any dialect.

#include "circuit/circuit.h"
#include "dialect/dialects.h"
#include "netlist/analysis.h"

#include <hopspice/result.h>

#include <set>
#include <string>
#include <vector>

namespace hopspice::dialect {

/// The lines of a deck, in the order they stand in.
struct Deck {
    std::vector<std::string> heading;  ///< title and comments
    std::vector<std::string> devices;  ///< libraries and device cards
    std::vector<std::string> subcircuits;
    std::vector<std::string> stimulus;  ///< the sources that a query sets
    std::vector<std::string> elements;  ///< of the top level, all others
    std::vector<std::string> analysis;
    std::vector<std::string> closing;
};

/// The circuit in the dialect, first legalised. Sources named in `stimulus` stand apart. A line
/// that is longer than the dialect likes is continued. Errors: HS-E310.
[[nodiscard]] Result<Deck> write_deck(const circuit::Circuit& circuit,
                                      const netlist::Analysis& analysis, const DialectRow& row,
                                      const std::set<std::string>& stimulus = {});

/// The same of a circuit that is legal already.
[[nodiscard]] Deck write_legal(const circuit::Circuit& legal, const netlist::Analysis& analysis,
                               const DialectRow& row, const std::set<std::string>& stimulus = {});

/// The circuit as lines for ngspice, without analysis and `.end`: what a worker of ours loads. The
/// deck that a user runs has the very same lines for the same circuit.
[[nodiscard]] std::vector<std::string> write_ngspice(const circuit::Circuit& circuit);

/// All of it as one text.
[[nodiscard]] std::string joined(const Deck& deck);

/// The card that includes a file.
[[nodiscard]] std::string include_card(const DialectRow& row, const std::string& file);

// What the two writers share.

/// A line, continued by `+` at blanks where it gets longer than `length` (0: never).
[[nodiscard]] std::string continued(const std::string& line, std::size_t length);

/// The row's cards with the analysis and the line of saved signals filled in.
[[nodiscard]] std::vector<std::string> analysis_cards(const netlist::Analysis& analysis,
                                                      const DialectRow& row,
                                                      const std::string& save, bool self_heating);

/// Writers for a legalised circuit; lines are not continued yet.
[[nodiscard]] Deck write_spice(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                               const DialectRow& row, const std::set<std::string>& stimulus);
[[nodiscard]] Deck write_spectre(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                                 const DialectRow& row, const std::set<std::string>& stimulus);

}  // namespace hopspice::dialect
