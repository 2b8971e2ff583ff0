#pragma once
// The values of parts that more than one pass or block needs: thermal voltage, attenuators, tails.

#include "analog/network.h"

#include <hopspice/target.h>

namespace hopspice::passes {

/// kT/q at the design temperature of 27 C, volt. A circuit is designed for 27 C and simulated at
/// the target's temperature.
inline constexpr double kThermalVolts = 0.025864926;

inline constexpr double kPairBaseVolts =
    -1.0;                                     ///< where the bases of a differential pair rest from
inline constexpr double kOutputVolts = 1.0;   ///< full scale of an activation's output
inline constexpr double kBaseTopVolts = 0.4;  ///< highest base of a softmax device
inline constexpr double kTailAmperes = 200e-6;  ///< of a softmax
inline constexpr double kSinkVolts = 0.2;       ///< across the emitter resistor of a tail
inline constexpr double kAttenuatorOhms = 300;  ///< source resistance at a base
inline constexpr double kInverterOhms = 4000;
inline constexpr double kRectifierOhms = 4000;
inline constexpr double kBehavioralOhms = 1e4;  ///< feedback of an ideal neuron
inline constexpr double kUnknownDeviceAlpha =
    150.0 / 151;  ///< of a device whose card we do not have

/// Volts at the base of a junction device per volt of the integrator's output; at most 0.9.
[[nodiscard]] double attenuation(const analog::Bank& bank);

/// Bias resistors go to plus and minus this, volt.
[[nodiscard]] double reference_volts(const Target& target);

/// Largest voltage an amplifier's output may reach, volt.
[[nodiscard]] double swing_volts(const Target& target);

/// A closed switch of the initial-state network, ohm.
[[nodiscard]] double switch_ohms(const Target& target);

/// The amplifier's open-loop output resistance as built, ohm: 0 for large crossbars, where a row
/// driven through a resistance would make the simulator's matrix dense.
[[nodiscard]] double built_rout_ohms(const analog::Network& network, const Target& target);

/// Lowest voltage between collector and emitter of a tail's current source, and base to emitter of
/// a junction at the tail's current.
inline constexpr double kSinkDropVolts = 0.2;
inline constexpr double kJunctionVolts = 0.72;

/// What is left between a softmax tail and its current source while the largest h of the bank is
/// `winner_low`: the tail follows the winner's base; volt.
[[nodiscard]] double tail_room_volts(const analog::Bank& bank, double winner_low,
                                     const Target& target);

/// Whether the activation is a differential pair.
[[nodiscard]] bool uses_pairs(const analog::Bank& bank);

/// Which bank output lines exist without an inverter.
struct NativeLines {
    bool positive = false;
    bool negative = false;
};
[[nodiscard]] NativeLines native_lines(const analog::Bank& bank);

/// The polarity of the line that drives weight `w` into `to`: its integrator inverts.
[[nodiscard]] inline analog::Polarity driver_polarity(const analog::Bank& to, double weight) {
    return (analog::sign_of(to.polarity) > 0) == (weight > 0) ? analog::Polarity::Negative
                                                              : analog::Polarity::Positive;
}

/// Conductance of the crossbars into a line of neuron `index` of bank `from`, siemens.
[[nodiscard]] double line_siemens(const analog::Network& network, std::size_t from,
                                  std::size_t index, analog::Polarity polarity);

}  // namespace hopspice::passes
