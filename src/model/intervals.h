#pragma once
// Interval arithmetic on the model: what v and h can never leave, whatever the weights do in
// between.

#include "model/ranges.h"

#include <hopspice/spec.h>

#include <optional>
#include <vector>

namespace hopspice::model {

/// Ranges that hold for all time; absent where no finite one follows.
struct Invariant {
    std::optional<std::vector<Range>> visible;              ///< N_v ranges
    std::optional<std::vector<std::vector<Range>>> hidden;  ///< per block, N_h ranges
};

/// For every start and clamp within `input` and every added bias within `bias_input`. A first-order
/// lag stays within the hull of its start and its targets, so v stays in the hull of the input and
/// a + xi^T f, and h in the hull of h(0) and xi g + b; bounded f or bounded g starts the chain.
/// Token-driven rows: for every context, by the hull over the candidates of each slot.
[[nodiscard]] Invariant invariant(const Spec& spec, const Range& input, const Range& bias_input);

/// The smallest range that holds all of them; `ranges` is not empty.
[[nodiscard]] Range hull(const std::vector<Range>& ranges);

}  // namespace hopspice::model
