// tau -> R (C + what the devices have), and the voltages the machine rests at.

#include "passes/current_mode.h"

#include <algorithm>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::CurrentMode;
using analog::Network;

constexpr double kLeastNodeShare = 0.01;  // of a node's charge: its capacitor is never absent

struct Node {
    double farads = 0;  ///< of its capacitor
    double late_s = 0;  ///< what it then has beyond tau
};

Node node_of(double tau_s, double ohms, double parasitic_farads) {
    const double asked = tau_s / ohms;
    const double room = asked - parasitic_farads;
    const double farads = std::max(room, kLeastNodeShare * asked);
    return {farads, ohms * (farads - room)};
}

/// Collector junction, and of the emitter's charge what the loaded line does not move along with.
double follower_farads(const CurrentMode& machine, const circuit::Bipolar& device,
                       const ReverseVolts& reverse) {
    const double bases = 1 / machine.column_ohms - 1 / machine.load_ohms.back();
    const double dropped =
        machine.follower_ohms * bases * (device.current_gain(machine.kelvin) + 1);
    return machine.follower_area * (device.collector_farads(reverse.followers) - device.cjs +
                                    dropped * device.emitter_farads());
}

/// What the capacitors of the bases ask of a column through the followers, on average.
double bases_farads(const CurrentMode& machine, const circuit::Bipolar& device) {
    double sum = 0;
    for (std::size_t row = 0; row < machine.weights.rows; ++row) {
        for (std::size_t col = 0; col < machine.weights.cols; ++col) {
            const double volts = machine.gain * machine.weights(row, col) / machine.row_sum / 2;
            sum += 2 * machine.base_farads[row] * volts * volts;
        }
    }
    return sum / static_cast<double>(machine.weights.cols) /
           (device.current_gain(machine.kelvin) + 1);
}

}  // namespace

Levels levels_of(const Network& network, const Target& target) {
    const CurrentMode& machine = *network.current_mode;
    const circuit::Bipolar device = circuit::bipolar_of(target);
    const double gain = device.current_gain(machine.kelvin);
    const auto junction = [&](double amperes, double area) {
        return device.junction_volts(amperes, area, machine.kelvin);
    };
    Levels levels;
    levels.column = target.vdd -
                    machine.column_ohms * (device.alpha(machine.kelvin) * machine.tail_amperes / 2 +
                                           machine.follower_amperes / (gain + 1));
    levels.line = levels.column - junction(machine.follower_amperes, machine.follower_area);
    levels.base = levels.line - machine.source_ohms * machine.buffer_amperes / (gain + 1);
    levels.buffered = levels.base - junction(machine.buffer_amperes, machine.buffer_area);
    levels.tail = levels.buffered - junction(machine.tail_amperes, machine.device_area);
    levels.sink = target.vss + kEmitterVolts * temperature_ratio(target);
    return levels;
}

ReverseVolts reverse_volts(const Levels& levels, const Target& target) {
    return {levels.column - levels.buffered, target.vdd - levels.column, target.vdd - levels.base};
}

bool bases_follow(const Network& network) { return network.banks[1].tau <= network.banks[0].tau; }

double base_parasitic_farads(const CurrentMode& machine, const circuit::Bipolar& device,
                             double reverse_volts) {
    // The buffer's own base-emitter charge moves with its input: none of it is seen there.
    const double driven = static_cast<double>(machine.weights.cols) * machine.device_area *
                          (device.emitter_farads() + device.cjc);
    return machine.buffer_area * (device.collector_farads(reverse_volts) - device.cjs) +
           driven / (device.current_gain(machine.kelvin) + 1);
}

double supply_amperes(const Network& network) {
    const CurrentMode& machine = *network.current_mode;
    const auto columns =
        static_cast<double>(machine.weights.cols + (machine.has_reference ? 1 : 0));
    return columns * (machine.tail_amperes + 2 * machine.follower_amperes) +
           static_cast<double>(machine.weights.rows) * machine.buffer_amperes +
           2 * kReferenceAmperes * machine.kelvin / circuit::kNominalKelvin +
           machine.bleeder_amperes;
}

Diagnostics set_node_capacitors(Network& network, const Target& target) {
    CurrentMode& machine = *network.current_mode;
    const circuit::Bipolar device = circuit::bipolar_of(target);
    const ReverseVolts reverse = reverse_volts(levels_of(network, target), target);
    const double collectors = static_cast<double>(machine.weights.rows) / 2 * machine.device_area *
                              device.collector_farads(reverse.memories);
    machine.base_parasitic_farads = base_parasitic_farads(machine, device, reverse.buffers);

    Bank& hidden = network.banks[1];
    const double tau_h = hidden.tau * network.time_unit_s;
    machine.base_farads.clear();
    hidden.tau_deviation_s.clear();
    for (const double ohms : machine.base_ohms) {
        const double lag = machine.buffer_lag_s + machine.tail_lag_s;
        const Node base = node_of(tau_h, ohms, machine.base_parasitic_farads + lag / ohms);
        machine.base_farads.push_back(base.farads);
        hidden.tau_deviation_s.push_back(base.late_s);
    }
    hidden.capacitor_farads = machine.base_farads;

    machine.column_parasitic_farads = collectors + follower_farads(machine, device, reverse) +
                                      kSwitchFaradsPerMetre * machine.switch_metres +
                                      (bases_follow(network) ? bases_farads(machine, device) : 0);
    Bank& visible = network.banks[0];
    const double tau_v = visible.tau * network.time_unit_s;
    const Node column = node_of(tau_v, machine.column_ohms, machine.column_parasitic_farads);
    machine.column_farads = column.farads;
    visible.capacitor_farads.assign(visible.size, column.farads);
    visible.tau_deviation_s.assign(visible.size, column.late_s);
    return {};
}

}  // namespace hopspice::passes
