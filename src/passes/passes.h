#pragma once
// The rewrites between the analog blocks and the circuit, in the order the pipeline runs them.
// Each states its rewrite and what holds after it.

#include "analog/network.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <string>
#include <string_view>
#include <vector>

namespace hopspice::passes {

/// Weights and bias of neurons that are held -> 0. After it: nothing is added up for them.
Diagnostics drop_held_columns(analog::Network& network, const Target& target);

/// x -> U (x - shift): every bank gets volts per unit, a polarity and a shift so that its range
/// fits the swing; softmax and exponential banks are shifted so that their top sits just above 0 V.
/// After it: every bank has volts per unit; whether they fit the swing is for `check` to say.
Diagnostics scale_voltages(analog::Network& network, const Target& target);

/// sum xi f + a -> sum (xi - xi_min) f + (a + xi_min), exact because softmax outputs sum to 1.
/// After it: no negative weight leaves a softmax bank.
Diagnostics offset_softmax(analog::Network& network, const Target& target);

/// N_g of a bank's neuron with the largest input, and of its stages, from weights and volts per
/// unit.
[[nodiscard]] double estimated_noise_gain(const analog::Network& network, std::size_t to);
/// Of its amplifiers then, seconds, with the smallest feedback resistor.
[[nodiscard]] double estimated_lag_s(const analog::Network& network, std::size_t bank,
                                     const Target& target);

/// w -> G = |w| U_to / (U_from R_f): R_f so that the largest G of a bank's inputs is
/// conductance.max; quantised to `bits`, clamped into [min, max] (below min/2: no cell). After it:
/// every non-zero conductance is within [min, max].
Diagnostics map_conductances(analog::Network& network, const Target& target);

/// G -> G (1 + sigma z)(1 + sigma_array z_array) (t/t0)^-nu, or max or min of a stuck cell, each
/// draw from the seed and the cell's or its array's own name. After it: noise gains are those of
/// the perturbed circuit, capacitors are not, and what weights, biases and time constants became
/// stands beside them as deviations. Off where the target has none of it.
Diagnostics perturb_conductances(analog::Network& network, const Target& target);

/// What amplifiers drive -> output stages side by side, a power of two, so that the cells of a line
/// take no more than a quarter of the voltage behind the output resistance. After it: every bank
/// has the stages of its integrators and of its lines' amplifiers; one of a user's amplifier.
Diagnostics size_drivers(analog::Network& network, const Target& target);

/// C -> C (1 + sigma z)(1 + sigma_bank z_bank), of the capacitor of every integrator and of the one
/// that charges it. Off where the target has none of it.
Diagnostics perturb_capacitors(analog::Network& network, const Target& target);

/// tau -> R_f C_f = tau - N_g/(2 pi GBW), and seconds per model time unit.
/// After it: every capacitor is positive. Source: one-pole op-amp lossy integrator,
/// 1 + s(tau + N_g/w_t) + s^2 tau/w_t.
Diagnostics set_time_constants(analog::Network& network, const Target& target);

/// N_g and the amplifier's lag of every neuron, from the conductances as they are.
void set_noise_gains(analog::Network& network, const Target& target);

/// The switch between a column and its amplifier carries the capacitor's current alone, which makes
/// tau = R_f C (1 + R_on (G + 1/R_f)): the part besides 1; 0 where there is no switch.
[[nodiscard]] double switched_share(const analog::Network& network, const Target& target,
                                    std::size_t bank, std::size_t neuron);

/// What the amplifier of a bank's slowest neuron adds to its time constant (circuit::loop_lag_s),
/// seconds; 0 at level behavioral.
[[nodiscard]] double amplifier_lag_s(const analog::Bank& bank);

/// The same with the stage that currents of tiles go through before, where there are any.
[[nodiscard]] double input_lag_s(const analog::Bank& bank, const Target& target);

/// One row of the pipeline.
struct Pass {
    std::string_view name;
    Diagnostics (*run)(analog::Network&, const Target&);
};

/// The passes in order; the comments beside the list say why.
[[nodiscard]] const std::vector<Pass>& pipeline();
/// Those of topology current-mode (passes/current_mode.h).
[[nodiscard]] const std::vector<Pass>& current_mode_pipeline();

/// Runs the pipeline, verifying the network after every pass; stops at the first pass that errs.
[[nodiscard]] Result<analog::Network> run_pipeline(analog::Network network, const Target& target);

}  // namespace hopspice::passes
