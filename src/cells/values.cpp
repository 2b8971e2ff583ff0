#include "cells/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::cells {

namespace {

constexpr double kFeedbackPerRout = 100;
constexpr double kLeastFeedbackOhms = 1000;
constexpr double kRailShare = 0.9;         // of what the rail leaves, for a line
constexpr double kDiodeShare = 0.95;       // of what is left behind a diode
constexpr double kLeastScaleVolts = 0.01;  // no supply for anything
constexpr double kDiodeVolts = 0.3;        // Schottky, at a milliampere
constexpr double kSwitchOhms = 10;         // ideal switch
constexpr double kHottest = 1.2;           // absolute temperature over 27 C: 87 C
constexpr double kGateOhms = 80;           // transmission gate at mid rail

}  // namespace

std::string neuron_name(std::size_t bank, std::size_t neuron) {
    return bank == 0 ? fmt::format("v{}", neuron) : fmt::format("h{}_{}", bank, neuron);
}

circuit::Origin bank_part(const analog::Network& network, std::size_t bank, std::string part) {
    return {.part = std::move(part), .owner = network.banks[bank].name, .bank = bank};
}

circuit::Origin neuron_part(const analog::Network& network, std::size_t bank, std::size_t neuron,
                            std::string part) {
    circuit::Origin origin = bank_part(network, bank, std::move(part));
    origin.neuron = neuron;
    return origin;
}

circuit::Origin crossbar_from(const analog::Network& network, std::size_t bank, std::size_t neuron,
                              std::size_t from) {
    circuit::Origin origin = neuron_part(network, bank, neuron, "crossbar");
    origin.from = network.banks[from].name;
    return origin;
}

circuit::Origin crossbar_to(const analog::Network& network, std::size_t bank, std::size_t neuron,
                            std::size_t to) {
    circuit::Origin origin = neuron_part(network, bank, neuron, "crossbar");
    origin.to = network.banks[to].name;
    return origin;
}

circuit::Origin of_token(circuit::Origin origin, std::size_t token) {
    origin.token = token;
    return origin;
}

bool is_noisy(const Target& target) { return target.noise && target.level != Level::Behavioral; }

double column_siemens(const Matrix& siemens, const analog::Bank& to, std::size_t col,
                      analog::Polarity polarity) {
    double sum = 0;
    for (std::size_t row = 0; row < siemens.rows; ++row) {
        if (siemens(row, col) != 0 && cell_polarity(to, siemens(row, col)) == polarity) {
            sum += std::abs(siemens(row, col));
        }
    }
    return sum;
}

double storable_siemens(double wanted, const ConductanceSpec& cell) {
    double magnitude = std::abs(wanted);
    if (cell.bits > 0) {
        const double step = cell.max / (std::pow(2, cell.bits) - 1);
        magnitude = std::round(magnitude / step) * step;
    }
    if (magnitude < cell.min / 2) {
        return 0;
    }
    return std::copysign(std::clamp(magnitude, cell.min, cell.max), wanted);
}

double swing_volts(const Target& target) {
    return std::min(target.vdd, -target.vss) - target.amplifier.headroom - 0.1;
}

double rectified_swing_volts(const Target& target) { return swing_volts(target) - kDiodeVolts; }

double full_scale_volts(const Target& target) {
    const double rail = std::min(target.vdd, -target.vss) - target.amplifier.headroom;
    return std::clamp(kRailShare / (1 + kLineDrop) * rail, kLeastScaleVolts, kOutputVolts);
}

double rectified_full_scale_volts(const Target& target) {
    return std::clamp(kDiodeShare * rectified_swing_volts(target), kLeastScaleVolts,
                      full_scale_volts(target));
}

double reference_volts(const Target& target) {
    const double ideal = 0.8 * std::min(target.vdd, -target.vss);
    // Made by amplifiers and proportional to temperature, they must be within what these reach.
    return target.level == Level::Transistor ? std::min(ideal, swing_volts(target) / kHottest)
                                             : ideal;
}

double least_feedback_ohms(const Target& target) {
    return std::max(kLeastFeedbackOhms, kFeedbackPerRout * target.amplifier.rout);
}

double switch_ohms(const Target& target) {
    return target.level == Level::Transistor ? kGateOhms : kSwitchOhms;
}

double line_siemens(const analog::Network& network, std::size_t from, std::size_t index,
                    analog::Polarity polarity) {
    double sum = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        if (crossbar.from != from || crossbar.siemens.values.empty()) {
            continue;
        }
        double largest = 0;
        for (std::size_t choice = 0; choice < crossbar.col_choices; ++choice) {
            largest =
                std::max(largest, column_siemens(crossbar.siemens, network.banks[crossbar.to],
                                                 index * crossbar.col_choices + choice, polarity));
        }
        sum += largest;
    }
    return sum;
}

}  // namespace hopspice::cells
