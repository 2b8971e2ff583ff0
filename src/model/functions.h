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

/// Whether g of one neuron depends on all of them: spherical, layernorm.
[[nodiscard]] bool is_of_the_layer(const Activation& activation);

/// Whether f of one neuron depends on its whole block: softmax, epanechnikov.
[[nodiscard]] bool is_of_the_block(const Energy& energy);

/// The number of hidden neurons of all blocks together.
[[nodiscard]] std::size_t hidden_size(const Spec& spec);

/// g of one visible neuron; every activation that is not of the layer.
[[nodiscard]] double visible_activation(const Activation& activation, double v);

/// dg/dv of one visible neuron, not of the layer; 0 at the kink of relu.
[[nodiscard]] double visible_slope(const Activation& activation, double v);

/// L_v of one visible neuron, not of the layer, whose derivative is g.
[[nodiscard]] double visible_lagrangian(const Activation& activation, double v);

/// L_v of the layer, whose gradient is g: a sum over neurons, sqrt(|v|^2 + eps) for spherical,
/// N sqrt(var v + eps) for layernorm.
[[nodiscard]] double visible_lagrangian(const Activation& activation, std::span<const double> v);

/// What an activation of the layer divides by: sqrt(|v|^2 + eps), or sqrt(var v + eps) with the
/// variance over N.
[[nodiscard]] double visible_divisor(const Activation& activation, std::span<const double> v);

/// The mean of v, which layernorm subtracts before it divides; 0 for spherical.
[[nodiscard]] double visible_centre(const Activation& activation, std::span<const double> v);

/// What an epanechnikov block divides by: sum relu(1 + beta h). 0 outside every basin.
[[nodiscard]] double hidden_divisor(const Energy& energy, std::span<const double> hidden);

/// An integration that fails where every 1 + beta h is below this has left the basins: f jumps.
inline constexpr double kEdge = 1e-4;

/// The first epanechnikov block whose every 1 + beta h is at most `least`, where its f is not
/// defined; null where there is none. `hidden` is that of all blocks.
[[nodiscard]] const HiddenBlock* find_block_without_basin(const Spec& spec,
                                                          std::span<const double> hidden,
                                                          double least = 0);

/// g(v) into `g`; g.size() == v.size().
void visible_output(const Activation& activation, std::span<const double> v, std::span<double> g);

/// g(v), N_v numbers.
[[nodiscard]] std::vector<double> visible_output(const Spec& spec, std::span<const double> visible);

/// f of one hidden neuron; every energy that is not of the block.
[[nodiscard]] double hidden_activation(const Energy& energy, double h);

/// df/dh of one hidden neuron; every energy that is not of the block. 0 at the kink of relu.
[[nodiscard]] double hidden_slope(const Energy& energy, double h);

/// f(h) of one block, N_h numbers; softmax is evaluated with its maximum subtracted. Epanechnikov
/// is relu(1 + beta h) over its sum: the outputs sum to 1, adding a constant to every h changes
/// them, and where the sum is 0 (outside every basin) they are 0 here and not defined in the model.
[[nodiscard]] std::vector<double> hidden_output(const Energy& energy,
                                                std::span<const double> hidden);

/// The same into `output`; output.size() == hidden.size().
void hidden_output(const Energy& energy, std::span<const double> hidden, std::span<double> output);

/// L_h of one block, whose gradient is f but for epanechnikov: there L_h is (1/beta) log sum
/// relu(1 + beta h), whose gradient is theta(1 + beta h) over that sum. No Lagrangian has
/// relu(1 + beta h) over its sum as gradient (df_mu/dh_nu is not symmetric), so that the energy of
/// such a model need not fall. It is minus infinity outside every basin.
/// Source: log-sum-relu energy of Dense Associative Memory with Epanechnikov Energy.
[[nodiscard]] double hidden_lagrangian(const Energy& energy, std::span<const double> hidden);

/// xi g + b of one block, N_h numbers, for the visible outputs `g`. Not of token-driven rows: see
/// `selected`, as for all that needs the weights themselves.
[[nodiscard]] std::vector<double> hidden_target(const HiddenBlock& block,
                                                std::span<const double> g);

/// E of the spec at a state, with the given visible bias a (N_v numbers).
/// Source: Krotov & Hopfield, Large Associative Memory Problem, eq. for E with Lagrangians.
[[nodiscard]] double lyapunov_energy(const Spec& spec, std::span<const double> bias,
                                     const State& state);

}  // namespace hopspice::model
