#pragma once
// Figures of the steered softmax that its sizing, its proof and `check` go by: voltages, densities
// and what of a current arrives where it should.

#include "analog/network.h"
#include "circuit/bipolar.h"

#include <hopspice/target.h>

#include <cstddef>
#include <string>

namespace hopspice::cells {

inline constexpr double kSteeredTopVolts = -0.25;      ///< highest base line, of the largest h
inline constexpr double kBaseTolerance = 0.05;         ///< of base levels: they leave headroom
inline constexpr double kCascodeVolts = 0.4;           ///< base of every cascode
inline constexpr double kSteeredSinkDensity = 200e-6;  ///< of tails and bleeds, A/um2
inline constexpr double kCascodeTailDensity = 50e-6;   ///< tail current per um2 of its cascode
inline constexpr double kBleedShare = 0.5;             ///< bleed, of a column's tail currents
inline constexpr double kLongestDelay = 1.0 / 3;       ///< of the tails' feedback, of tau_v

/// Of a copy of `amperes` with `emitter_volts` across its emitter resistor, whose collector is at
/// `volts`: the reference's is at -kSenseVolts, and collectors are not quite current sources.
[[nodiscard]] double copied_amperes(const circuit::Bipolar& device, double amperes,
                                    double emitter_volts, double volts);

/// The common emitters below a base line at its top, volt.
[[nodiscard]] double tail_volts(const circuit::Bipolar& device, double density);

/// The emitter of a cascode with half of a column's tail currents and all of its bleed, volt.
[[nodiscard]] double line_volts(const circuit::Bipolar& device);

/// Share of a column's current that its cascode passes on, in the middle of its range.
[[nodiscard]] double cascode_share(const circuit::Bipolar& device);

/// Farads of a tail per ampere of it, besides its cells: the collector of its source.
[[nodiscard]] double sink_farads_per_ampere(const circuit::Bipolar& device);

/// Whether the tails of a steered bank stay above their current sources while the largest h is
/// `winner_low`.
[[nodiscard]] bool steered_tail_fits(const analog::Bank& bank, double winner_low,
                                     const Target& target);

/// Of a base driver's virtual ground: 1 + feedback over all that feeds it.
[[nodiscard]] double driver_noise_gain(const analog::Bank& bank);

}  // namespace hopspice::cells
