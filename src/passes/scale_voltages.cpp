// x -> U (x - shift): volts per unit, polarity and shift of every bank from its range and the
// swing. What a bank's cell needs of them says the cell; here is how large the visible states are.

#include "cells/cell.h"
#include "cells/normaliser.h"
#include "cells/values.h"
#include "circuit/parts.h"
#include "kinds/functions.h"
#include "passes/passes.h"
#include "passes/tile_stages.h"
#include "passes/token_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Polarity;

// What a rectifier keeps out may be twice as large as what it passes, where the supplies allow.
constexpr double kRectifiedRatio = 2;
constexpr double kReachShare = 0.9;
// Tried for the largest |v|, of full scale; the one with the shortest amplifier lag relative to tau
// is taken.
constexpr std::array kVisibleShares = {0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0};

constexpr double kSteeredSpan = 1.0;  // volt: nothing to trade, currents load no virtual ground

// Of ideal sources: within these a unit is a volt. Further out tolerances of the simulator, which
// are volts and parts of a voltage, would be coarser than the signal.
constexpr double kLeastIdealVolts = 1e-2;
constexpr double kMostIdealVolts = 1e3;
constexpr double kLeastIdealSpan = 1e-2;  // of the magnitude; below it 0 V is in the middle

double ideal_volts_per_unit(double size) {
    const bool usual =
        size < cells::kLeastSignal || (size >= kLeastIdealVolts && size <= kMostIdealVolts);
    return usual ? 1 : std::pow(10, -std::round(std::log10(size)));
}

void scale_ideal(Bank& bank) {
    const bool line = kinds::is_identity(bank.function);  // the state is the output
    const bool narrow = bank.state.span() < kLeastIdealSpan * bank.state.magnitude();
    bank.polarity = Polarity::Positive;
    bank.shift = narrow && !line ? (bank.state.low + bank.state.high) / 2 : 0;
    bank.volts_per_unit = ideal_volts_per_unit(bank.shift == 0 ? bank.state.magnitude()
                                                               : bank.state.high - bank.shift);
    bank.output_volts_per_unit =
        line ? bank.volts_per_unit : ideal_volts_per_unit(bank.output.magnitude());
}

/// Large visible voltages make hidden neurons fast and visible ones slow; this is their trade.
double worst_lag(const analog::Network& network, const Target& target) {
    double worst = 0;
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        if (bank != network.readout_bank) {
            worst =
                std::max(worst, estimated_lag_s(network, bank, target) / network.banks[bank].tau);
        }
    }
    return worst;
}

/// The lines of a hidden bank carry the full scale; its states are as large as a junction needs.
cells::Scaling hidden_scaling(const Target& target) {
    const double full = cells::full_scale_volts(target);
    return {
        .polarity = Polarity::Positive,
        .state_volts = cells::kHiddenVolts * full / cells::kOutputVolts,
        .output_volts = full,
        .rectified_volts = cells::rectified_full_scale_volts(target),
        .reach_volts = std::min(kRectifiedRatio * full, kReachShare * cells::swing_volts(target)),
        .gain_volts = cells::largest_gain_volts(target)};
}

void scale(Bank& bank, const cells::Scaling& scaling) { cells::cell_of(bank).scale(bank, scaling); }

void scale_visible(analog::Network& network, cells::Scaling scaling, const Target& target) {
    scaling.polarity = Polarity::Negative;
    const double full = scaling.output_volts;
    const auto scale_to = [&](double volts) {
        scaling.state_volts = volts;
        scaling.output_volts = volts;
        scale(network.banks[0], scaling);
    };
    if (network.steered || network.banks[0].stages) {
        scaling.polarity = Polarity::Positive;  // currents out of it, or inverted once before
    }
    if (network.steered && kinds::is_identity(network.banks[0].function)) {
        const model::Range& state = network.banks[0].state;
        return scale_to(std::min(kSteeredSpan * state.magnitude() / state.span(), full));
    }
    double best_share = kVisibleShares.front();
    double best_lag = INFINITY;
    for (const double share : kVisibleShares) {
        scale_to(share * full);
        const double lag = worst_lag(network, target);
        if (lag < best_lag) {
            best_lag = lag;
            best_share = share;
        }
    }
    scale_to(best_share * full);
}

}  // namespace

double estimated_lag_s(const analog::Network& network, std::size_t bank, const Target& target) {
    return circuit::loop_lag_s(target.amplifier, estimated_noise_gain(network, bank),
                               cells::least_feedback_ohms(target));
}

double estimated_noise_gain(const analog::Network& network, std::size_t to) {
    const Bank& bank = network.banks[to];
    const StageNeeds stages = bank.stages ? stage_needs(network, to) : StageNeeds{};
    double worst = 1;
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        double gain = 1 + bank.volts_per_unit * std::abs(bank.bias[neuron] - bank.shift) /
                              bank.reference_volts;
        for (const analog::Crossbar& crossbar : network.crossbars) {
            const double per_weight =
                bank.volts_per_unit / network.banks[crossbar.from].output_volts_per_unit;
            if (crossbar.to == to && !crossbar.steering && !bank.stages) {
                gain += per_weight * slot_siemens(crossbar, crossbar.weights, neuron);
            }
        }
        worst = std::max(worst, gain);
    }
    return bank.stages ? worst + stages.count * stages.ratio() + 1 + stages.gain / stages.ratio()
                       : worst;
}

Diagnostics scale_voltages(analog::Network& network, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    for (Bank& bank : network.banks) {
        bank.reference_volts = ideal ? 1 : cells::reference_volts(target);
        if (ideal) {
            scale_ideal(bank);
        } else if (&bank != &network.banks[0]) {
            scale(bank, hidden_scaling(target));
        }
    }
    if (!ideal) {
        scale_visible(network, hidden_scaling(target), target);
    }
    for (std::size_t index = 1; !ideal && index < network.banks.size(); ++index) {
        const cells::Cell& cell = cells::cell_of(network.banks[index]);
        if (cell.raise != nullptr) {
            cell.raise(network, index, target);
        }
    }
    network.bias_input_volts_per_unit =
        ideal ? 1
              : cells::full_scale_volts(target) /
                    std::max(1e-3, network.bias_input_range.magnitude());
    return {};
}

}  // namespace hopspice::passes
