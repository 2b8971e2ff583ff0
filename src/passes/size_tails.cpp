// Topology steered: current densities from the time constants, currents from the feedback
// resistors, offsets from the currents.

#include "cells/junctions.h"
#include "cells/steered.h"
#include "passes/passes.h"
#include "passes/steering.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Crossbar;
using analog::Network;
using analog::Steering;

constexpr double kLeastCellDensity = 400e-6;  // A/um2: below it nothing becomes more accurate
constexpr double kMostCellDensity = 1600e-6;  // the highest that was tried
constexpr double kLeastArea = 0.5;            // um2, of the emitters of a cell
constexpr int kTailRounds = 8;                // of a fixed point that moves by alpha's slope, 1e-3

/// Volts of a base line per unit of v that all columns add to it, a tail's full current each.
double slope_volts(const Network& network, const Crossbar& crossbar) {
    return cells::base_volts_per_unit(network.banks[crossbar.from]) * crossbar.steering->reach;
}

double emitter_farads(const circuit::Bipolar& device, const Crossbar& crossbar) {
    return static_cast<double>(crossbar.weights.cols) * device.cje;
}

/// As set_time_constants will have it but for the delays of tails.
double expected_unit_s(const Network& network, const Target& target) {
    if (!target.time_unit.automatic) {
        return target.time_unit.seconds;
    }
    double unit = 0;
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        const double lag = estimated_lag_s(network, bank, target);
        unit = std::max(unit, target.time_unit.ratio * lag / network.banks[bank].tau);
    }
    return unit;
}

/// What a tail's current does to v at the most, as volts over R_f: the part of it that arrives.
double arriving_share(const circuit::Bipolar& device, double density) {
    return cells::cascode_share(device) * device.collector_share(density);
}

void size_tail(const Network& network, Crossbar& crossbar, const circuit::Bipolar& device,
               const Target& target) {
    Steering& steering = *crossbar.steering;
    const Bank& visible = network.banks[0];
    const double wanted = 2 * visible.volts_per_unit * steering.scale / visible.feedback_ohms;
    double density = steering.density;
    for (int round = 0; round < kTailRounds; ++round) {
        const double copied = cells::copied_amperes(device, 1, cells::sink_volts(target),
                                                    cells::tail_volts(device, density));
        steering.tail_amperes = wanted / (arriving_share(device, density) * copied);
        steering.area = std::max(kLeastArea, steering.tail_amperes / steering.density);
        density = steering.tail_amperes * copied / steering.area;
    }
    steering.density = density;
    steering.correction_volts = device.missing_volts(density);
    steering.delay_s =
        (emitter_farads(device, crossbar) / density + cells::sink_farads_per_ampere(device)) *
        slope_volts(network, crossbar);
}

}  // namespace

Diagnostics choose_densities(Network& network, const Target& target) {
    if (!network.steered) {
        return {};
    }
    const circuit::Bipolar device = circuit::bipolar_of(target);
    const double tau_s = network.banks[0].tau * expected_unit_s(network, target);
    Bank& visible = network.banks[0];
    visible.feedback_ohms = INFINITY;
    for (Crossbar& crossbar : network.crossbars) {
        if (!crossbar.steering) {
            continue;
        }
        const double slope = slope_volts(network, crossbar);
        const double left =
            cells::kLongestDelay * tau_s - cells::sink_farads_per_ampere(device) * slope;
        const double density = emitter_farads(device, crossbar) * slope / left;
        crossbar.steering->density =
            left > 0 ? std::clamp(density, kLeastCellDensity, kMostCellDensity) : kMostCellDensity;
        const double tail = kLeastArea * crossbar.steering->density *
                            arriving_share(device, crossbar.steering->density);
        visible.feedback_ohms = std::min(
            visible.feedback_ohms, 2 * visible.volts_per_unit * crossbar.steering->scale / tail);
    }
    return {};
}

Diagnostics size_tails(Network& network, const Target& target) {
    if (!network.steered) {
        return {};
    }
    const circuit::Bipolar device = circuit::bipolar_of(target);
    double middle = 0;  // of what the tails send to a column
    double tails = 0;
    for (Crossbar& crossbar : network.crossbars) {
        if (crossbar.steering) {
            size_tail(network, crossbar, device, target);
            const Steering& steering = *crossbar.steering;
            tails += steering.tail_amperes;
            middle +=
                network.banks[0].volts_per_unit * steering.scale / network.banks[0].feedback_ohms;
            network.steered->least_unit_s =
                std::max(network.steered->least_unit_s,
                         steering.delay_s / cells::kLongestDelay / network.banks[0].tau);
        }
    }
    network.steered->cascode_area = tails / cells::kCascodeTailDensity;
    network.steered->bleed_amperes = cells::kBleedShare * tails;
    const double bleed =
        cells::copied_amperes(device, network.steered->bleed_amperes, cells::sink_volts(target),
                              cells::line_volts(device));
    network.steered->offset_siemens =
        (middle + cells::cascode_share(device) * bleed) / network.banks[0].reference_volts;
    return {};
}

}  // namespace hopspice::passes
