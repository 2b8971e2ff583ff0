#pragma once
// The card that comes closest to measured curves of a device: fits, all of them linear but for one
// number.

#include <optional>
#include <span>
#include <vector>

namespace hopspice::bench {

/// A bipolar transistor with no voltage from collector to base.
struct GummelPoint {
    double volts = 0;      ///< base to emitter
    double collector = 0;  ///< A
    double base = 0;       ///< A
};

/// V_BE = NF V_T ln(I_C q_b/IS) + I_E RE + I_B RB with q_b = 1 + I_C/IKF, as Gummel-Poon has it
/// without a voltage from collector to base.
struct GummelFit {
    double saturation = 0;  ///< IS, A
    double slope = 1;       ///< NF
    double knee = 0;        ///< IKF, A
    double emitter_ohms = 0;
};
/// IKF is where the collector current falls behind its power of the base current, which knows no
/// q_b; the rest by least squares of V_BE, RB being known. Needs ten points, say, over three
/// decades.
[[nodiscard]] GummelFit fit_gummel(std::span<const GummelPoint> points, double kelvin,
                                   double base_ohms);

/// IS(T)/IS(27 C) = r^XTI exp(EG/V_T (r - 1)), r = T/300.15 K.
struct SaturationFit {
    double gap = 0;       ///< EG, V
    double exponent = 0;  ///< XTI
};
/// From ln IS at 27 C and at two other temperatures.
struct SaturationPoint {
    double kelvin = 0;
    double logarithm = 0;
};
[[nodiscard]] SaturationFit fit_saturation(double nominal, const SaturationPoint& cold,
                                           const SaturationPoint& hot);

/// A junction of zero-bias capacitance C0 and built-in voltage VJ, C0/(1 + V/VJ)^grading, from two
/// reverse voltages; VJ between 0.1 and 10 V.
struct JunctionFit {
    double farads = 0;
    double volts = 0;
};
struct JunctionPoint {
    double reverse_volts = 0;
    double farads = 0;
};
[[nodiscard]] JunctionFit fit_junction(const JunctionPoint& first, const JunctionPoint& second,
                                       double grading);

/// Slope and value at 0 of the straight line that comes closest.
struct LineFit {
    double slope = 0;
    double offset = 0;
};
[[nodiscard]] LineFit fit_line(std::span<const double> x, std::span<const double> y);

/// The threshold of a MOSFET in saturation: where the steepest tangent of sqrt(I_D) over V_GS
/// crosses 0. `amperes` at gate voltages that are `step` apart, from `first` on.
[[nodiscard]] double threshold_of(std::span<const double> amperes, double first, double step);

/// V_T(V_SB) - V_T(0) = GAMMA (sqrt(PHI + V_SB) - sqrt(PHI)), PHI between 0.3 and 1.5 V.
struct BodyFit {
    double gamma = 0;
    double phi = 0;
};
struct BodyPoint {
    double volts = 0;  ///< V_SB
    double rise = 0;   ///< of V_T
};
[[nodiscard]] BodyFit fit_body(std::span<const BodyPoint> points);

}  // namespace hopspice::bench
