#pragma once
// Which words of an element are its nodes.

#include "lint/deck.h"

namespace hopspice::lint {

/// Fills `nodes` and `first_value` of a statement whose tokens are known: as many words as the
/// letter of the element says, of an instance all up to its subcircuit's name.
void find_nodes(Statement& statement);

}  // namespace hopspice::lint
