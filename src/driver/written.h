#pragma once
// What was written, read again: the proof holds the circuit of a deck against spec and query, not
// the circuit that the deck was made from.

#include "circuit/circuit.h"
#include "driver/deck.h"

#include <hopspice/result.h>

#include <string>

namespace hopspice::driver {

/// A query's deck: what its writer is given, and where that comes from.
struct Spelled {
    QueryDeck asked;          ///< flat
    circuit::Circuit formed;  ///< with its hierarchy; empty where the text itself is read
    circuit::Circuit legal;   ///< in words of the dialect: that is what is spelled
};

/// The deck in form and dialect of the options. Errors: HS-E310.
[[nodiscard]] Result<Spelled> spelled(const circuit::Layout& layout, QueryDeck asked,
                                      const CompileOptions& options);

/// The flat circuit that a deck is, under the names of the layout and in our own words. For ngspice
/// it is read from `text`, analysis and all; other texts are not read, but what their writer was
/// given is flattened, the dialect's rewrites seen through. Whatever is not what was asked for,
/// element by element, and whatever source does not do what the query says, is an error: HS-E303,
/// HS-E306, HS-E308.
[[nodiscard]] Result<circuit::Circuit> read_again(const std::string& text, const Spelled& spelled,
                                                  const circuit::Layout& layout, const Spec& spec,
                                                  const Query& query, Dialect dialect);

}  // namespace hopspice::driver
