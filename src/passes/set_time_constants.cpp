// tau -> R_f C_f = tau - N_g/(2 pi GBW): the amplifier's own lag is taken out of the capacitor.

#include "cells/cell.h"
#include "circuit/parts.h"
#include "passes/passes.h"
#include "passes/tile_stages.h"
#include "passes/token_rows.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::passes {

namespace {

constexpr double kReadoutRatio = 3;  // tau over the lag of the readout, at least
using analog::Bank;
using analog::Network;

/// A capacitor keeps at least this part of tau: below it the amplifier alone sets the speed.
constexpr double kLeastFeedbackShare = 0.1;

/// Into a column, through the switch of the chosen candidate where tokens choose.
double input_siemens(const Network& network, std::size_t to, std::size_t neuron, double on_ohms) {
    double sum = std::abs(network.banks[to].bias_siemens[neuron]);
    if (network.banks[to].stages) {
        return sum + stage_siemens(network, to, neuron) +
               (to == 0 && network.bias_input ? network.bias_input_siemens : 0);
    }
    for (const analog::Crossbar& crossbar : network.crossbars) {
        if (crossbar.to == to && crossbar.row_choices > 1) {
            const double siemens = slot_siemens(crossbar, crossbar.siemens, neuron);
            sum += siemens / (1 + on_ohms * siemens);
            continue;
        }
        for (std::size_t col = 0; crossbar.to == to && col < crossbar.siemens.cols; ++col) {
            sum += std::abs(crossbar.siemens(neuron, col));
        }
    }
    sum += to == 0 && network.steered ? network.steered->offset_siemens : 0;
    return sum + (to == 0 && network.bias_input ? network.bias_input_siemens : 0);
}

/// What an integrator's output drives; what drives without resistance drives anything.
double output_siemens(const Network& network, std::size_t index, std::size_t neuron, double rout) {
    const Bank& bank = network.banks[index];
    return rout == 0 ? 0
                     : 1 / bank.feedback_ohms + cells::cell_of(bank).load(network, index, neuron);
}

void set_loops(Network& network, std::size_t index, double rout, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    Bank& bank = network.banks[index];
    bank.noise_gain.resize(bank.size);
    bank.lag_s.resize(bank.size);
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const double siemens = input_siemens(network, index, neuron, select_ohms(target));
        const double loading = 1 + rout * output_siemens(network, index, neuron, rout);
        bank.noise_gain[neuron] = (1 + bank.feedback_ohms * siemens) * loading;
        bank.lag_s[neuron] = ideal ? 0
                                   : circuit::loop_lag_s(target.amplifier, bank.noise_gain[neuron],
                                                         bank.feedback_ohms * loading);
    }
}

double automatic_unit(const Network& network, const Target& target) {
    double unit = 0;
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        if (index != network.readout_bank) {
            const Bank& bank = network.banks[index];
            unit = std::max(unit, target.time_unit.ratio * input_lag_s(bank, target) / bank.tau);
        }
    }
    return unit;
}

/// The readout is in no loop: it is as slow as its amplifiers need it to be.
void slow_readout(Network& network, const Target& target) {
    if (network.readout_bank) {
        Bank& bank = network.banks[*network.readout_bank];
        bank.tau =
            std::max(bank.tau, kReadoutRatio * input_lag_s(bank, target) / network.time_unit_s);
    }
}

}  // namespace

double amplifier_lag_s(const Bank& bank) {
    return bank.lag_s.empty() ? 0 : *std::ranges::max_element(bank.lag_s);
}

double input_lag_s(const Bank& bank, const Target& target) {
    const double own = amplifier_lag_s(bank);
    return !bank.stages
               ? own
               : own + bank.stages->ohms * bank.stages->farads +
                     bank.stages->noise_gain / (2 * std::numbers::pi * target.amplifier.gbw);
}

void set_noise_gains(Network& network, const Target& target) {
    const double rout = target.level == Level::Behavioral ? 0 : target.amplifier.rout;
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        set_loops(network, index, rout / network.banks[index].state_drive, target);
        if (network.banks[index].stages) {
            network.banks[index].stages->noise_gain = stage_noise_gain(network, index, rout);
        }
    }
}

double switched_share(const Network& network, const Target& target, std::size_t index,
                      std::size_t neuron) {
    const Bank& bank = network.banks[index];
    if (target.level == Level::Behavioral || !bank.initial) {
        return 0;
    }
    return cells::switch_ohms(target) *
           (input_siemens(network, index, neuron, select_ohms(target)) + 1 / bank.feedback_ohms);
}

Diagnostics set_time_constants(Network& network, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    set_noise_gains(network, target);
    const bool automatic = target.time_unit.automatic && !ideal;
    network.time_unit_s = automatic ? automatic_unit(network, target) : target.time_unit.seconds;
    if (network.steered) {
        network.time_unit_s = std::max(network.time_unit_s, network.steered->least_unit_s);
    }
    slow_readout(network, target);
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        Bank& bank = network.banks[index];
        bank.capacitor_farads.resize(bank.size);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const double tau = bank.tau * network.time_unit_s;
            const double lag = bank.lag_s[neuron];
            bank.capacitor_farads[neuron] =
                std::max(tau - lag, kLeastFeedbackShare * tau) /
                (bank.feedback_ohms * (1 + switched_share(network, target, index, neuron)));
        }
        bank.input_farads = bank.capacitor_farads;
        if (!ideal && target.amplifier.type == Feedback::Current) {
            // Charge into the inverting input charges C_T as well as C_f: v = q/(C_f + C_T).
            for (double& farads : bank.input_farads) {
                farads += target.amplifier.pole_farads;
            }
        }
    }
    return {};
}

}  // namespace hopspice::passes
