#pragma once
// The values of parts that passes and cells share: supplies, swings, conductances of lines.

#include "analog/network.h"
#include "circuit/bipolar.h"
#include "circuit/circuit.h"

#include <hopspice/target.h>

#include <cstddef>
#include <string>

namespace hopspice::cells {

/// kT/q at the design temperature of 27 C, volt. A circuit is designed for 27 C and simulated at
/// the target's temperature.
inline constexpr double kThermalVolts = circuit::kThermalVolts;

inline constexpr double kOutputVolts = 1.0;  ///< full scale of an activation's output, at most
/// Of the voltage behind an output resistance, what the cells of a line take at most.
inline constexpr double kLineDrop = 0.25;
inline constexpr double kHiddenVolts = 0.5;  ///< of the largest |h|, or half its span
inline constexpr double kPairBaseVolts =
    -0.5;  ///< where the bases of a differential pair rest from
/// A time constant in series with a slower one takes about so many more of itself to arrive.
inline constexpr double kSeriesTaus = 2;
inline constexpr double kLeastSignal = 1e-60;  ///< model units; what is smaller is nothing
inline constexpr double kInverterOhms = 4000;
inline constexpr double kRectifierOhms = 4000;  ///< both resistors of a rectifier

/// `v3` for visible neuron 3, `h1_3` for neuron 3 of the first hidden block.
[[nodiscard]] std::string neuron_name(std::size_t bank, std::size_t neuron);

/// A part of a neuron, or of a whole bank.
[[nodiscard]] circuit::Origin neuron_part(const analog::Network& network, std::size_t bank,
                                          std::size_t neuron, std::string part);
/// What a neuron has of the crossbar from, or to, another bank.
[[nodiscard]] circuit::Origin crossbar_from(const analog::Network& network, std::size_t bank,
                                            std::size_t neuron, std::size_t from);
[[nodiscard]] circuit::Origin crossbar_to(const analog::Network& network, std::size_t bank,
                                          std::size_t neuron, std::size_t to);
/// The same of one of its candidates, which a token chooses.
[[nodiscard]] circuit::Origin of_token(circuit::Origin origin, std::size_t token);
[[nodiscard]] circuit::Origin bank_part(const analog::Network& network, std::size_t bank,
                                        std::string part);

/// Whether a circuit of the target has noise: never at level behavioral.
[[nodiscard]] bool is_noisy(const Target& target);

/// A conductance a cell can hold, nearest to the wanted one, with its sign; 0 means no cell.
[[nodiscard]] double storable_siemens(double wanted, const ConductanceSpec& cell);

/// Bias resistors go to plus and minus this, volt.
[[nodiscard]] double reference_volts(const Target& target);

/// Largest voltage an amplifier's output may reach, volt.
[[nodiscard]] double swing_volts(const Target& target);

/// The same of a precision rectifier's output: its amplifier is a diode beyond it.
[[nodiscard]] double rectified_swing_volts(const Target& target);

/// Full scale of outputs and visible states, volt: kOutputVolts, or what amplifiers reach when the
/// cells of a line take kLineDrop behind their output resistance. Other signals go with it.
[[nodiscard]] double full_scale_volts(const Target& target);

/// Full scale of what a precision rectifier passes, volt.
[[nodiscard]] double rectified_full_scale_volts(const Target& target);

/// Where bases of differential pairs rest: kPairBaseVolts, or as high as their tails need, volt.
[[nodiscard]] double pair_base_volts(const Target& target);

/// The feedback resistor of a neuron is at least this, ohm: a step of current through it moves the
/// output by r_out/R_f of full scale before the loop acts.
[[nodiscard]] double least_feedback_ohms(const Target& target);

/// A closed switch of the initial-state network, ohm.
[[nodiscard]] double switch_ohms(const Target& target);

/// The polarity of the line that drives weight `w` into `to`: its integrator inverts.
[[nodiscard]] inline analog::Polarity driver_polarity(const analog::Bank& to, double weight) {
    return (analog::sign_of(to.polarity) > 0) == (weight > 0) ? analog::Polarity::Negative
                                                              : analog::Polarity::Positive;
}

/// The polarity of the line that drives a cell of weight `w` into `to`: a stage inverts once more.
[[nodiscard]] inline analog::Polarity cell_polarity(const analog::Bank& to, double weight) {
    return driver_polarity(to, to.stages ? -weight : weight);
}

/// Conductance of a crossbar's column that lines of one polarity drive, siemens.
[[nodiscard]] double column_siemens(const Matrix& siemens, const analog::Bank& to, std::size_t col,
                                    analog::Polarity polarity);

/// Conductance of the crossbars into a line of neuron `index` of bank `from`, siemens; where tokens
/// choose, of the candidate with most.
[[nodiscard]] double line_siemens(const analog::Network& network, std::size_t from,
                                  std::size_t index, analog::Polarity polarity);

}  // namespace hopspice::cells
