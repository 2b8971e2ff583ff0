#include "cells/normaliser.h"

#include "cells/values.h"
#include "kinds/functions.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::cells {

namespace {

constexpr double kDivisorMargin = 0.8;
constexpr double kLargestDivisorRatio = 20;
constexpr double kRandomDivisorRatio = 4;  // of random states: edges of basins are not worth more
constexpr double kLoopRatio = 8;           // 1/(crossover t_a) where the loop is fastest
constexpr double kFeedbackOhms = 4000;
constexpr double kLeastFarads = 0.2e-12;  // ten times the input capacitance of an amplifier
constexpr double kMultiplierInputVolts = 0.9;
constexpr double kNegligibleEps = 1e-4;  // of the output

/// What the squares of an activation of the layer add up to, model units.
double square_sum(const Function& function, std::size_t size) {
    return kinds::is_shift_invariant(function) ? static_cast<double>(size) : 1;
}

}  // namespace

double designed_divisor(const analog::Bank& bank) {
    const model::Range& seen = bank.divisor.during;
    if (seen.high <= 0) {
        return 1;  // no probe showed any
    }
    const double random = std::max(bank.divisor.random.low, seen.high / kRandomDivisorRatio);
    return std::max(kDivisorMargin * std::min(seen.low, random), seen.high / kLargestDivisorRatio);
}

double largest_gain_volts(const Target& target) {
    return target.level == Level::Transistor ? kMultiplierInputVolts : kLargestGainVolts;
}

Normaliser normaliser_of(const analog::Bank& bank, const Target& target) {
    Normaliser loop;
    const double unity_lag = 1 / (2 * std::numbers::pi * target.amplifier.gbw);
    const double gain_volts = bank.output_volts_per_unit / bank.volts_per_unit;  // times 1/divisor
    const bool squares = !kinds::sums_to_one(bank.function);
    const double order = squares ? 2 : 1;
    const double terms = squares ? square_sum(bank.function, bank.size) : 1;
    loop.target_volts = std::pow(bank.output_volts_per_unit, order) * terms;
    loop.least_divisor = gain_volts / rectified_swing_volts(target);
    loop.most_divisor = std::max(bank.divisor.during.high / kDivisorMargin, designed_divisor(bank));
    const double least_gain = gain_volts / loop.most_divisor;
    const double seconds = order * loop.target_volts / least_gain * kLoopRatio * unity_lag;
    loop.feedback_ohms = std::min(kFeedbackOhms, seconds / kLeastFarads);
    loop.farads = seconds / loop.feedback_ohms;
    const double slowest = std::max(bank.divisor.during.low, designed_divisor(bank));
    loop.lag_s = kLoopRatio * unity_lag * loop.most_divisor / slowest;
    const double dc_gain = std::pow(10, target.amplifier.gain_db / 20);
    const double noise_gain =
        1 + static_cast<double>(bank.size) + loop.target_volts / reference_volts(target);
    loop.offset_gain = noise_gain / loop.target_volts / order;
    loop.static_error = largest_gain_volts(target) / dc_gain * loop.offset_gain;
    if (squares) {
        const double share = bank.function.eps / (2 * std::pow(designed_divisor(bank), 2));
        const double per_square = bank.function.eps * std::pow(bank.volts_per_unit, 2) * terms;
        loop.eps_ohms = share < kNegligibleEps ? 0 : loop.feedback_ohms / per_square;
    }
    return loop;
}

}  // namespace hopspice::cells
