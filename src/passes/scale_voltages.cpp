// x -> U (x - shift): volts per unit, polarity and shift of every bank from its range and the swing.
//   softmax, exponential   U = beta V_T / k, top of the range at a base of at most 0.2 V
//   tanh, sigmoid          U = base volts / k, so that the differential pair sees gain * x * V_T
//   relu, linear, power    full scale of |x| at the output's full scale

#include "passes/part_values.h"
#include "passes/passes.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Polarity;

constexpr double kVisibleVolts = 0.25;     // of the largest |v|
constexpr double kHiddenVolts = 0.5;       // of the largest |h| or half its span
constexpr double kLargestAttenuation = 0.9;

/// U for a bank whose base moves `per_unit` volts per unit, given the volts it would like.
double junction_volts_per_unit(double per_unit, double wanted) {
    return std::max(wanted, per_unit / kLargestAttenuation);
}

double integer_power(double base, int exponent) {
    double result = 1;
    for (int i = 0; i < exponent; ++i) {
        result *= base;
    }
    return result;
}

void scale_softmax(Bank& bank, double beta) {
    const double per_unit = beta * kThermalVolts;
    bank.volts_per_unit = junction_volts_per_unit(per_unit, 2 * kHiddenVolts / bank.state.span());
    const double middle = (bank.state.low + bank.state.high) / 2;
    const double top = bank.state.high - kBaseTopVolts / per_unit;
    bank.shift = std::max(middle, top);
    bank.output_volts_per_unit = kOutputVolts;
}

void scale_exponential(Bank& bank, double beta) {
    const double per_unit = beta * kThermalVolts;
    bank.volts_per_unit = junction_volts_per_unit(per_unit, 2 * kHiddenVolts / bank.state.span());
    bank.shift = bank.state.high;
    bank.output_volts_per_unit = kOutputVolts / std::exp(beta * bank.shift);
}

/// The rectifier passes only x > 0: that part gets the full scale, x < 0 may use twice as much.
void scale_rectified(Bank& bank) {
    const double high = std::max(bank.state.high, 1e-3 * bank.state.magnitude());
    bank.volts_per_unit = std::min(kOutputVolts / high, 2 * kOutputVolts / bank.state.magnitude());
    bank.output_volts_per_unit = bank.volts_per_unit;
    bank.polarity = Polarity::Negative;
}

void scale_polynomial(Bank& bank, const Energy& energy) {
    if (energy.rectified) {
        scale_rectified(bank);
    } else {
        bank.volts_per_unit = kOutputVolts / bank.state.magnitude();
    }
    bank.output_volts_per_unit = integer_power(bank.volts_per_unit, energy.degree - 1);
}

void scale(Bank& bank, const Energy& energy) {
    bank.polarity = Polarity::Positive;
    switch (energy.type) {
        case EnergyType::Softmax:
            return scale_softmax(bank, energy.beta);
        case EnergyType::Exponential:
            return scale_exponential(bank, energy.beta);
        case EnergyType::Relu:
            return scale_rectified(bank);
        case EnergyType::Polynomial:
            return scale_polynomial(bank, energy);
        case EnergyType::Linear:
            bank.volts_per_unit = kOutputVolts / bank.state.magnitude();
            bank.output_volts_per_unit = bank.volts_per_unit;
            return;
        case EnergyType::Tanh:
            bank.volts_per_unit = junction_volts_per_unit(2 * energy.gain * kThermalVolts,
                                                          kHiddenVolts / bank.state.magnitude());
            bank.output_volts_per_unit = kOutputVolts;
            return;
    }
}

void scale(Bank& bank, const Activation& activation) {
    bank.polarity = Polarity::Negative;
    const double wanted = kVisibleVolts / bank.state.magnitude();
    switch (activation.type) {
        case ActivationType::Identity:
            bank.volts_per_unit = wanted;
            bank.output_volts_per_unit = wanted;
            return;
        case ActivationType::Relu:
            scale_rectified(bank);
            return;
        case ActivationType::Tanh:
        case ActivationType::Sigmoid: {
            const double slope = activation.type == ActivationType::Tanh ? 2 : 1;
            bank.volts_per_unit =
                junction_volts_per_unit(slope * activation.gain * kThermalVolts, wanted);
            bank.output_volts_per_unit = 2 * kVisibleVolts;
            return;
        }
    }
}

void scale_ideal(Bank& bank) {
    bank.polarity = Polarity::Positive;
    bank.volts_per_unit = 1;
    bank.output_volts_per_unit = 1;
    bank.shift = 0;
}

/// What a bank's output must reach; a softmax neuron far below the winner may clip.
double needed_volts(const Bank& bank) {
    const double high = std::abs(bank.volts_per_unit * (bank.state.high - bank.shift));
    const double low = std::abs(bank.volts_per_unit * (bank.state.low - bank.shift));
    return bank.is_softmax() ? high : std::max(high, low);
}

}  // namespace

Diagnostics scale_voltages(analog::Network& network, const Target& target) {
    Diagnostics diagnostics;
    for (Bank& bank : network.banks) {
        bank.reference_volts = kReferenceVolts;
        if (target.level == Level::Behavioral) {
            scale_ideal(bank);
            continue;
        }
        std::visit([&](const auto& activation) { scale(bank, activation); }, bank.activation);
        if (needed_volts(bank) > swing_volts(target)) {
            report(diagnostics, Rule::SwingExceeded, {}, bank.name, needed_volts(bank),
                   swing_volts(target));
        }
    }
    network.bias_input_volts_per_unit =
        target.level == Level::Behavioral
            ? 1
            : kOutputVolts / std::max(1e-3, network.bias_input_range.magnitude());
    return diagnostics;
}

}  // namespace hopspice::passes
