#pragma once
// The mathematics of a dense associative memory as a whole; g, f and their Lagrangians are in
// kinds. Hidden vectors of all blocks are concatenated in the order of `spec.hidden`.

#include "kinds/functions.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace hopspice::model {

/// v and h at one instant; visible.size() == N_v, hidden.size() == sum of N_h.
struct State {
    std::vector<double> visible;
    std::vector<double> hidden;
};

/// Of what solvers have in one vector: the visible neurons, then the hidden ones.
[[nodiscard]] State state_of(const Spec& spec, std::span<const double> y);

/// The number of hidden neurons of all blocks together.
[[nodiscard]] std::size_t hidden_size(const Spec& spec);

/// The first block that is at most `least` within where its f is defined (outside every basin of an
/// epanechnikov block at 0); null where there is none. `hidden` is that of all blocks.
[[nodiscard]] const HiddenBlock* find_block_without_basin(const Spec& spec,
                                                          std::span<const double> hidden,
                                                          double least = 0);

/// g(v), N_v numbers.
[[nodiscard]] std::vector<double> visible_output(const Spec& spec, std::span<const double> visible);

/// The largest time constant up to `most`; that of the visible layer counts always.
[[nodiscard]] double largest_tau(const Spec& spec,
                                 double most = std::numeric_limits<double>::infinity());

/// xi g + b of one block, N_h numbers, for the visible outputs `g`. Not of token-driven rows: see
/// `selected`, as for all that needs the weights themselves.
[[nodiscard]] std::vector<double> hidden_target(const HiddenBlock& block,
                                                std::span<const double> g);

/// E of the spec at a state, with the given visible bias a (N_v numbers).
/// Source: Krotov & Hopfield, Large Associative Memory Problem, eq. for E with Lagrangians.
[[nodiscard]] double lyapunov_energy(const Spec& spec, std::span<const double> bias,
                                     const State& state);

}  // namespace hopspice::model
