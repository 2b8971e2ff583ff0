// What of the errors of a read-back the target explains.

#include "cells/steered.h"
#include "circuit/bipolar.h"
#include "circuit/parts.h"
#include "kinds/functions.h"
#include "passes/passes.h"
#include "passes/tile_stages.h"
#include "passes/wire_loss.h"
#include "proof/read_back.h"
#include "proof/read_current_mode.h"
#include "proof/read_gains.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>

namespace hopspice::proof {

namespace {

/// The most by which a cell misses the conductance it should have.
double cell_error_siemens(const ConductanceSpec& cell) {
    const double step = cell.bits > 0 ? cell.max / (std::pow(2, cell.bits) - 1) : 0;
    return std::max(cell.min, step) / 2;
}

}  // namespace

Diagnostics verify_read_back(const Reading& reading, const analog::Network& network,
                             const Target& target) {
    const ReadBack& errors = reading.unexplained;
    if (network.current_mode) {
        return verify_current_mode(errors, network, target);
    }
    constexpr double kNumerical = 1e-6;
    // Taking out what a softmax cannot see takes a mean of the errors out, too: at most the double.
    const bool shared = std::ranges::any_of(
        network.banks, [](const analog::Bank& bank) { return kinds::is_softmax(bank.function); });
    const double offset_volts =
        std::hypot(target.amplifier.offset_sigma, target.amplifier.array_offset_sigma);
    double limit =
        kNumerical + (shared ? 2 : 1) * network.mapping_error + passes::wire_loss(network);
    if (network.steered) {  // weights are areas: six sigma of a difference of two, of twice a scale
        limit += 18 * std::hypot(target.device_mismatch.is,
                                 target.device_mismatch.vt / circuit::kThermalVolts);
    }
    double lag_share = 0;
    double bias_share = 0;
    double gain_share = 0;
    if (target.level != Level::Behavioral) {
        const double gain = std::pow(10, target.amplifier.gain_db / 20);
        for (const analog::Bank& bank : network.banks) {
            const double noise_gain = *std::ranges::max_element(bank.noise_gain);
            const double missing =
                passes::amplifier_lag_s(bank) / circuit::open_loop_s(target.amplifier);
            limit += 4 * (missing + passes::stage_noise_gain(bank) / gain);
            // Its own amplifier's offset, those of the inverters that drive it, and what the
            // conductance of a bias is rounded by.
            const double volts =
                18 * offset_volts * noise_gain * (1 + passes::stage_noise_gain(bank)) +
                cell_error_siemens(target.conductance) * bank.feedback_ohms * bank.reference_volts;
            const double full = bank.steered
                                    ? circuit::kThermalVolts / cells::driver_noise_gain(bank)
                                    : bank.output_volts_per_unit * bank.output.magnitude();
            worsen(gain_share, 18 * offset_volts / full);
            double shifted = 0;
            for (const double bias : bank.bias) {
                shifted = std::max(shifted, std::abs(bias - bank.shift));
            }
            worsen(bias_share, (volts / bank.volts_per_unit + 4 * missing * shifted) /
                                   (0.25 * bank.state.span()));
            worsen(lag_share, passes::amplifier_lag_s(bank) / (bank.tau * network.time_unit_s));
        }
    }
    constexpr double kFullLag = 0.9;  // beyond it the capacitor was held at its least share
    Diagnostics diagnostics;
    const auto hold = [&](const char* what, double error, double allowed) {
        if (!(error <= allowed)) {
            report(diagnostics, Rule::ReadBackDiffers, {}, what, error, allowed);
        }
    };
    hold("a weight", errors.weight_error, limit);
    hold("a bias", errors.bias_error, 2 * limit + bias_share);
    hold("a gain", errors.gain_error, limit + gain_share);
    if (lag_share < kFullLag) {
        hold("a time constant", errors.tau_error, 0.02 + limit + lag_share * limit);
    }
    return diagnostics;
}

}  // namespace hopspice::proof
