#pragma once
// A two-stage CMOS operational amplifier: PMOS input pair, folded cascode, class-AB common-source
// output with Miller compensation.

#include "circuit/opamp_design.h"

namespace hopspice::circuit {

/// Sizes the amplifier by closed-form equations from the two cards, measured or level 1:
/// - output stage: quiescent current for the non-dominant pole at 2.5 GBW with the load, or a
///   quarter of the peak current, whichever is more;
/// - Miller capacitor: 1.5 times the output stage's gate capacitance, at least 0.3 pF;
/// - input pair: gm = 2 pi GBW C; the overdrives are the same in every design, so that the bias
///   diodes fix the class-AB current.
/// A GBW that the devices cannot give with 55 degrees of phase margin is lowered to the fastest.
/// Common mode of the inputs: +-0.2 V around ground. No current flows into the inputs.
/// Source: R. Hogervorst et al., "A compact power-efficient 3 V CMOS rail-to-rail input/output
/// operational amplifier", IEEE JSSC 29 (1994); D. M. Monticelli, IEEE JSSC 21 (1986).
[[nodiscard]] OpampDesign design_cmos_opamp(const OpampNeeds& needs, const ModelCard& nmos,
                                            const ModelCard& pmos);

}  // namespace hopspice::circuit
