// x -> U (x - shift): volts per unit, polarity and shift of every bank from its range and the
// swing.
//   softmax, exponential   U = beta V_T / k, top of the range at a base of at most 0.2 V
//   tanh, sigmoid          U = base volts / k, so that the differential pair sees gain * x * V_T
//   relu, linear, power    full scale of |x| at the output's full scale
//   normalised             outputs so that the gain of the smallest divisor is within reach

#include "passes/part_values.h"
#include "passes/passes.h"
#include "passes/token_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Polarity;

constexpr double kHiddenVolts = 0.5;  // of the largest |h| or half its span
// What a rectifier keeps out may be twice as large as what it passes, where the supplies allow.
constexpr double kRectifiedVolts = 2 * kOutputVolts;
constexpr double kReachShare = 0.9;
constexpr double kLeastCells = 50;  // of the smallest that can be held: the largest of a softmax
constexpr double kLargestAttenuation = 0.9;
// A pair's base may not rise far above its collector: what k leaves of the swing shifts it down.
constexpr double kLargestPairAttenuation = 0.6;
// Tried for the largest |v|; the one with the shortest amplifier lag relative to tau is taken.
constexpr std::array kVisibleVolts = {0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0};

/// What the target leaves to the scaling.
struct Limits {
    double reach = kRectifiedVolts;   ///< V, of what a rectifier keeps out
    double gain = kLargestGainVolts;  ///< V, of a normaliser's gain
};

/// U for a bank whose base moves `per_unit` volts per unit, given the volts it would like.
double junction_volts_per_unit(double per_unit, double wanted) {
    return std::max(wanted, per_unit / kLargestAttenuation);
}

double pair_volts_per_unit(double per_unit, double wanted) {
    return std::max(wanted, per_unit / kLargestPairAttenuation);
}

double integer_power(double base, int exponent) {
    double result = 1;
    for (int i = 0; i < exponent; ++i) {
        result *= base;
    }
    return result;
}

/// The hidden voltages span 2 kHiddenVolts; a state that moves by less than 1/beta, which hardly
/// moves f, does not get more volts, that is noise gain, for it.
double wanted_junction_volts(const Bank& bank, double beta) {
    return 2 * kHiddenVolts / std::max(bank.state.span(), 1 / beta);
}

void scale_softmax(Bank& bank, double beta) {
    const double per_unit = beta * kThermalVolts;
    bank.volts_per_unit = junction_volts_per_unit(per_unit, wanted_junction_volts(bank, beta));
    const double middle = (bank.state.low + bank.state.high) / 2;
    const double top = bank.state.high - kBaseTopVolts / per_unit;
    bank.shift = std::max(middle, top);
    bank.output_volts_per_unit = kOutputVolts;
}

void scale_exponential(Bank& bank, double beta) {
    const double per_unit = beta * kThermalVolts;
    bank.volts_per_unit = junction_volts_per_unit(per_unit, wanted_junction_volts(bank, beta));
    bank.shift = bank.state.high;
    bank.output_volts_per_unit = kOutputVolts / std::exp(beta * bank.shift);
}

/// The rectifier passes only x > 0: that part gets the full scale, x < 0 may use twice as much.
void scale_rectified(Bank& bank, const Limits& limits) {
    const double high = std::max(bank.state.high, 1e-3 * bank.state.magnitude());
    bank.volts_per_unit = std::min(kOutputVolts / high, limits.reach / bank.state.magnitude());
    bank.output_volts_per_unit = bank.volts_per_unit;
    bank.polarity = Polarity::Negative;
}

void scale_polynomial(Bank& bank, const Function& energy, const Limits& limits) {
    if (energy.rectified) {
        scale_rectified(bank, limits);
    } else {
        bank.volts_per_unit = kOutputVolts / bank.state.magnitude();
    }
    bank.output_volts_per_unit = integer_power(bank.volts_per_unit, energy.degree - 1);
}

/// Outputs are states times a gain of at most what the multipliers take, and at most their full
/// scale.
void scale_normalised_output(Bank& bank, const Limits& limits) {
    bank.output_volts_per_unit =
        std::min(kOutputVolts / bank.output.magnitude(),
                 limits.gain * bank.volts_per_unit * designed_divisor(bank));
}

/// 0 V where 1 + beta h is 0: the rectifier passes what is above.
void scale_epanechnikov(Bank& bank, double beta, const Limits& limits) {
    bank.shift = -1 / beta;
    const double high = bank.state.high - bank.shift;
    const double most = std::max(std::abs(high), std::abs(bank.state.low - bank.shift));
    bank.volts_per_unit = limits.reach / most;
    if (high > 0) {
        bank.volts_per_unit = std::min(bank.volts_per_unit, kOutputVolts / high);
    }
    bank.polarity = Polarity::Negative;
    scale_normalised_output(bank, limits);
}

void scale_pair(Bank& bank, double wanted, double full_scale) {
    bank.volts_per_unit = pair_volts_per_unit(base_volts_per_unit(bank), wanted);
    bank.output_volts_per_unit = full_scale;
}

void scale_hidden(Bank& bank, const Limits& limits) {
    bank.polarity = Polarity::Positive;
    switch (kinds::kind_of(bank.function).cell) {
        case kinds::CellType::SharedTail:
            return scale_softmax(bank, bank.function.beta);
        case kinds::CellType::Antilog:
            return scale_exponential(bank, bank.function.beta);
        case kinds::CellType::Rectifier:
            return scale_rectified(bank, limits);
        case kinds::CellType::Multipliers:
            return scale_polynomial(bank, bank.function, limits);
        case kinds::CellType::Wire:
            bank.volts_per_unit = kOutputVolts / bank.state.magnitude();
            bank.output_volts_per_unit = bank.volts_per_unit;
            return;
        case kinds::CellType::Pair:
            return scale_pair(bank, kHiddenVolts / bank.state.magnitude(), kOutputVolts);
        case kinds::CellType::GainControl:
            return scale_epanechnikov(bank, bank.function.beta, limits);
        case kinds::CellType::None:
            return;
    }
}

void scale_visible_bank(Bank& bank, double full_scale, const Limits& limits) {
    bank.polarity = Polarity::Negative;
    const double wanted = full_scale / bank.state.magnitude();
    switch (kinds::kind_of(bank.function).cell) {
        case kinds::CellType::Wire:
            bank.volts_per_unit = wanted;
            bank.output_volts_per_unit = wanted;
            return;
        case kinds::CellType::Rectifier:
            return scale_rectified(bank, limits);
        case kinds::CellType::Pair:
            return scale_pair(bank, wanted, full_scale);
        case kinds::CellType::GainControl:
            bank.volts_per_unit = wanted;
            return scale_normalised_output(bank, limits);
        case kinds::CellType::SharedTail:
        case kinds::CellType::Antilog:
        case kinds::CellType::Multipliers:
        case kinds::CellType::None:
            return;
    }
}

void scale_ideal(Bank& bank) {
    bank.polarity = Polarity::Positive;
    bank.volts_per_unit = 1;
    bank.output_volts_per_unit = 1;
    bank.shift = 0;
}

/// N_g of a bank's neuron with the largest input, before any conductance is rounded.
double estimated_noise_gain(const analog::Network& network, std::size_t to) {
    const Bank& bank = network.banks[to];
    double worst = 1;
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        double gain = 1 + bank.volts_per_unit * std::abs(bank.bias[neuron] - bank.shift) /
                              bank.reference_volts;
        for (const analog::Crossbar& crossbar : network.crossbars) {
            const double per_weight =
                bank.volts_per_unit / network.banks[crossbar.from].output_volts_per_unit;
            if (crossbar.to == to) {
                gain += per_weight * slot_siemens(crossbar, crossbar.weights, neuron);
            }
        }
        worst = std::max(worst, gain);
    }
    return worst;
}

/// Large visible voltages make hidden neurons fast and visible ones slow; this is their trade.
double worst_lag(const analog::Network& network) {
    double worst = 0;
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        if (bank != network.readout_bank) {
            worst = std::max(worst, estimated_noise_gain(network, bank) / network.banks[bank].tau);
        }
    }
    return worst;
}

void scale_visible(analog::Network& network, const Limits& limits) {
    double best_volts = kVisibleVolts.front();
    double best_lag = INFINITY;
    for (const double volts : kVisibleVolts) {
        scale_visible_bank(network.banks[0], volts, limits);
        const double lag = worst_lag(network);
        if (lag < best_lag) {
            best_lag = lag;
            best_volts = volts;
        }
    }
    scale_visible_bank(network.banks[0], best_volts, limits);
}

/// A softmax that its states hardly move gets few volts, and cells among the smallest. As many more
/// volts as make them tell the weights apart, or fill the range of the states.
void raise_weak_softmax(analog::Network& network, std::size_t index, const Target& target) {
    Bank& bank = network.banks[index];
    double largest = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        for (const double weight : crossbar.weights.values) {
            if (crossbar.to == index) {
                largest = std::max(
                    largest, std::abs(weight) / network.banks[crossbar.from].output_volts_per_unit);
            }
        }
    }
    const double gain = kLeastCells * target.conductance.min * least_feedback_ohms(target);
    const double most = 2 * kHiddenVolts / bank.state.span();
    if (largest > 0 && bank.volts_per_unit < most) {
        bank.volts_per_unit = std::max(bank.volts_per_unit, std::min(most, gain / largest));
    }
}

}  // namespace

Diagnostics scale_voltages(analog::Network& network, const Target& target) {
    const bool ideal = target.level == Level::Behavioral;
    const Limits limits{std::min(kRectifiedVolts, kReachShare * swing_volts(target)),
                        largest_gain_volts(target)};
    for (Bank& bank : network.banks) {
        bank.reference_volts = ideal ? 1 : reference_volts(target);
        if (ideal) {
            scale_ideal(bank);
        } else if (&bank != &network.banks[0]) {
            scale_hidden(bank, limits);
        }
    }
    if (!ideal) {
        scale_visible(network, limits);
        for (std::size_t index = 1; index < network.banks.size(); ++index) {
            if (network.banks[index].is_softmax()) {
                raise_weak_softmax(network, index, target);
            }
        }
    }
    network.bias_input_volts_per_unit =
        ideal ? 1 : kOutputVolts / std::max(1e-3, network.bias_input_range.magnitude());
    return {};
}

}  // namespace hopspice::passes
