// w -> G = |w| U_to / (U_from R_f), with R_f so that the largest G is conductance.max. Where tokens
// choose, G (1 + R_on S) is built, S being all that is on the cell's wire: S = S_0/(1 - R_on S_0)
// of what is wanted, S_0, so that the factor is 1/(1 - R_on S_0).

#include "cells/values.h"
#include "passes/passes.h"
#include "passes/token_rows.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

constexpr double kBehavioralOhms = 1e4;  // feedback of an ideal neuron
using analog::Bank;
using analog::Crossbar;
using analog::Network;

/// Conductance times feedback resistance for weight 1 from `from` into `to`.
double gain_per_weight(const Bank& from, const Bank& to) {
    return to.volts_per_unit / from.output_volts_per_unit;
}

double bias_gain(const Bank& bank, std::size_t neuron) {
    return (bank.bias[neuron] - bank.shift) * bank.volts_per_unit / bank.reference_volts;
}

Matrix scaled(Matrix weights, double factor) {
    for (double& weight : weights.values) {
        weight *= factor;
    }
    return weights;
}

/// Of a crossbar's cell of gain g on a wire of gain s the least R_f with g/(R_f - R_on s) <= max.
double cell_feedback_ohms(const Network& network, const Crossbar& crossbar, const Target& target) {
    const Matrix gains = scaled(crossbar.weights, gain_per_weight(network.banks[crossbar.from],
                                                                  network.banks[crossbar.to]));
    const Matrix wires = wire_siemens(network, crossbar, gains);
    double ohms = 0;
    for (std::size_t cell = 0; cell < gains.values.size(); ++cell) {
        ohms = std::max(ohms, std::abs(gains.values[cell]) / target.conductance.max +
                                  select_ohms(target) * wires.values[cell]);
    }
    return ohms;
}

double feedback_ohms(const Network& network, std::size_t to, const Target& target) {
    const Bank& bank = network.banks[to];
    double ohms =
        to == 0 && network.steered ? bank.feedback_ohms : cells::least_feedback_ohms(target);
    for (const Crossbar& crossbar : network.crossbars) {
        if (crossbar.to == to && !crossbar.steering) {
            ohms = std::max(ohms, cell_feedback_ohms(network, crossbar, target));
        }
    }
    double largest = 0;
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        largest = std::max(largest, std::abs(bias_gain(bank, neuron)));
    }
    if (to == 0 && network.bias_input) {
        largest = std::max(largest, bank.volts_per_unit / network.bias_input_volts_per_unit);
    }
    return std::max(ohms, largest / target.conductance.max);
}

/// Fills the conductances of a crossbar; returns the largest error, through the switches, as a
/// fraction of the largest weight.
double map_crossbar(Network& network, Crossbar& crossbar, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    const double on_ohms = select_ohms(target);
    const Bank& to = network.banks[crossbar.to];
    const Matrix wanted = scaled(
        crossbar.weights, gain_per_weight(network.banks[crossbar.from], to) / to.feedback_ohms);
    const Matrix wanted_wires = wire_siemens(network, crossbar, wanted);
    crossbar.siemens = wanted;
    for (std::size_t cell = 0; cell < wanted.values.size() && !ideal; ++cell) {
        const double built = wanted.values[cell] / (1 - on_ohms * wanted_wires.values[cell]);
        crossbar.siemens.values[cell] = cells::storable_siemens(built, target.conductance);
    }
    const Matrix wires = wire_siemens(network, crossbar, crossbar.siemens);
    double largest = 0;
    double error = 0;
    for (std::size_t cell = 0; cell < wanted.values.size(); ++cell) {
        const double reached = crossbar.siemens.values[cell] / (1 + on_ohms * wires.values[cell]);
        largest = std::max(largest, std::abs(wanted.values[cell]));
        error = std::max(error, std::abs(reached - wanted.values[cell]));
    }
    return largest > 0 ? error / largest : 0;
}

void map_bias(Bank& bank, const ConductanceSpec& cell, bool ideal) {
    bank.bias_siemens.resize(bank.size);
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const double wanted = bias_gain(bank, neuron) / bank.feedback_ohms;
        bank.bias_siemens[neuron] = ideal ? wanted : cells::storable_siemens(wanted, cell);
    }
}

}  // namespace

Diagnostics map_conductances(Network& network, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        Bank& bank = network.banks[index];
        bank.feedback_ohms = ideal ? kBehavioralOhms : feedback_ohms(network, index, target);
        map_bias(bank, target.conductance, ideal);
    }
    for (Crossbar& crossbar : network.crossbars) {
        if (crossbar.steering) {
            continue;  // transistors, not conductances
        }
        network.mapping_error =
            std::max(network.mapping_error, map_crossbar(network, crossbar, target));
    }
    const Bank& visible = network.banks[0];
    network.bias_input_siemens =
        visible.volts_per_unit / network.bias_input_volts_per_unit / visible.feedback_ohms;
    network.wire_ohms = ideal ? 0 : target.conductance.wire_resistance;
    network.wire_farads = ideal ? 0 : target.conductance.wire_capacitance;
    network.tile = target.tile;
    if (ideal) {
        network.tile.trunk_resistance = 0;
        network.tile.trunk_capacitance = 0;
    }
    return {};
}

}  // namespace hopspice::passes
