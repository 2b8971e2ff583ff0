#pragma once
// The pn junction as all our devices have it: exponential current, depletion charge, both at
// temperature, and the limit on the voltage of a Newton iteration.
// Source: ngspice 39, devsup.c, bjtload.c, bjttemp.c, dioload.c, diotemp.c, mos1load.c, mos1temp.c;
// L. Nagel, "SPICE2", UCB/ERL M520 (1975).

#include "twin/linearised.h"

#include <algorithm>
#include <cmath>

namespace hopspice::twin {

/// Across every junction, siemens: the simulator's default.
inline constexpr double kJunctionSiemens = 1e-12;
/// Temperature at which cards are given.
inline constexpr double kCardKelvin = 300.15;
/// The simulator's constants (CODATA 2014), in the place of those of today: the voltage in every
/// exponent goes by them.
inline constexpr double kSimulatorBoltzmann = 1.38064852e-23;
inline constexpr double kSimulatorCharge = 1.6021766208e-19;

/// What all junctions of a circuit share.
class Temperature {
public:
    explicit Temperature(double celsius);
    [[nodiscard]] double kelvin() const { return kelvin_; }
    /// kT/q.
    [[nodiscard]] double volts() const { return volts_; }
    /// T / 300.15 K.
    [[nodiscard]] double ratio() const { return ratio_; }
    /// The gap of silicon, eV, here and at 300.15 K.
    [[nodiscard]] double gap() const { return gap_; }
    [[nodiscard]] double card_gap() const { return card_gap_; }
    /// kT/q at 300.15 K.
    [[nodiscard]] double card_volts() const { return card_volts_; }
    /// A junction's potential, given at 300.15 K.
    [[nodiscard]] double potential(double card_potential) const;
    /// What a junction capacitance of that potential and grading, given at 300.15 K, is multiplied
    /// by.
    [[nodiscard]] double capacitance_ratio(double card_potential, double grading) const;
    /// The exponent of what a saturation current is multiplied by: gap in eV, power of temperature.
    [[nodiscard]] double saturation_exponent(double energy_gap, double power) const;

private:
    double kelvin_;
    double volts_;
    double card_volts_;
    double ratio_;
    double gap_;
    double card_gap_;
    double shift_;       ///< of potentials, at this temperature
    double card_shift_;  ///< the same at 300.15 K
};

/// The law of a junction's current: saturation (exp(v / thermal) - 1), below -3 thermal a cubic
/// that ends in -saturation. `thermal` is an emission coefficient times kT/q.
class Exponential {
public:
    Exponential() = default;
    explicit Exponential(double thermal) : thermal_(thermal), inverse_(1 / thermal) {}
    [[nodiscard]] double thermal() const { return thermal_; }
    [[nodiscard]] Slope current(double volts, double saturation) const {
        if (volts >= -3 * thermal_) {
            const double growth = saturation * std::exp(volts * inverse_);
            return {growth - saturation, growth * inverse_};
        }
        constexpr double kEuler = 2.718281828459045;
        const double inverse = 1 / volts;
        const double ratio = 3 / kEuler * thermal_ * inverse;
        const double cube = ratio * ratio * ratio;
        return {-saturation - saturation * cube, 3 * saturation * cube * inverse};
    }

private:
    double thermal_ = 1;
    double inverse_ = 1;
};

/// The voltage at which a junction's characteristic bends most, volts.
[[nodiscard]] double critical_volts(double saturation, double thermal);

/// The voltage a junction goes to from `last` in one Newton iteration where the equations ask for
/// `next`: beyond the critical voltage the step is logarithmic. Continuous in both.
[[nodiscard]] inline double limit_junction(double next, double last, double thermal,
                                           double critical) {
    const double base = std::max(last, critical);
    const double step = (next - base) / thermal;
    return step > 2 ? base + thermal * (2 + std::log(step - 1)) : next;
}

/// Charge of a depletion layer, C(v) = zero_bias / (1 - v/potential)^grading; from `corner` on, a
/// fraction of the potential, C goes on along its tangent.
class Depletion {
public:
    Depletion() = default;
    Depletion(double zero_bias_farads, double potential_volts, double grading,
              double corner_fraction);
    /// Coulomb at a voltage, and farad.
    [[nodiscard]] Slope charge(double volts) const {
        if (volts == 0 || farads_ == 0) {
            return {0, farads_};
        }
        if (volts < corner_) {
            const double rest = 1 - volts * inverse_potential_;
            const double power = grading_ == 0.5   ? 1 / std::sqrt(rest)
                                 : grading_ == 0.0 ? 1
                                                   : std::exp(-grading_ * std::log(rest));
            return {below_ * (1 - rest * power), farads_ * power};
        }
        const double beyond = volts - corner_;
        return {corner_charge_ + beyond * (corner_farads_ + 0.5 * bend_ * beyond),
                corner_farads_ + bend_ * beyond};
    }

private:
    double farads_ = 0;
    double inverse_potential_ = 1;
    double grading_ = 0;
    double below_ = 0;  ///< potential * farads / (1 - grading)
    double corner_ = 0;
    double corner_charge_ = 0;
    double corner_farads_ = 0;
    double bend_ = 0;  ///< F/V beyond the corner
};

}  // namespace hopspice::twin
