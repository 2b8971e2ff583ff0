#pragma once
// What sizing a bipolar circuit needs to know of its device: the Gummel-Poon card per um2 of
// emitter, and the formulas that go with it.

#include "support/constants.h"

#include <hopspice/target.h>

#include <string>

namespace hopspice::circuit {

struct ModelCard;

inline constexpr double kNominalKelvin = 300.15;           ///< of every card: 27 C
inline constexpr double kVoltsPerKelvin = 8.617333262e-5;  ///< k/q
inline constexpr double kThermalVolts = 0.025864926;       ///< kT/q at 27 C

/// T / 300.15 K: what a voltage or current proportional to absolute temperature is multiplied by.
[[nodiscard]] constexpr double temperature_ratio(double celsius) {
    return (celsius + kZeroCelsius) / kNominalKelvin;
}

/// Parameters of the card, under their SPICE names; per um2 where they scale with area, or per
/// emitter of a kit's device.
struct Bipolar {
    std::string model;
    bool known = true;   ///< false: a card of the user's library, npn_generic's figures instead
    bool whole = false;  ///< areas are whole numbers of emitters
    double is = 0;
    double nf = 1;  ///< V_BE rises by NF V_T per e-fold of the collector current
    double bf = 0;
    double vaf = 0;
    double ikf = 0;
    double rb = 0;
    double re = 0;
    double cje = 0;
    double vje = 0;
    double cjc = 0;
    double vjc = 0;
    double cjs = 0;
    double xtb = 0;
    double xti = 0;
    double eg = 0;
    double tf = 0;
    double cje_on = 0;  ///< of the base-emitter junction where it conducts; 0: not known
    double bvceo = 0;   ///< measured: V_CE at which the base current turns, V; 0: not known

    /// What e-folds the collector current: NF kT/q, volt.
    [[nodiscard]] double thermal_volts(double kelvin) const;
    /// The area that can be had: itself, or the nearest whole number of emitters.
    [[nodiscard]] double emitters(double area) const;
    /// By how much more current per unit of area it loses as much of V_T as npn_generic does, 27 C.
    [[nodiscard]] double density_scale() const;
    /// Forward current gain, BF (T/T0)^XTB.
    [[nodiscard]] double current_gain(double kelvin) const;
    /// Share of the emitter current that reaches the collector.
    [[nodiscard]] double alpha(double kelvin) const;
    /// Base-emitter voltage at a collector current, its high injection and emitter resistance in
    /// it.
    [[nodiscard]] double junction_volts(double amperes, double area, double kelvin) const;
    /// dV_BE/dI_E with an ideal source at the base: V_T/I (1 + I/(A IKF)) + RE/A + RB/(A(bf+1)).
    [[nodiscard]] double emitter_ohms(double amperes, double area, double kelvin) const;
    /// V_BE beyond V_T ln(I/IS) at current density `amperes`/um2, in V_T: I (RE/V_T + 1/IKF).
    [[nodiscard]] double compression(double amperes, double kelvin) const;
    /// Share of the emitter current that reaches the collector at a collector current of `density`
    /// A/um2 and no voltage from collector to base: bf/(bf + q_b), q_b = 1 + density/IKF.
    [[nodiscard]] double collector_share(double density) const;
    /// V_BE beyond V_T ln(I/IS) at that density, volt: J (re + rb q_b/bf) + V_T ln q_b.
    /// Source: Gummel-Poon with I_C = I_F/q_b and q_b = (1 + sqrt(1 + 4 I_F/IKF))/2, solved for
    /// q_b.
    [[nodiscard]] double missing_volts(double density) const;
    /// Base-emitter depletion charge of a conducting junction, F/um2.
    [[nodiscard]] double emitter_farads() const;
    /// Base-collector junction at a reverse voltage, and the collector to the substrate, F/um2.
    [[nodiscard]] double collector_farads(double reverse_volts) const;
};

/// The figures of a card.
[[nodiscard]] Bipolar bipolar_of(const ModelCard& card);

/// The figures of a built-in card; those of npn_generic, and `known` false, for any other name.
[[nodiscard]] Bipolar bipolar_of(const std::string& model);

/// Of the device that a target names for a role (`bjt`, or `sink`, which is `bjt` where it has no
/// device of its own): of its card in `models` where this is one the formulas hold for.
[[nodiscard]] Bipolar bipolar_of(const Target& target, const std::string& role = "bjt");

}  // namespace hopspice::circuit
