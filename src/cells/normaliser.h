#pragma once
// Part values of the gain control that normalises the outputs of a bank together.

#include "analog/network.h"

#include <hopspice/target.h>

namespace hopspice::cells {

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

/// The least divisor a bank is scaled for, with a margin: what the queries showed, at least a
/// twentieth of their largest, and what random states showed, there at least a quarter.
[[nodiscard]] double designed_divisor(const analog::Bank& bank);

}  // namespace hopspice::cells
