#pragma once
// A MOSFET on the bench, at three channel lengths: its threshold, with body bias too, its curves
// over overdrive, its capacitances.

#include "bench/device.h"
#include "circuit/measured_mos.h"

namespace hopspice::bench {

/// The level 1 card that comes closest to the shortest channel at an overdrive of 0.25 V, and the
/// curves that no card has. Signs as in cards of that type.
struct MosFigures {
    double vto = 0, kp = 0, lambda = 0;
    double gamma = 0, phi = 0;
    double tox = 0;  ///< from what length adds to the gate's capacitance, m
    circuit::MosCurves curves;
};

/// At 27 C. Errors: HS-E4xx.
[[nodiscard]] Result<MosFigures> measure_mosfet(const Device& device, const Target& target,
                                                const Simulator& simulator);

}  // namespace hopspice::bench
