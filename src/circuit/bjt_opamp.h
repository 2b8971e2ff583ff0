#pragma once
// A one-stage bipolar operational amplifier: degenerated NPN pair, folded cascode with a PNP fold,
// one high-impedance node, and a complementary class-AB follower ("diamond") as output.

#include "circuit/opamp_design.h"

namespace hopspice::circuit {

/// Sizes the amplifier by closed-form equations from the two Gummel-Poon cards:
/// - output followers: current at rest for a pole of gm/C_load at 8 GBW, or a fifth of the peak
///   current, whichever is more; the drivers' current for a pole at 15 GBW, or a twentieth of the
///   peak;
/// - input pair: gm = 2 pi GBW C with C = 0.4 pF, or more where the gain needs it;
/// - the two drivers' base currents and the mirror helper's balance each other, which keeps the
///   systematic offset small.
/// A GBW above a fourteenth of the PNP's transit frequency is lowered to that.
/// The pair's base currents are supplied from replicas, about a tenth remains (`input_bias`).
/// Common mode of the inputs: +-0.2 V around ground.
/// Source: P. R. Gray, R. G. Meyer, "Analysis and Design of Analog Integrated Circuits", folded
/// cascode and class-AB followers.
[[nodiscard]] OpampDesign design_bjt_opamp(const OpampNeeds& needs, const ModelCard& npn,
                                           const ModelCard& pnp);

}  // namespace hopspice::circuit
