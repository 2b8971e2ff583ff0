#pragma once
// The parts every op-amp level circuit is made of: device cards and macromodel subcircuits.

#include "circuit/circuit.h"

#include <hopspice/target.h>

#include <string>
#include <string_view>

namespace hopspice::circuit {

/// The project's own device cards (models/devices/generic.lib): bipolar transistors `npn_generic`,
/// `pnp_generic`, diodes `schottky_generic`, `junction_generic`, MOSFETs `n_generic`, `p_generic`
/// (3.3 V devices of a 180 nm class), `n45_generic`, `p45_generic` (2.5 V devices of a 45 nm
/// class).
[[nodiscard]] const std::vector<ModelCard>& generic_cards();
[[nodiscard]] const ModelCard* find_generic_card(const std::string& name);

/// A switch that is closed while its control is above (`sw_on`) or below (`sw_off`) 0.5 V.
[[nodiscard]] ModelCard switch_on_card(double on_ohms);
[[nodiscard]] ModelCard switch_off_card(double on_ohms);

/// `drive` output stages of the amplifier side by side: rout/drive, drive times the supply current.
[[nodiscard]] AmplifierSpec with_drive(AmplifierSpec amplifier, int drive);

/// `hs_opamp` of one output stage, `hs_opamp_x4` of four; and back: the part, and the stages.
[[nodiscard]] std::string driven_name(std::string_view part, int drive);
[[nodiscard]] std::string_view part_of(std::string_view name);
[[nodiscard]] int drive_of(std::string_view name);

/// Whether a part is an operational amplifier, whatever compares its inputs and with one output
/// stage or more: `inp inn out vcc vee`.
[[nodiscard]] bool is_opamp(std::string_view name);

/// How a macromodel is tied to its supplies. As it is written it follows their nets, and draws its
/// current from them. Where they are constant and somebody else adds up what is drawn (`iq` and
/// what the output sinks, from `vcc` to `vee`), a cheaper one does the same: clamped between
/// constants, or not at all where the output stays within `vee + headroom` to `vcc - headroom`.
struct SupplyTie {
    enum class Clamp { Followed, Constant, None };
    Clamp clamp = Clamp::Followed;
    double vcc = 0;  ///< volts, of Clamp::Constant
    double vee = 0;
};

/// The operational amplifier macromodel, ports `inp inn out vcc vee`: one pole at GBW/gain, slew
/// limit, output clamped at the rails less the headroom, output resistance, input capacitance, and
/// a supply current of `iq` plus what the output sources or sinks (class AB).
enum class OutputResistance { Series, None };
/// Series where there is one.
[[nodiscard]] OutputResistance output_of(const AmplifierSpec& amplifier);
[[nodiscard]] Subcircuit opamp_subcircuit(const AmplifierSpec& amplifier, OutputResistance output,
                                          const SupplyTie& tie = {});

constexpr const char* kCurrentFeedbackAmplifier = "hs_opamp_cf";

/// The current-feedback amplifier of that name, same ports: what flows out of `inn`, which
/// follows `inp` behind `input_ohms`, charges a capacitance of `pole_farads` and a resistance of
/// `transimpedance`; slew, which limits both currents, rails, output and supply current as those of
/// the other one. The follower's own current comes out of ground.
[[nodiscard]] Subcircuit current_feedback_subcircuit(const AmplifierSpec& amplifier,
                                                     OutputResistance output);

/// What the amplifier of a neuron adds to its time constant, seconds, its feedback being R_f and
/// its noise gain N_g: N_g/(2 pi GBW), or with current feedback (R_f + N_g r_in) C_T. Source:
/// S. Franco, Design with Operational Amplifiers and Analog Integrated Circuits, section 6.7.
[[nodiscard]] double loop_lag_s(const AmplifierSpec& amplifier, double noise_gain,
                                double feedback_ohms);

/// Of the open loop's pole, seconds: A_0/(2 pi GBW), or R_T C_T. A loop that adds a lag of t misses
/// t over that of its output at rest: N_g/A_0, or (R_f + N_g r_in)/R_T.
[[nodiscard]] double open_loop_s(const AmplifierSpec& amplifier);

/// A four-quadrant multiplier macromodel, ports `xp xn yp yn out vcc vee`:
/// out = (xp-xn)(yp-yn)/1 V, the output amplifier in a unity-gain loop of bandwidth GBW, with the
/// amplifier's slew, rails, output resistance and supply current.
[[nodiscard]] Subcircuit multiplier_subcircuit(const AmplifierSpec& amplifier,
                                               const SupplyTie& tie = {});

/// The body of `hs_opamp` or `hs_multiplier` (`part`) with so many output stages, under its name.
[[nodiscard]] Subcircuit driven_subcircuit(std::string_view part, const AmplifierSpec& amplifier,
                                           int drive, const SupplyTie& tie = {});

}  // namespace hopspice::circuit
