// C -> C (1 + sigma z)(1 + sigma_bank z_bank). The two capacitors of a neuron, of the state and of
// the charge it starts with, are parts of their own in one array: their ratio has the own errors
// alone.

#include "passes/passes.h"
#include "support/draws.h"

#include <fmt/format.h>

namespace hopspice::passes {

Diagnostics perturb_capacitors(analog::Network& network, const Target& target) {
    const CapacitorSpec& part = target.capacitor;
    if (part.mismatch == 0 && part.array_mismatch == 0) {
        return {};
    }
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        analog::Bank& bank = network.banks[index];
        const std::string array = fmt::format("capacitors {}", index);
        const auto spread = [&](const char* kind, std::size_t neuron) {
            return spread_of(part.mismatch, part.array_mismatch, target.seed,
                             fmt::format("{} capacitor {} {}", kind, index, neuron), array);
        };
        bank.tau_deviation_s.resize(bank.size);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const double before = bank.capacitor_farads[neuron];
            bank.capacitor_farads[neuron] *= spread("state", neuron);
            bank.input_farads[neuron] *= spread("input", neuron);
            bank.tau_deviation_s[neuron] += bank.feedback_ohms *
                                            (1 + switched_share(network, target, index, neuron)) *
                                            (bank.capacitor_farads[neuron] - before);
        }
    }
    return {};
}

}  // namespace hopspice::passes
