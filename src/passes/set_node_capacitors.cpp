// tau -> R (C + what the devices have), and the voltages the machine rests at.

#include "passes/current_mode.h"

#include <algorithm>

namespace hopspice::passes {

namespace {

using analog::CurrentMode;
using analog::Network;

constexpr double kLeastNodeShare =
    0.01;  // of a node's capacitance is a capacitor: it is never absent

}  // namespace

Levels levels_of(const Network& network, const Target& target) {
    const CurrentMode& machine = *network.current_mode;
    const circuit::Bipolar device = bipolar_of(target);
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

double supply_amperes(const Network& network) {
    const CurrentMode& machine = *network.current_mode;
    const auto columns =
        static_cast<double>(machine.weights.cols + (machine.has_reference ? 1 : 0));
    return columns * (machine.tail_amperes + 2 * machine.follower_amperes) +
           static_cast<double>(machine.weights.rows) * machine.buffer_amperes +
           2 * kReferenceAmperes * machine.kelvin / circuit::kNominalKelvin;
}

Diagnostics set_node_capacitors(Network& network, const Target& target) {
    CurrentMode& machine = *network.current_mode;
    const circuit::Bipolar device = bipolar_of(target);
    const Levels levels = levels_of(network, target);
    const double collectors = static_cast<double>(machine.weights.rows) / 2 * machine.device_area *
                              device.collector_farads(levels.column - levels.buffered);
    const double follower =
        machine.follower_area * (device.collector_farads(target.vdd - levels.column) - device.cjs);
    machine.column_parasitic_farads =
        collectors + follower + kSwitchFaradsPerMetre * machine.switch_metres;
    const double column = network.banks[0].tau * network.time_unit_s / machine.column_ohms;
    machine.column_farads =
        std::max(column - machine.column_parasitic_farads, kLeastNodeShare * column);
    const double base = network.banks[1].tau * network.time_unit_s / machine.source_ohms;
    const double lag = (machine.buffer_lag_s + machine.tail_lag_s) / machine.source_ohms;
    machine.base_farads =
        std::max(base - lag - machine.base_parasitic_farads, kLeastNodeShare * base);
    network.banks[0].capacitor_farads.assign(network.banks[0].size, machine.column_farads);
    network.banks[1].capacitor_farads.assign(network.banks[1].size, machine.base_farads);
    return {};
}

}  // namespace hopspice::passes
