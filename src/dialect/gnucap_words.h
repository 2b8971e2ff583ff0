#pragma once
// What gnucap has instead of expressions and switches: sources and conductances that are functions
// of one voltage. Source: gnucap manual, behavioral modelling; measured with gnucap 0.36.

#include "circuit/circuit.h"
#include "dialect/functions.h"

#include <string>
#include <vector>

namespace hopspice::dialect {

/// `head`, a name and two nets, as a current of the term's shape (Tanh, Rising, Falling).
[[nodiscard]] std::string format_function(const std::string& head, const Term& term);

/// A switch as a conductance that is linear between the thresholds of its card.
[[nodiscard]] std::string format_switch(const circuit::Element& element,
                                        const circuit::ModelCard& card,
                                        const std::vector<std::string>& nets);

}  // namespace hopspice::dialect
