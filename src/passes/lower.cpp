#include "passes/lower.h"

#include "passes/current_mode.h"
#include "support/rules.h"

namespace hopspice::passes {

namespace {

constexpr double kReadoutTaus = 6;  // integrators within exp(-6), and the softmax behind them

}  // namespace

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
    fit_kit_devices(lowered.circuit);
    use_kit_capacitors(lowered.circuit, target);
    perturb_devices(lowered.circuit, target);
    add_noise(lowered, network, target);
    Diagnostics diagnostics = circuit::verify_circuit(lowered.circuit);
    diagnostics.append(circuit::verify_libraries(lowered.circuit));
    if (diagnostics.has_errors()) {
        return Unexpected{std::move(diagnostics)};
    }
    return lowered;
}

}  // namespace hopspice::passes
