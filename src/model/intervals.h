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

/// The range of g over a range of v, for `size` neurons; of an activation of the layer its own:
/// [-1,1] for spherical, +-sqrt(N-1) for layernorm.
[[nodiscard]] Range activation_range(const Activation& activation, const Range& v,
                                     std::size_t size);

/// The range of f of one neuron over a range of h; [0,1] for softmax and epanechnikov.
[[nodiscard]] Range output_range(const Energy& energy, const Range& h);

/// The smallest range that holds all of them; `ranges` is not empty.
[[nodiscard]] Range hull(const std::vector<Range>& ranges);

}  // namespace hopspice::model
