#pragma once
// The parts every op-amp level circuit is made of: device cards and macromodel subcircuits.

#include "circuit/circuit.h"

#include <hopspice/target.h>

#include <string>

namespace hopspice::circuit {

/// The project's own device cards (models/devices/generic.lib): `npn_generic`, `schottky_generic`,
/// `n_generic`, `p_generic`.
[[nodiscard]] const std::vector<ModelCard>& generic_cards();
[[nodiscard]] const ModelCard* find_generic_card(const std::string& name);

/// A switch that is closed while its control is above (`sw_on`) or below (`sw_off`) 0.5 V.
inline constexpr double kSwitchOnOhms = 10;
[[nodiscard]] ModelCard switch_on_card(double on_ohms);
[[nodiscard]] ModelCard switch_off_card(double on_ohms);

/// The operational amplifier macromodel, ports `inp inn out vcc vee`: one pole at GBW/gain, slew
/// limit, output clamped at the rails less the headroom, output resistance, input capacitance, and
/// a supply current of `iq` plus what the output sources or sinks (class AB).
/// With `series_rout` false the output resistance is left out (large crossbars: a row driven
/// through a resistance makes the matrix dense).
enum class OutputResistance { Series, None };
[[nodiscard]] Subcircuit opamp_subcircuit(const AmplifierSpec& amplifier, OutputResistance output);

/// A four-quadrant multiplier macromodel, ports `xp xn yp yn out vcc vee`:
/// out = (xp-xn)(yp-yn)/1 V, the output amplifier in a unity-gain loop of bandwidth GBW, with the
/// amplifier's slew, rails, output resistance and supply current.
[[nodiscard]] Subcircuit multiplier_subcircuit(const AmplifierSpec& amplifier);

}  // namespace hopspice::circuit
