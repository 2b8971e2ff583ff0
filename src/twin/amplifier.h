#pragma once
// The amplifier and multiplier macromodels of circuit/parts.h as one device with one unknown, the
// voltage of the pole:
//
//   cp dp/dt = slew tanh(u) - p/rp - clamp(p),  out = p (through rout)
//
// With current feedback slew tanh(u) flows into the inverting input, too.
//
// u: what stands between the inputs over the voltage at which they are in their linear range; of a
// multiplier the product less the output.

#include "circuit/circuit.h"

#include <cmath>
#include <optional>

namespace hopspice::twin {

/// Figures of a macromodel.
struct AmplifierModel {
    bool multiplies = false;
    double input_farads = 0;
    double slew_amperes = 0;
    double steepness = 0;  ///< 1/V, of tanh
    double pole_ohms = 0;
    double pole_farads = 0;
    double clamp_siemens = 0;
    double headroom = 0;      ///< V, of the clamp inside the rails
    double output_ohms = 0;   ///< 0: none
    double idle_amperes = 0;  ///< from vcc to vee
    bool follows = false;     ///< slew tanh(u) flows into the second input as well

    /// The current into the pole and its derivatives by u and by the pole's voltage.
    struct Drive {
        double amperes = 0;
        double input_amperes = 0;  ///< of it what the inputs make
        double by_input = 0;       ///< by u / steepness
        double by_pole = 0;
    };
    [[nodiscard]] Drive drive(double input_volts, double pole_volts, double vcc_volts,
                              double vee_volts) const {
        const double tangent = std::tanh(steepness * input_volts);
        const double above = pole_volts - vcc_volts + headroom;
        const double below = pole_volts - vee_volts - headroom;
        Drive drive{slew_amperes * tangent, slew_amperes * tangent,
                    slew_amperes * steepness * (1 - tangent * tangent), 0};
        if (above > 0) {
            drive.amperes -= clamp_siemens * above;
            drive.by_pole -= clamp_siemens;
        }
        if (below < 0) {
            drive.amperes -= clamp_siemens * below;
            drive.by_pole -= clamp_siemens;
        }
        return drive;
    }
};

/// The macromodel that a subcircuit is, element by element as circuit::opamp_subcircuit,
/// current_feedback_subcircuit or multiplier_subcircuit writes them; nothing for any other.
[[nodiscard]] std::optional<AmplifierModel> amplifier_model(const circuit::Subcircuit& body);

}  // namespace hopspice::twin
