#include "twin/junction.h"

#include "support/constants.h"

namespace hopspice::twin {

namespace {

constexpr double kSiliconGap = 1.16;                // eV at 0 K
constexpr double kCardGapOfPotentials = 1.1150877;  // eV: the simulator's gap at 300.15 K, rounded

double gap_at(double kelvin) { return kSiliconGap - 7.02e-4 * kelvin * kelvin / (kelvin + 1108); }

double volts_at(double kelvin) { return kSimulatorBoltzmann / kSimulatorCharge * kelvin; }

/// How far temperature moves a junction's potential beyond being proportional to it.
double potential_shift(double kelvin) {
    const double volts = volts_at(kelvin);
    const double exponent =
        kCardGapOfPotentials / (2 * volts_at(kCardKelvin)) - gap_at(kelvin) / (2 * volts);
    return -2 * volts * (1.5 * std::log(kelvin / kCardKelvin) + exponent);
}

}  // namespace

Temperature::Temperature(double celsius)
    : kelvin_(celsius + kZeroCelsius),
      volts_(volts_at(kelvin_)),
      card_volts_(volts_at(kCardKelvin)),
      ratio_(kelvin_ / kCardKelvin),
      gap_(gap_at(kelvin_)),
      card_gap_(gap_at(kCardKelvin)),
      shift_(potential_shift(kelvin_)),
      card_shift_(potential_shift(kCardKelvin)) {}

double Temperature::potential(double card_potential) const {
    return ratio_ * (card_potential - card_shift_) + shift_;
}

double Temperature::capacitance_ratio(double card_potential, double grading) const {
    const double base = card_potential - card_shift_;
    const double before = (card_potential - base) / base;
    const double after = (potential(card_potential) - base) / base;
    return (1 + grading * (4e-4 * (kelvin_ - kCardKelvin) - after)) / (1 - grading * before);
}

double Temperature::saturation_exponent(double energy_gap, double power) const {
    return (ratio_ - 1) * energy_gap / volts_ + power * std::log(ratio_);
}

double critical_volts(double saturation, double thermal) {
    constexpr double kRootOfTwo = 1.4142135623730951;
    return thermal * std::log(thermal / (kRootOfTwo * saturation));
}

Depletion::Depletion(double zero_bias_farads, double potential_volts, double grading,
                     double corner_fraction)
    : farads_(zero_bias_farads),
      inverse_potential_(1 / potential_volts),
      grading_(grading),
      below_(potential_volts * zero_bias_farads / (1 - grading)),
      corner_(corner_fraction * potential_volts) {
    const double rest = 1 - corner_fraction;
    corner_farads_ = farads_ * std::pow(rest, -grading);
    corner_charge_ = below_ * (1 - std::pow(rest, 1 - grading));
    bend_ = corner_farads_ * grading / (rest * potential_volts);
}

}  // namespace hopspice::twin
