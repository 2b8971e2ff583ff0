#pragma once
// Activation blocks on the bench: the lowering's own circuit of a small network, its integrators
// cut out and their outputs driven, its columns held at 0 V.

#include "analog/network.h"
#include "bench/simulate.h"
#include "passes/lower.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <optional>
#include <string>
#include <vector>

namespace hopspice::bench {

/// A bank of a small network and the states it is driven through, every one a vector of the bank's
/// size, in model units.
struct ActivationCase {
    std::string block;  ///< `softmax of 4`
    Spec spec;
    model::Ranges ranges;
    std::size_t bank = 1;
    std::vector<std::vector<double>> states;

    /// Of the driven states.
    [[nodiscard]] const model::Range& range() const {
        return bank == 0 ? ranges.visible : ranges.hidden[bank - 1].h;
    }
};

/// Every energy and every visible activation there is; of powers the square and the cube, with and
/// without rectifier.
[[nodiscard]] std::vector<ActivationCase> activation_cases();

/// A softmax of `size` neurons with exponents within +-6.
[[nodiscard]] ActivationCase softmax_case(std::size_t size);

/// f of the spec for a state of the case's bank.
[[nodiscard]] std::vector<double> ideal_outputs(const ActivationCase& activation,
                                                const std::vector<double>& state);

/// What the lines of a neuron say f is, in model units: state, neuron, line.
using Outputs = std::vector<std::vector<std::vector<double>>>;

/// The lowered circuit, ready to be driven.
struct ActivationBench {
    circuit::Lowered lowered;
    double hidden_tau_s = 0;
    double start_s = 0;    ///< the first state is applied
    double plateau_s = 0;  ///< every state is held this long
    double edge_s = 0;
};

/// With `hidden_tau_s`, junction devices are sized as for hidden neurons of that time constant.
/// Errors: those of the passes and the lowering.
[[nodiscard]] Result<ActivationBench> activation_bench(
    const ActivationCase& activation, const Target& target,
    std::optional<double> hidden_tau_s = std::nullopt);

/// Drives the bank through all states and reads every line at the end of each. The waveform has the
/// lines' voltages, neuron by neuron. Errors: HS-E4xx.
[[nodiscard]] Result<wave::Waveform> drive(const ActivationBench& bench,
                                           const ActivationCase& activation, const Target& target,
                                           const Simulator& simulator);

/// The lines at the end of every plateau.
[[nodiscard]] Outputs outputs_of(const wave::Waveform& waveform, const ActivationBench& bench,
                                 const ActivationCase& activation);

/// Largest |f| of the case's states.
[[nodiscard]] double full_scale_of(const ActivationCase& activation);

/// Largest |line - f| over full scale.
[[nodiscard]] double transfer_error(const Outputs& outputs, const ActivationCase& activation);

/// Largest difference of two sets of outputs over full scale.
[[nodiscard]] double transfer_drift(const Outputs& outputs, const Outputs& before,
                                    const ActivationCase& activation);

}  // namespace hopspice::bench
