#pragma once
// What a transistor-level operational amplifier is asked for, and what its design equations say it
// will be.

#include "circuit/circuit.h"

#include <string>

namespace hopspice::circuit {

/// The reference current of a bias line at 27 C, ampere. It is proportional to absolute
/// temperature, as the reference voltage it is made from is.
inline constexpr double kBiasAmperes = 50e-6;

/// Volts of the bias generator's reference at 27 C.
inline constexpr double kReferenceVolts = 1;

struct OpampNeeds {
    std::string name;         ///< of the subcircuit
    double gbw_hz = 1e8;      ///< gain-bandwidth product
    double peak_amperes = 0;  ///< into the load, both signs
    double load_farads = 0;
    double load_siemens = 0;
    double vdd = 2.5;   ///< V
    double vss = -2.5;  ///< V
};

/// Ports of the body, in this order: `inp inn out vcc vee bn bp`. The two bias lines come from a
/// bias generator of the same technology (bias_generator.h).
struct OpampDesign {
    Subcircuit body;
    double gain_db = 0;     ///< at dc, unloaded
    double gbw_hz = 0;      ///< the asked one, or the fastest the devices allow
    double slew = 0;        ///< V/s, the input pair fully switched
    double rout = 0;        ///< open-loop output resistance above the dominant pole, ohm
    double iq = 0;          ///< supply current without a load, A
    double headroom = 0;    ///< the output delivers the peak current this far from a rail, V
    double cin = 0;         ///< between the inputs, F
    double input_bias = 0;  ///< current into each input, A
};

}  // namespace hopspice::circuit
