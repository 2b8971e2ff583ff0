// xi - middle, v - centre, b + xi centre: the model on a machine whose signals are differences.

#include "analog/tiles.h"
#include "kinds/functions.h"
#include "passes/current_mode.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::CurrentMode;
using analog::Network;

constexpr double kLeastReference = 0.95;  // of the columns' half range
constexpr double kRounding = 1e-9;        // of the largest entry: below it a number was meant as 0

std::vector<std::string> obstacles(const Network& network, const Target& target) {
    std::vector<std::string> found;
    if (target.level != Level::Transistor) {
        found.emplace_back("level opamp: it has no amplifiers, only level transistor");
    }
    const std::size_t blocks = network.banks.size() - (network.readout_bank ? 2 : 1);
    if (blocks != 1) {
        found.push_back(fmt::format("{} hidden blocks, only one", blocks));
    }
    if (network.readout_bank) {
        found.emplace_back("a readout in the circuit");
    }
    const bool softmax =
        std::all_of(network.banks.begin() + 1, network.banks.end(),
                    [](const Bank& bank) { return kinds::is_softmax(bank.function); });
    if (!softmax) {
        found.emplace_back("an energy other than softmax");
    }
    if (!kinds::is_identity(network.banks[0].function)) {
        found.emplace_back("a visible activation other than identity");
    }
    if (std::ranges::any_of(network.crossbars, &analog::Crossbar::has_choices)) {
        found.emplace_back("rows that tokens choose");
    }
    if (network.bias_input) {
        found.emplace_back("inference.present `bias`, only `initial` and `clamp`");
    }
    const bool preset = std::any_of(network.banks.begin() + 1, network.banks.end(),
                                    [](const Bank& bank) { return bank.initial.has_value(); });
    if (preset) {
        found.emplace_back("hidden initial states other than `target`");
    }
    if (target.conductance.wire_resistance > 0) {
        found.emplace_back("wire resistance");
    }
    if (target.conductance.wire_capacitance > 0) {
        found.emplace_back("wire capacitance");
    }
    if (analog::is_tiled(target.tile)) {
        found.emplace_back("crossbars in tiles");
    }
    if (target.noise) {
        found.emplace_back("noise: that of its transistors depends on the state");
    }
    if (target.conductance.stuck_on > 0 || target.conductance.stuck_off > 0) {
        found.emplace_back("stuck cells: a base is the mean of its cells, sized as a whole");
    }
    return found;
}

/// Per column: the middle of its weights.
std::vector<double> centre_weights(const Matrix& weights, CurrentMode& machine) {
    std::vector<double> middle(weights.cols);
    machine.weights = weights;
    for (std::size_t col = 0; col < weights.cols; ++col) {
        double low = weights(0, col);
        double high = low;
        for (std::size_t row = 1; row < weights.rows; ++row) {
            low = std::min(low, weights(row, col));
            high = std::max(high, weights(row, col));
        }
        middle[col] = (low + high) / 2;
        machine.half_range = std::max(machine.half_range, (high - low) / 2);
        for (std::size_t row = 0; row < weights.rows; ++row) {
            machine.weights(row, col) -= middle[col];
        }
    }
    return middle;
}

void centre_bias(const Matrix& weights, const std::vector<double>& bias, CurrentMode& machine) {
    machine.bias = bias;
    double scale = 0;
    for (std::size_t row = 0; row < weights.rows; ++row) {
        for (std::size_t col = 0; col < weights.cols; ++col) {
            machine.bias[row] += weights(row, col) * machine.centre[col];
        }
        scale = std::max(scale, std::abs(machine.bias[row]));
    }
    const auto [low, high] = std::ranges::minmax(machine.bias);
    for (double& value : machine.bias) {
        value -= (low + high) / 2;
        value = std::abs(value) <= kRounding * (scale + machine.half_range) ? 0 : value;
    }
}

}  // namespace

bool is_current_mode(const Target& target) {
    return target.topology == Topology::CurrentMode && target.level != Level::Behavioral;
}

double temperature_ratio(const Target& target) {
    return circuit::temperature_ratio(target.temperature_c);
}

Diagnostics centre_signals(Network& network, const Target& target) {
    Diagnostics diagnostics;
    for (const std::string& obstacle : obstacles(network, target)) {
        report(diagnostics, Rule::CurrentModeModel, {}, obstacle);
    }
    if (diagnostics.has_errors()) {
        return diagnostics;
    }
    CurrentMode machine;
    machine.kelvin = temperature_ratio(target) * circuit::kNominalKelvin;
    const Matrix& weights = network.crossbars[0].weights;
    machine.centre = centre_weights(weights, machine);
    const Bank& visible = network.banks[0];
    if (machine.half_range <= 0) {
        machine.half_range = visible.state.span() / 2;  // all memories alike: v has one fixed point
    }
    machine.excursion = machine.half_range;
    for (std::size_t col = 0; col < weights.cols; ++col) {
        machine.centre[col] += visible.bias[col];
        machine.excursion = std::max({machine.excursion, visible.state.high - machine.centre[col],
                                      machine.centre[col] - visible.state.low});
    }
    centre_bias(weights, network.banks[1].bias, machine);
    // Until balance_cells knows what loads the reference column: no less than that.
    machine.reference_units = kLeastReference * machine.half_range;
    double least = INFINITY;
    for (std::size_t row = 0; row < weights.rows; ++row) {
        double sum = std::abs(machine.bias[row]) / machine.reference_units;
        machine.has_reference = machine.has_reference || machine.bias[row] != 0;
        for (std::size_t col = 0; col < weights.cols; ++col) {
            sum += std::abs(machine.weights(row, col));
        }
        least = std::min(least, sum);
        machine.row_sum = std::max(machine.row_sum, sum);
    }
    machine.has_reference = machine.has_reference ||
                            machine.row_sum - least > kRounding * machine.row_sum ||
                            machine.row_sum == 0;
    machine.row_sum = std::max(machine.row_sum, machine.half_range);
    network.current_mode = std::move(machine);
    return {};
}

}  // namespace hopspice::passes
