// Cells as they are when the circuit runs (imperfect_cells.h), and what that makes of weights,
// biases and time constants. An array is one crossbar, of both polarities of its weights; the
// biases of a bank are another one.

#include "analog/tiles.h"
#include "cells/values.h"
#include "passes/imperfect_cells.h"
#include "passes/passes.h"
#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Crossbar;
using analog::Network;

double largest(const std::vector<double>& values) {
    double result = 0;
    for (const double value : values) {
        result = std::max(result, std::abs(value));
    }
    return result;
}

/// Ideal sources hold any weight: there the ends of the range are those of what the array holds.
StuckAt stuck_at(const Target& target, const std::vector<double>& siemens) {
    const ConductanceSpec& cell = target.conductance;
    if (target.level != Level::Behavioral) {
        return {cell.max, cell.min};
    }
    const double on = largest(siemens);
    return {on, on * cell.min / cell.max};
}

/// Weights that the cells of a crossbar give, through the switches of the rows that tokens choose.
Matrix weights_of(const Network& network, const Crossbar& crossbar, const Target& target) {
    const Bank& to = network.banks[crossbar.to];
    const double unit =
        to.feedback_ohms * network.banks[crossbar.from].output_volts_per_unit / to.volts_per_unit;
    const Matrix wires = wire_siemens(network, crossbar, crossbar.siemens);
    Matrix weights = crossbar.siemens;
    for (std::size_t k = 0; k < weights.values.size(); ++k) {
        weights.values[k] *= unit / (1 + select_ohms(target) * wires.values[k]);
    }
    return weights;
}

void perturb_crossbar(const Network& network, Crossbar& crossbar, const Target& target) {
    const Matrix before = weights_of(network, crossbar, target);
    const StuckAt stuck = stuck_at(target, crossbar.siemens.values);
    const std::string array = fmt::format("array {} {}", crossbar.from, crossbar.to);
    const analog::Tiles tiles(crossbar.siemens, target.tile);
    for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
        for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
            const std::string name =
                fmt::format("cell {} {} {} {}", crossbar.from, crossbar.to, row, col);
            double& siemens = crossbar.siemens(row, col);
            const analog::TilePlace tile = tiles.of(row, col, siemens);
            siemens = imperfect_siemens(
                siemens, target, stuck,
                {name, array, fmt::format("{} {} {}", array, tile.row, tile.column)});
        }
    }
    crossbar.deviation = weights_of(network, crossbar, target);
    for (std::size_t k = 0; k < before.values.size(); ++k) {
        crossbar.deviation.values[k] -= before.values[k];
    }
}

void perturb_biases(Bank& bank, std::size_t index, const Target& target) {
    const StuckAt stuck = stuck_at(target, bank.bias_siemens);
    const double unit = bank.feedback_ohms * bank.reference_volts / bank.volts_per_unit;
    const std::string array = fmt::format("array bias {}", index);
    bank.bias_deviation.resize(bank.size);
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        double& siemens = bank.bias_siemens[neuron];
        const double before = siemens;
        siemens = imperfect_siemens(siemens, target, stuck,
                                    {fmt::format("bias {} {}", index, neuron), array, ""});
        bank.bias_deviation[neuron] = unit * (siemens - before);
    }
}

/// What a neuron's time constant has besides R_f C, seconds: the amplifier's lag, and the switch.
std::vector<std::vector<double>> added_taus(const Network& network, const Target& target) {
    std::vector<std::vector<double>> all;
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        const Bank& bank = network.banks[index];
        std::vector<double>& added = all.emplace_back();
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            added.push_back(bank.lag_s[neuron] +
                            bank.feedback_ohms * bank.capacitor_farads[neuron] *
                                switched_share(network, target, index, neuron));
        }
    }
    return all;
}

}  // namespace

Diagnostics perturb_conductances(Network& network, const Target& target) {
    if (!has_imperfect_cells(target)) {
        return {};
    }
    const auto before = added_taus(network, target);
    for (Crossbar& crossbar : network.crossbars) {
        perturb_crossbar(network, crossbar, target);
    }
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        perturb_biases(network.banks[index], index, target);
    }
    set_noise_gains(network, target);
    const auto after = added_taus(network, target);
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        std::vector<double>& deviation = network.banks[index].tau_deviation_s;
        deviation.resize(network.banks[index].size);
        for (std::size_t neuron = 0; neuron < deviation.size(); ++neuron) {
            deviation[neuron] += after[index][neuron] - before[index][neuron];
        }
    }
    return {};
}

}  // namespace hopspice::passes
