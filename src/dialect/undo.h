#pragma once
// Legalised circuits seen through: that the rewrites for a dialect are all that happened.

#include "circuit/circuit.h"
#include "dialect/dialects.h"

namespace hopspice::dialect {

/// What `legalise` made of `original`, in the words of `original` again. A rewrite that is just
/// what legalise.h and mos_junctions.h say of it gives back what it was made of; whatever is not
/// recognised stays as it is, and is a difference to the original. Values are compared as functions
/// of voltages and currents, at many points; nets and all else stay those of `legal`.
[[nodiscard]] circuit::Circuit undone(circuit::Circuit legal, const circuit::Circuit& original,
                                      const DialectRow& row);

}  // namespace hopspice::dialect
