#pragma once
// The bias lines that all amplifiers of a circuit share, made from one reference voltage.

#include "circuit/opamp_design.h"

#include <string>

namespace hopspice::circuit {

struct BiasNeeds {
    std::string name;   ///< of the subcircuit
    double vdd = 2.5;   ///< V
    double vss = -2.5;  ///< V
};

/// Ports `ref vcc vee bn bp`. The reference (1 V at 27 C and proportional to absolute temperature;
/// it sinks kBiasAmperes) drives a resistor into the drain of an NMOS that an amplifier holds at
/// ground: that gate is `bn`. `bp` is the gate of a PMOS diode with the same current.
[[nodiscard]] Subcircuit cmos_bias_generator(const BiasNeeds& needs, const ModelCard& nmos,
                                             const ModelCard& pmos);

/// The same in bipolar transistors: followers drive both lines, so that the base currents of dozens
/// of amplifiers do not move them. `bn` and `bp` are the bases of transistors with emitter
/// resistors (bjt_sizing.h). Needs +-2.3 V at least.
[[nodiscard]] Subcircuit bjt_bias_generator(const BiasNeeds& needs, const ModelCard& npn,
                                            const ModelCard& pnp);

}  // namespace hopspice::circuit
