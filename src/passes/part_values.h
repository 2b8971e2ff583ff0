#pragma once
// The values of parts that more than one pass or block needs: thermal voltage, attenuators, tails.

#include "analog/network.h"
#include "circuit/bipolar.h"

#include <hopspice/target.h>

namespace hopspice::passes {

/// kT/q at the design temperature of 27 C, volt. A circuit is designed for 27 C and simulated at
/// the target's temperature.
inline constexpr double kThermalVolts = circuit::kThermalVolts;

inline constexpr double kPairBaseVolts =
    -0.5;                                      ///< where the bases of a differential pair rest from
inline constexpr double kOutputVolts = 1.0;    ///< full scale of an activation's output
inline constexpr double kBaseTopVolts = 0.36;  ///< highest base of a softmax device
inline constexpr double kTailAmperes = 200e-6;  ///< of a softmax
inline constexpr double kSinkVolts = 0.2;       ///< across the emitter resistor of a tail
inline constexpr double kAttenuatorOhms = 300;  ///< source resistance at a base
inline constexpr double kInverterOhms = 4000;
inline constexpr double kRectifierOhms = 4000;
inline constexpr double kBehavioralOhms = 1e4;  ///< feedback of an ideal neuron
inline constexpr double kAverageOhms = 4000;    ///< of the mean that layernorm subtracts
inline constexpr double kIdealSumFloor = 1e-3;  ///< least divisor of an ideal epanechnikov block
inline constexpr double kReadoutRatio = 3;  ///< tau over N_g/(2 pi GBW) of the readout, at least
inline constexpr double kUnknownDeviceAlpha =
    150.0 / 151;  ///< of a device whose card we do not have

/// A conductance a cell can hold, nearest to the wanted one, with its sign; 0 means no cell.
[[nodiscard]] double storable_siemens(double wanted, const ConductanceSpec& cell);

/// Volts at the base of a junction device per volt of the integrator's output; at most 0.9.
[[nodiscard]] double attenuation(const analog::Bank& bank);

/// Bias resistors go to plus and minus this, volt.
[[nodiscard]] double reference_volts(const Target& target);

/// Largest voltage an amplifier's output may reach, volt.
[[nodiscard]] double swing_volts(const Target& target);

/// The feedback resistor of a neuron is at least this, ohm: a step of current through it moves the
/// output by r_out/R_f of full scale before the loop acts.
[[nodiscard]] double least_feedback_ohms(const Target& target);

/// A closed switch of the initial-state network, ohm.
[[nodiscard]] double switch_ohms(const Target& target);

/// The amplifier's open-loop output resistance as built, ohm: 0 for large crossbars, where a row
/// driven through a resistance would make the simulator's matrix dense.
[[nodiscard]] double built_rout_ohms(const analog::Network& network, const Target& target);

/// Lowest voltage between collector and emitter of a tail's current source, and base to emitter of
/// a junction at the tail's current.
inline constexpr double kSinkDropVolts = 0.2;
inline constexpr double kJunctionVolts = 0.7;

/// What is left between a softmax tail and its current source while the largest h of the bank is
/// `winner_low`: the tail follows the winner's base; volt.
[[nodiscard]] double tail_room_volts(const analog::Bank& bank, double winner_low,
                                     const Target& target);

/// The gain control of a bank that normalises its outputs together: outputs are the states (or
/// rectified states) times a gain s, which an integrator moves until their sum, or the sum of
/// their squares, is what it should be.
struct Normaliser {
    double least_divisor = 0;  ///< model units; below it the gain is at its end, outputs too small
    double most_divisor = 0;   ///< model units, with margin
    double target_volts = 0;   ///< of the sum at rest
    double lag_s = 0;          ///< of the divisor where the queries have it least
    double feedback_ohms = 0;  ///< from each summand to the integrator
    double farads = 0;         ///< of the integrator
    double static_error = 0;   ///< of the outputs, by the integrator's finite gain
    double offset_gain = 0;    ///< relative error of the outputs per volt of its offset
    double eps_ohms = 0;       ///< from s^2 to the integrator; 0: eps is too small to be built
};

/// Of a normalised bank after `scale_voltages`.
/// Source: integrator loop of gain 2 D/(s R C) (squares) or D/(s R C), crossing over at
/// 1/(8 t_a) where s is least, with t_a = 1/(2 pi GBW) and five such poles in the loop.
[[nodiscard]] Normaliser normaliser_of(const analog::Bank& bank, const Target& target);

/// The largest gain a normaliser is designed for: volts of s.
inline constexpr double kLargestGainVolts = 2.0;

/// The same, less where the multipliers are transistors: these take 1 V.
[[nodiscard]] double largest_gain_volts(const Target& target);

/// Largest error of a multiplier of transistors, of its full scale, from 0 to 70 C: measured by
/// tests/integration/building_blocks_test.cpp, `hopspice characterize` prints it.
inline constexpr double kMultiplierError = 0.011;

/// The least divisor a bank is scaled for, with a margin: what the queries showed, at least a
/// twentieth of their largest, and what random states showed, there at least a quarter.
[[nodiscard]] double designed_divisor(const analog::Bank& bank);

/// Whether the activation is a differential pair.
[[nodiscard]] bool uses_pairs(const analog::Bank& bank);

/// The polarity of the line that drives weight `w` into `to`: its integrator inverts.
[[nodiscard]] inline analog::Polarity driver_polarity(const analog::Bank& to, double weight) {
    return (analog::sign_of(to.polarity) > 0) == (weight > 0) ? analog::Polarity::Negative
                                                              : analog::Polarity::Positive;
}

/// Conductance of a crossbar's column that lines of one polarity drive, siemens.
[[nodiscard]] double column_siemens(const Matrix& siemens, const analog::Bank& to, std::size_t col,
                                    analog::Polarity polarity);

/// Conductance of the crossbars into a line of neuron `index` of bank `from`, siemens; where tokens
/// choose, of the candidate with most.
[[nodiscard]] double line_siemens(const analog::Network& network, std::size_t from,
                                  std::size_t index, analog::Polarity polarity);

}  // namespace hopspice::passes
