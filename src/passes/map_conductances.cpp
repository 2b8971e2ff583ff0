// w -> G = |w| U_to / (U_from R_f), with R_f so that the largest G is conductance.max.

#include "passes/part_values.h"
#include "passes/passes.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Crossbar;
using analog::Network;

// A step of current through R_f moves the output by r_out/R_f of full scale before the loop acts.
constexpr double kFeedbackPerRout = 100;
constexpr double kLeastFeedbackOhms = 1000;

/// Conductance times feedback resistance for weight 1 from `from` into `to`.
double gain_per_weight(const Bank& from, const Bank& to) {
    return to.volts_per_unit / from.output_volts_per_unit;
}

double bias_gain(const Bank& bank, std::size_t neuron) {
    return (bank.bias[neuron] - bank.shift) * bank.volts_per_unit / bank.reference_volts;
}

double largest_gain(const Network& network, std::size_t to) {
    const Bank& bank = network.banks[to];
    double largest = 0;
    for (const Crossbar& crossbar : network.crossbars) {
        if (crossbar.to != to) {
            continue;
        }
        const double per_weight = gain_per_weight(network.banks[crossbar.from], bank);
        for (const double weight : crossbar.weights.values) {
            largest = std::max(largest, std::abs(weight) * per_weight);
        }
    }
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        largest = std::max(largest, std::abs(bias_gain(bank, neuron)));
    }
    if (to == 0 && network.bias_input) {
        largest = std::max(largest, bank.volts_per_unit / network.bias_input_volts_per_unit);
    }
    return largest;
}

/// Fills the conductances of a crossbar; returns the largest error as a fraction of the largest
/// weight.
double map_crossbar(Network& network, Crossbar& crossbar, const ConductanceSpec& cell, bool ideal) {
    const Bank& to = network.banks[crossbar.to];
    const double scale = gain_per_weight(network.banks[crossbar.from], to) / to.feedback_ohms;
    crossbar.siemens = crossbar.weights;
    double largest = 0;
    double error = 0;
    for (double& siemens : crossbar.siemens.values) {
        const double wanted = siemens * scale;
        siemens = ideal ? wanted : storable_siemens(wanted, cell);
        largest = std::max(largest, std::abs(wanted));
        error = std::max(error, std::abs(siemens - wanted));
    }
    return largest > 0 ? error / largest : 0;
}

void map_bias(Bank& bank, const ConductanceSpec& cell, bool ideal) {
    bank.bias_siemens.resize(bank.size);
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const double wanted = bias_gain(bank, neuron) / bank.feedback_ohms;
        bank.bias_siemens[neuron] = ideal ? wanted : storable_siemens(wanted, cell);
    }
}

}  // namespace

Diagnostics map_conductances(Network& network, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        Bank& bank = network.banks[index];
        bank.feedback_ohms =
            ideal ? kBehavioralOhms
                  : std::max({kLeastFeedbackOhms, kFeedbackPerRout * target.amplifier.rout,
                              largest_gain(network, index) / target.conductance.max});
        map_bias(bank, target.conductance, ideal);
    }
    for (Crossbar& crossbar : network.crossbars) {
        network.mapping_error = std::max(
            network.mapping_error, map_crossbar(network, crossbar, target.conductance, ideal));
    }
    const Bank& visible = network.banks[0];
    network.bias_input_siemens =
        visible.volts_per_unit / network.bias_input_volts_per_unit / visible.feedback_ohms;
    network.wire_ohms = ideal ? 0 : target.conductance.wire_resistance;
    return {};
}

}  // namespace hopspice::passes
