#pragma once
// What a query means to the dynamics: where they start, what is held, what is added to the bias.

#include "model/functions.h"

#include <hopspice/spec.h>

#include <optional>
#include <span>
#include <vector>

namespace hopspice::model {

/// All vectors have N_v entries.
struct Stimulus {
    std::vector<double> initial;  ///< v(0); for a clamped neuron the value it is held at
    std::vector<bool> clamped;    ///< held for all time
    std::vector<double> bias;     ///< a, with the query added where `present` is bias
    std::optional<double> time;   ///< read at this model time instead of at settling
};

/// Applies `inference.present`, `clamp`, `?` and `visible.initial` to a query.
[[nodiscard]] Stimulus stimulus(const Spec& spec, const Query& query);

/// Which visible neurons every query of both lists holds; empty where that is none of them, or all.
[[nodiscard]] std::vector<bool> held_by_all(const Spec& spec, std::span<const Query> queries);

/// v(0) and h(0) of a stimulus: h at its target xi g(v(0)) + b, or the block's own numbers.
[[nodiscard]] State initial_state(const Spec& spec, const Stimulus& stimulus);

}  // namespace hopspice::model
