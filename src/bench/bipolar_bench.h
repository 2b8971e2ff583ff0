#pragma once
// A bipolar transistor on the bench, one emitter: its currents at 27 C and two other temperatures,
// its output, its junctions' charges, and how fast it follows.

#include "bench/device.h"

namespace hopspice::bench {

/// Under the names of the Gummel-Poon card that comes closest, per emitter, at 27 C.
struct BipolarFigures {
    double amperes = 0;  ///< of the collector where it is used: what is meant by `there`
    double volts = 0;    ///< V_BE there
    double beta = 0;     ///< there
    double is = 0, nf = 1, bf = 0, ikf = 0, re = 0, rb = 0;
    double vaf = 0;  ///< from V_CB = 0.1 to 0.6 V there, what heats it included
    double xtb = 0, xti = 3, eg = 1.12;
    /// The simulator's thermal voltage is that of 27 C at all temperatures: XTI and EG stay those
    /// of silicon. Source: ngspice 39 has level 9, VBIC, so; IHP-Open-PDK, issue 2.
    bool frozen = false;
    double cje = 0, vje = 0;  ///< zero bias
    double cje_on = 0;        ///< there
    double cjc = 0, vjc = 0;  ///< of a grading of 0.33
    double cjs = 0;           ///< V_CS = 1 V
    double tf = 0, ft = 0;    ///< transit time, s; f_T there, Hz
    double bvceo = 0;  ///< V_CE at which the base current turns there; 0: it does not up to 4 V
};

/// Errors: HS-E4xx.
[[nodiscard]] Result<BipolarFigures> measure_bipolar(const Device& device, const Target& target,
                                                     const Simulator& simulator);

}  // namespace hopspice::bench
