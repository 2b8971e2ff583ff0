#include "passes/part_values.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

constexpr std::size_t kLargeCrossbarCells = 1000;
constexpr double kFeedbackPerRout = 100;
constexpr double kLeastFeedbackOhms = 1000;
constexpr double kSwitchOhms = 10;  // ideal switch
constexpr double kMultiplierInputVolts = 0.9;
constexpr double kHottest = 1.2;  // absolute temperature over 27 C: 87 C
constexpr double kGateOhms = 80;  // transmission gate at mid rail

/// Volts at the base per model unit of x.
double base_volts_per_unit(const analog::Bank& bank) {
    if (const auto* energy = std::get_if<Energy>(&bank.activation)) {
        return energy->type == EnergyType::Tanh ? 2 * energy->gain * kThermalVolts
                                                : energy->beta * kThermalVolts;
    }
    const auto& activation = std::get<Activation>(bank.activation);
    return (activation.type == ActivationType::Tanh ? 2 : 1) * activation.gain * kThermalVolts;
}

}  // namespace

double column_siemens(const Matrix& siemens, const analog::Bank& to, std::size_t col,
                      analog::Polarity polarity) {
    double sum = 0;
    for (std::size_t row = 0; row < siemens.rows; ++row) {
        if (siemens(row, col) != 0 && driver_polarity(to, siemens(row, col)) == polarity) {
            sum += std::abs(siemens(row, col));
        }
    }
    return sum;
}

double attenuation(const analog::Bank& bank) {
    return base_volts_per_unit(bank) / bank.volts_per_unit;
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

double tail_room_volts(const analog::Bank& bank, double winner_low, const Target& target) {
    const double base = base_volts_per_unit(bank) * (winner_low - bank.shift);
    return base - kJunctionVolts - (target.vss + kSinkVolts);
}

double reference_volts(const Target& target) {
    const double ideal = 0.8 * std::min(target.vdd, -target.vss);
    // Made by amplifiers and proportional to temperature, they must be within what these reach.
    return target.level == Level::Transistor ? std::min(ideal, swing_volts(target) / kHottest)
                                             : ideal;
}

double largest_gain_volts(const Target& target) {
    return target.level == Level::Transistor ? kMultiplierInputVolts : kLargestGainVolts;
}

double least_feedback_ohms(const Target& target) {
    return std::max(kLeastFeedbackOhms, kFeedbackPerRout * target.amplifier.rout);
}

double switch_ohms(const Target& target) {
    return target.level == Level::Transistor ? kGateOhms : kSwitchOhms;
}

double built_rout_ohms(const analog::Network& network, const Target& target) {
    std::size_t largest = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        largest = std::max(largest, crossbar.weights.values.size());
    }
    return largest > kLargeCrossbarCells && target.level == Level::Opamp ? 0
                                                                         : target.amplifier.rout;
}

bool uses_pairs(const analog::Bank& bank) {
    if (const auto* energy = std::get_if<Energy>(&bank.activation)) {
        return energy->type == EnergyType::Tanh;
    }
    const ActivationType type = std::get<Activation>(bank.activation).type;
    return type == ActivationType::Tanh || type == ActivationType::Sigmoid;
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

}  // namespace hopspice::passes
