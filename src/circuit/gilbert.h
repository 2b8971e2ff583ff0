#pragma once
// A four-quadrant multiplier in transistors: what `hs_multiplier` is as a macromodel.

#include "circuit/technology.h"

namespace hopspice::circuit {

/// Ports of the body: `xp xn yp yn out vcc vee bn bp`; out = (xp-xn)(yp-yn)/1 V at 27 C for
/// differences within +-1 V around ground. The volt of the divisor is the bias generator's
/// reference, so that with all signals proportional to absolute temperature (x = X s, y = Y s,
/// s = T/300.15 K) out = X Y s.
struct MultiplierDesign {
    Subcircuit body;
    OpampDesign amplifier;     ///< its output stage
    double input_siemens = 0;  ///< each input to ground
    double iq = 0;             ///< supply current, the output amplifier's included, A
};

/// - both inputs: divider to 0.3, PNP pair degenerated to 40 % modulation, exact translinear core
///   (Gilbert cell whose bases are predistorted by two diode-connected transistors);
/// - the core's differential current into an amplifier as transimpedance:
///   R_f = I_0 (R_e/k)^2/(2 alpha_n alpha_p 1 V), less small losses of the core.
/// The needs are the output amplifier's; its GBW should be three times the wanted bandwidth.
/// Source: B. Gilbert, "A precise four-quadrant multiplier with subnanosecond response", IEEE JSSC
/// 3 (1968).
[[nodiscard]] MultiplierDesign design_multiplier(const OpampNeeds& needs, const Devices& devices);

}  // namespace hopspice::circuit
