#pragma once
// A sample as a list of element values of another circuit: what a worker sets instead of loading
// it.

#include "passes/lower.h"
#include "sim/ngspice.h"

#include <optional>

namespace hopspice::batch {

/// The values of `other` that `base` has not, by element; nothing where they differ in more than
/// values that can be set: elements, nets, models, subcircuits, or what is read from where.
[[nodiscard]] std::optional<sim::ElementValues> value_changes(const circuit::Lowered& base,
                                                              const circuit::Lowered& other);

}  // namespace hopspice::batch
