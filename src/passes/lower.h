#pragma once
// The last rewrite: analog blocks -> circuit, at the level of the target, with a layout that says
// which net carries which neuron.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::passes {

using circuit::JunctionPath;
using circuit::Layout;
using circuit::Line;
using circuit::Lowered;
using circuit::NeuronLayout;
using circuit::NoiseSpot;
using circuit::Probe;
using circuit::Supply;

[[nodiscard]] Result<Lowered> lower(const analog::Network& network, const Target& target);

/// The circuit with every cell from a line to a column, G (v_line - v_column), as a current G
/// v_line into the column, a conductance G from the column to ground, and one from the line to
/// ground. That is the same circuit where lines are ideal voltages (large crossbars at level
/// opamp); with amplifiers that have an output resistance, wires that resist or rows that tokens
/// choose, cells stay resistors. A cell is one entry of the simulator's matrix then instead of
/// four.
[[nodiscard]] circuit::Circuit with_controlled_cells(const Lowered& lowered);

/// What macromodels draw from one rail to another: `idle_amperes`, and of every current what is
/// positive.
struct SupplyDraw {
    std::string from;  ///< the ammeter in front of the rail that it comes from ...
    std::string to;    ///< ... and of the one that it goes to; both count towards the rails
    double idle_amperes = 0;
    std::vector<std::string> currents;  ///< of these sources
};

/// `v(net) - ohms i(source)`, an amplifier's output before its resistance, is between `low` and
/// `high`, volts.
struct OutputSwing {
    std::string net;
    std::string source;
    double ohms = 0;
    double low = 0;
    double high = 0;
};

/// A circuit that is another one as long as every `swing` holds, but for the supplies' currents,
/// which `draws` are to be added to.
struct LeanCircuit {
    circuit::Circuit circuit;
    std::vector<SupplyDraw> draws;
    std::vector<OutputSwing> swings;
};

/// `circuit`, which was lowered with `layout`, with amplifiers that cost the simulator less. Of a
/// macromodel, and nothing else:
///   B(vcc, vee) = iq + max(i(eout), 0)     -> a draw
///   B(p, 0) = clamp(v(p) - v(vcc), ...)    -> the same clamp with the supplies' volts
///                                          -> nothing and a swing, where no junction touches an
///                                             amplifier and nothing multiplies
/// With the clamps of other amplifiers the operating point goes as well: what was latched stays so,
/// or none is found. Nothing where there are no such macromodels, or none on rails of `layout`.
[[nodiscard]] std::optional<LeanCircuit> without_supply_bookkeeping(circuit::Circuit circuit,
                                                                    const Layout& layout,
                                                                    const Target& target);

[[nodiscard]] Lowered lower_behavioral(const analog::Network& network, const Target& target);
/// Bipolar transistors of a kit that were built without regard to it: areas of whole emitters,
/// whose error the proof finds, and substrates on the most negative rail.
void fit_kit_devices(circuit::Circuit& circuit);
/// Capacitors as devices of the kit, where the target names one for them and it comes so small: all
/// but those of wires, and of macromodels.
void use_kit_capacitors(circuit::Circuit& circuit, const Target& target);
/// Mismatch of the bipolar transistors and diodes, not of those in subcircuits; none at level
/// behavioral.
void perturb_devices(circuit::Circuit& circuit, const Target& target);
/// Adds the sources of thermal noise, and fills what the layout says of noise.
void add_noise(Lowered& lowered, const analog::Network& network, const Target& target);
/// Scales reference, inputs and layout to the target's temperature.
void track_temperature(Lowered& lowered, const Target& target);

/// Of hidden neurons before the release, in time constants: h(0) within exp(-6) of its target.
inline constexpr double kLoadTaus = 6;

/// Of a source's ramp, in tau_v, at least: ngspice merges corners that are closer than 5e-5 of the
/// largest step, a quarter of tau_v.
inline constexpr double kLeastEdgeTaus = 5e-5;

/// A load takes at least so many of its ramps.
inline constexpr double kLoadEdges = 10;

/// A state this many times the range that the circuit is made for has diverged.
inline constexpr double kLeftRange = 2;

/// An amplifier's output, full scale and some, volt.
inline constexpr double kPeakVolts = 1.2;

/// The load that an amplifier of a class is sized for: all resistors at its output, and the
/// capacitance of wires and inputs that goes with them. Every class has twice the load of the one
/// before; class 0 is the lightest.
struct AmplifierLoad {
    double ohms = 0;
    double farads = 0;
};
[[nodiscard]] AmplifierLoad amplifier_load(int drive);
/// Classes of loads of up to 8 mA, a crossbar of some hundred cells per line.
inline constexpr int kAmplifierClasses = 6;

/// The target's GBW, or the least that an amplifier of transistors of those classes reaches, where
/// the devices are too slow for it; Hz.
[[nodiscard]] double slowest_amplifier(const Target& target);

/// Has every line of `layout` driven by an amplifier, or multiplier, of as many output stages as
/// its bank asks for: instances of our macromodels alone, whose bodies are added.
void use_drivers(circuit::Circuit& circuit, const Layout& layout, const analog::Network& network,
                 const AmplifierSpec& amplifier);

/// Amplifiers, switches and bias generator of transistors, each sized for what it drives.
void add_transistor_parts(circuit::Circuit& circuit, const Target& target);
[[nodiscard]] Lowered lower_opamp(const analog::Network& network, const Target& target);
/// Topology current-mode. Hidden states are those of the spec up to what all of them share.
[[nodiscard]] Lowered lower_current_mode(const analog::Network& network, const Target& target);

}  // namespace hopspice::passes
