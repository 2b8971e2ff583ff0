#include "passes/lower.h"

#include "passes/current_mode.h"
#include "support/rules.h"

#include <fmt/format.h>

namespace hopspice::passes {

namespace {

constexpr double kReadoutTaus = 6;  // integrators within exp(-6), and the softmax behind them

}  // namespace

std::string neuron_name(std::size_t bank, std::size_t neuron) {
    return bank == 0 ? fmt::format("v{}", neuron) : fmt::format("h{}_{}", bank, neuron);
}

std::string neuron_comment(const analog::Network& network, std::size_t bank, std::size_t neuron) {
    return fmt::format("{}[{}]", network.banks[bank].name, neuron);
}

Result<Lowered> lower(const analog::Network& network, const Target& target) {
    Lowered lowered = target.level == Level::Behavioral ? lower_behavioral(network, target)
                      : is_current_mode(target)         ? lower_current_mode(network, target)
                                                        : lower_opamp(network, target);
    if (network.readout_bank) {
        lowered.layout.readout_bank = network.readout_bank;
        lowered.layout.readout_s =
            kReadoutTaus * network.banks[*network.readout_bank].tau * network.time_unit_s;
    }
    if (target.level == Level::Transistor && !is_current_mode(target)) {
        track_temperature(lowered, target);
    }
    perturb_devices(lowered.circuit, target);
    add_noise(lowered, network, target);
    Diagnostics diagnostics = circuit::verify_circuit(lowered.circuit);
    if (diagnostics.has_errors()) {
        return Unexpected{std::move(diagnostics)};
    }
    return lowered;
}

}  // namespace hopspice::passes
