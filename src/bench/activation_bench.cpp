#include "bench/activation_bench.h"

#include "cells/cell.h"
#include "circuit/builder.h"
#include "passes/passes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace hopspice::bench {

namespace {

constexpr double kActivationPlateauPoles =
    250;  // 1/(2 pi GBW): a rectifier leaves its off state slowly
constexpr double kActivationEdgePoles = 5;
constexpr double kStepsPerPlateau = 10;

std::string voltage_of(const std::string& net) { return "v(" + net + ")"; }

/// Integrators, initial-state switches and bias cells go; what is left are the activation blocks,
/// the inverters of their lines and the crossbars they drive.
void cut_integrators(circuit::Circuit& circuit) {
    std::erase_if(circuit.groups, [](const circuit::Group& group) {
        static const std::set<std::string> kParts = {"integrator", "initial state", "input",
                                                     "bias"};
        return group.origin.neuron && kParts.contains(group.origin.part);
    });
}

/// Sources at the states and columns of every neuron.
void add_drives(circuit::Lowered& lowered) {
    circuit::Builder build(lowered.circuit);
    build.group({.part = "states are driven, columns are virtual grounds"});
    for (const auto& bank : lowered.layout.banks) {
        for (const circuit::NeuronLayout& neuron : bank) {
            const std::string& net = neuron.state.net;
            build.voltage("vdrive_" + net, net, "0", std::vector<double>{0, 0, 1, 0});
            build.voltage("vcolumn_" + net, neuron.column, "0", 0);
        }
    }
}

/// Lines that drive something, or were made whether they do or not.
bool measured(const circuit::Line& line) { return line.siemens > 0 || line.native; }

}  // namespace

Result<ActivationBench> activation_bench(const ActivationCase& activation, const Target& target,
                                         std::optional<double> hidden_tau_s) {
    auto network =
        passes::run_pipeline(analog::build_network(activation.spec, activation.ranges), target);
    if (!network) {
        return Unexpected{network.error()};
    }
    analog::Bank& hidden = network->banks[1];
    hidden.tau = hidden_tau_s ? *hidden_tau_s / network->time_unit_s : hidden.tau;
    auto lowered = passes::lower(*network, target);
    if (!lowered) {
        return Unexpected{lowered.error()};
    }
    lowered->circuit.title = fmt::format("{} of {}", activation.block, target.name);
    cut_integrators(lowered->circuit);
    add_drives(*lowered);
    ActivationBench bench;
    const double pole = 1 / (2 * std::numbers::pi * target.amplifier.gbw);
    bench.hidden_tau_s = hidden.tau * network->time_unit_s;
    bench.start_s = lowered->layout.apply_s;
    const analog::Bank& bank = network->banks[activation.bank];
    const cells::Cell& cell = cells::cell_of(bank);
    bench.plateau_s = kActivationPlateauPoles * pole + 2 / target.amplifier.slew +
                      (cell.ready_s == nullptr ? 0 : cell.ready_s(bank, target));
    bench.edge_s = kActivationEdgePoles * pole;
    bench.lowered = *std::move(lowered);
    return bench;
}

Result<wave::Waveform> drive(const ActivationBench& bench, const ActivationCase& activation,
                             const Target& target, const Simulator& simulator) {
    Run run;
    run.circuit = bench.lowered.circuit;
    run.temperature_c = target.temperature_c;
    const auto& bank = bench.lowered.layout.banks[activation.bank];
    for (std::size_t neuron = 0; neuron < bank.size(); ++neuron) {
        const circuit::Probe& probe = bank[neuron].state;
        std::vector<double> levels;
        for (const auto& state : activation.states) {
            levels.push_back((state[neuron] - probe.shift) * probe.volts_per_unit);
        }
        set_source(run.circuit, "vdrive_" + probe.net,
                   staircase(levels, bench.start_s, bench.plateau_s, bench.edge_s));
        for (const circuit::Line& line : bank[neuron].lines) {
            run.saved.push_back(voltage_of(line.net));
        }
    }
    run.stop_s = bench.start_s + static_cast<double>(activation.states.size()) * bench.plateau_s;
    run.max_step_s = bench.plateau_s / kStepsPerPlateau;
    return simulate(run, simulator);
}

Outputs outputs_of(const wave::Waveform& waveform, const ActivationBench& bench,
                   const ActivationCase& activation) {
    Outputs outputs;
    for (std::size_t state = 0; state < activation.states.size(); ++state) {
        const double end = bench.start_s + static_cast<double>(state + 1) * bench.plateau_s;
        std::size_t signal = 0;
        outputs.emplace_back();
        for (const circuit::NeuronLayout& neuron : bench.lowered.layout.banks[activation.bank]) {
            outputs.back().emplace_back();
            for (const circuit::Line& line : neuron.lines) {
                if (measured(line)) {
                    outputs.back().back().push_back(value_at(waveform, signal, end) /
                                                    line.volts_per_unit);
                }
                ++signal;
            }
        }
    }
    return outputs;
}

double full_scale_of(const ActivationCase& activation) {
    double largest = 0;
    for (const auto& state : activation.states) {
        for (const double output : ideal_outputs(activation, state)) {
            largest = std::max(largest, std::abs(output));
        }
    }
    return largest;
}

double transfer_error(const Outputs& outputs, const ActivationCase& activation) {
    double worst = 0;
    for (std::size_t state = 0; state < outputs.size(); ++state) {
        const std::vector<double> ideal = ideal_outputs(activation, activation.states[state]);
        for (std::size_t neuron = 0; neuron < ideal.size(); ++neuron) {
            for (const double line : outputs[state][neuron]) {
                worst = std::max(worst, std::abs(line - ideal[neuron]));
            }
        }
    }
    return worst / full_scale_of(activation);
}

double transfer_drift(const Outputs& outputs, const Outputs& before,
                      const ActivationCase& activation) {
    double worst = 0;
    for (std::size_t state = 0; state < outputs.size(); ++state) {
        for (std::size_t neuron = 0; neuron < outputs[state].size(); ++neuron) {
            for (std::size_t line = 0; line < outputs[state][neuron].size(); ++line) {
                worst = std::max(
                    worst, std::abs(outputs[state][neuron][line] - before[state][neuron][line]));
            }
        }
    }
    return worst / full_scale_of(activation);
}

}  // namespace hopspice::bench
