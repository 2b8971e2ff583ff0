#pragma once
// A two-stage Miller CMOS operational amplifier of seven transistors: NMOS input pair, PMOS mirror,
// PMOS common-source output with an NMOS current sink (class A).

#include "circuit/opamp_design.h"

namespace hopspice::circuit {

/// Sizes the amplifier by closed-form equations from the two cards, measured or level 1:
/// - output stage: the current for the non-dominant pole at 2.5 GBW with the load, or the peak
///   current and a third, whichever is more; class A, so it always flows;
/// - Miller capacitor: 1.5 times the output device's gate capacitance, at least 0.3 pF;
/// - input pair: gm = 2 pi GBW C;
/// - the mirror runs at the output device's current density: no systematic offset.
/// A GBW that the devices cannot give is lowered to the fastest they can.
/// Common mode of the inputs: +-0.2 V around ground. No current flows into the inputs.
/// Source: P. R. Gray, R. G. Meyer, "MOS operational amplifier design - a tutorial overview", IEEE
/// JSSC 17 (1982).
[[nodiscard]] OpampDesign design_miller_opamp(const OpampNeeds& needs, const ModelCard& nmos,
                                              const ModelCard& pmos);

}  // namespace hopspice::circuit
