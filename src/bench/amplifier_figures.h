#pragma once
// Figures of an amplifier from transients: small steps give its frequency response, a staircase its
// static transfer, a large step its slew.

#include "wave/waveform.h"

#include <complex>
#include <functional>
#include <optional>
#include <vector>

namespace hopspice::bench {

/// Fourier transform of a signal's derivative, of a transient that starts and ends at rest, exact
/// for what is linear between the points. The ratio of two such numbers is the transfer function
/// between the signals at that frequency. `frequency` in Hz, positive.
[[nodiscard]] std::complex<double> spectrum(const wave::Waveform& waveform, std::size_t signal,
                                            double from_s, double frequency);

/// The frequency between `low` and `high`, Hz, at which |response| falls through 1; nothing where
/// it does not. The first one of a grid of 20 per decade, refined by bisection.
[[nodiscard]] std::optional<double> unity_frequency(
    const std::function<std::complex<double>(double)>& response, double low, double high);

/// Degrees between the phase of a response at its unity frequency and -180.
[[nodiscard]] double phase_margin_deg(std::complex<double> response);

/// One plateau of a staircase, at its end.
struct StaticPoint {
    double input = 0;   ///< V
    double output = 0;  ///< V
    double error = 0;   ///< at the inverting input, V
};

/// |d output/d error| by least squares over the points with |output| <= limit; at least two.
[[nodiscard]] double static_gain(const std::vector<StaticPoint>& points, double limit);

/// The output at which the slope |d output/d input|, from point to point away from 0, falls to half
/// of 1; the last output where it never does. Points in the order they were taken, from 0 outwards.
[[nodiscard]] double swing_of(const std::vector<StaticPoint>& points);

/// Mean slope of a transition between 20 and 50 % of the way from `begin` to `end` volts after
/// `from_s`, V/s, signed; nothing where the signal does not get there.
[[nodiscard]] std::optional<double> slew_of(const wave::Waveform& waveform, std::size_t signal,
                                            double from_s, double begin, double end);

}  // namespace hopspice::bench
