#pragma once
// The mathematics of a dense associative memory: g, f, the Lagrangians and the energy.
// Hidden vectors of all blocks are concatenated in the order of `spec.hidden`.

#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <vector>

namespace hopspice::model {

/// v and h at one instant; visible.size() == N_v, hidden.size() == sum of N_h.
struct State {
    std::vector<double> visible;
    std::vector<double> hidden;
};

/// The number of hidden neurons of all blocks together.
[[nodiscard]] std::size_t hidden_size(const Spec& spec);

/// g of one visible neuron.
[[nodiscard]] double visible_activation(const Activation& activation, double v);

/// dg/dv of one visible neuron; 0 at the kink of relu.
[[nodiscard]] double visible_slope(const Activation& activation, double v);

/// L_v of one visible neuron, whose derivative is g.
[[nodiscard]] double visible_lagrangian(const Activation& activation, double v);

/// g(v), N_v numbers.
[[nodiscard]] std::vector<double> visible_output(const Spec& spec, std::span<const double> visible);

/// f of one hidden neuron; every energy but softmax, where a neuron alone has no output.
[[nodiscard]] double hidden_activation(const Energy& energy, double h);

/// df/dh of one hidden neuron; every energy but softmax. 0 at the kink of relu.
[[nodiscard]] double hidden_slope(const Energy& energy, double h);

/// f(h) of one block, N_h numbers; softmax is evaluated with its maximum subtracted.
[[nodiscard]] std::vector<double> hidden_output(const Energy& energy,
                                                std::span<const double> hidden);

/// The same into `output`; output.size() == hidden.size().
void hidden_output(const Energy& energy, std::span<const double> hidden, std::span<double> output);

/// L_h of one block, whose gradient is f.
[[nodiscard]] double hidden_lagrangian(const Energy& energy, std::span<const double> hidden);

/// xi g + b of one block, N_h numbers, for the visible outputs `g`.
[[nodiscard]] std::vector<double> hidden_target(const HiddenBlock& block,
                                                std::span<const double> g);

/// E of the spec at a state, with the given visible bias a (N_v numbers).
/// Source: Krotov & Hopfield, Large Associative Memory Problem, eq. for E with Lagrangians.
[[nodiscard]] double lyapunov_energy(const Spec& spec, std::span<const double> bias,
                                     const State& state);

}  // namespace hopspice::model
