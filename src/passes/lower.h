#pragma once
// The last rewrite: analog blocks -> circuit, at the level of the target, with a layout that says
// which net carries which neuron.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "passes/part_values.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::passes {

/// A net and what its voltage means: x = v / volts_per_unit + shift.
struct Probe {
    std::string net;
    double volts_per_unit = 1;  ///< signed
    double shift = 0;
    std::string minus = {};  ///< v is measured against this net; empty: ground
};

/// One output line of a neuron's activation: v = volts_per_unit * g (signed).
struct Line {
    std::string net;
    double volts_per_unit = 1;
    double siemens = 0;  ///< crossbar conductance it drives into virtual grounds
    bool native = true;  ///< false: made by an inverter from the other one
};

/// What the name of every cell of a crossbar begins with: `rw_v3_h1_0`.
inline constexpr std::string_view kCellPrefix = "rw_";

/// How an activation with junction devices was designed, for reading its gains back. Nets and
/// elements are named; names are empty where there is nothing of the kind.
struct JunctionPath {
    std::string base;         ///< net whose voltage over V_T is the exponent
    std::string collector;    ///< virtual ground that takes the device's current
    std::string line;         ///< output line of that current
    std::string resistor;     ///< sets the full-scale current ...
    std::string high;         ///< ... by the voltage from this net
    std::string low;          ///< ... to this one
    std::string copied_from;  ///< emitter resistor of that current ...
    std::string copied_to;    ///< ... and of the sink that copies it; empty: none does
    std::string device;       ///< whose current gain is lost `alphas` times on the way
    int alphas = 0;
    double full_scale_volts = 0;  ///< at the line, for the full-scale current
};

struct NeuronLayout {
    Probe state;
    std::string column;  ///< where currents add
    std::vector<Line> lines;
    JunctionPath junction;
    // The sources that set it, empty where there are none.
    std::string input_source;    ///< its initial or held value
    std::string control_source;  ///< held, then released: volts in the layout
    std::string bias_source;     ///< `present: bias`
    double input_volts_per_unit = 1;
    double bias_volts_per_unit = 1;
    // An input is rest volts + volts_per_unit (x - shift); of a differential one, the other side
    // is rest volts - volts_per_unit (x - shift).
    std::string input_minus_source;
    double input_rest_volts = 0;
    double input_shift = 0;
};

/// A supply whose energy is counted, under the name of its domain (`visible`, `hidden`, ...).
struct Supply {
    std::string source;  ///< a voltage source, or a zero-volt ammeter
    double volts = 0;    ///< of the rail it feeds
    std::string domain;
};

/// A source that carries noise: 0 in the circuit, its values are given to the simulator.
struct NoiseSpot {
    std::string source;
    double density = 0;  ///< one-sided, A^2/Hz of a current source, V^2/Hz of a voltage source
};

struct Layout {
    std::vector<std::vector<NeuronLayout>> banks;  ///< as in Network::banks
    double readout_s = 0;  ///< the decoder in the circuit follows the states within this
    std::optional<std::size_t> readout_bank;  ///< whose first lines are the answer
    /// Per slot and token the source that chooses it: `held_volts` for the slot's token, and
    /// `released_volts` for the others. Empty where no tokens choose.
    std::vector<std::vector<std::string>> tokens;
    std::vector<Supply> supplies;
    std::string rest_source =
        {};              ///< discharges the states while it is at `held_volts`, empty: none
    double reset_s = 0;  ///< that takes so long from any state; a load in operation begins with it
    double edge_s = 0;   ///< rise time of the inputs
    double apply_s = 0;  ///< the inputs step here, from rest
    double release_s = 0;                  ///< the initial state is released here
    double held_volts = 1;                 ///< of a control source while it holds its neuron
    double released_volts = 0;             ///< and after the release
    double thermal_volts = kThermalVolts;  ///< of the junctions, at the circuit's temperature
    std::vector<NoiseSpot> noise = {};     ///< empty: the circuit is quiet
    double noise_interval_s = 0;           ///< between samples of the noise
    std::uint64_t noise_seed = 0;          ///< of the circuit; a run adds what it is of
    double swing_limit_volts = 0;  ///< a state beyond this has left the declared swing; 0: none
};

struct Lowered {
    circuit::Circuit circuit;
    Layout layout;
};

[[nodiscard]] Result<Lowered> lower(const analog::Network& network, const Target& target);

/// The circuit with every cell from a line to a column, G (v_line - v_column), as a current G
/// v_line into the column, a conductance G from the column to ground, and one from the line to
/// ground. That is the same circuit where lines are ideal voltages (large crossbars at level
/// opamp); with amplifiers that have an output resistance, wires that resist or rows that tokens
/// choose, cells stay resistors. A cell is one entry of the simulator's matrix then instead of
/// four.
[[nodiscard]] circuit::Circuit with_controlled_cells(const Lowered& lowered);

/// `v3` for visible neuron 3, `h1_3` for neuron 3 of the first hidden block.
[[nodiscard]] std::string neuron_name(std::size_t bank, std::size_t neuron);

/// `visible[3]`, `hidden codewords[3]`.
[[nodiscard]] std::string neuron_comment(const analog::Network& network, std::size_t bank,
                                         std::size_t neuron);

[[nodiscard]] Lowered lower_behavioral(const analog::Network& network, const Target& target);
/// Mismatch of the bipolar transistors and diodes, not of those in subcircuits; none at level
/// behavioral.
void perturb_devices(circuit::Circuit& circuit, const Target& target);
/// Whether a circuit of the target has noise: never at level behavioral.
[[nodiscard]] bool is_noisy(const Target& target);
/// Adds the sources of thermal noise, and fills what the layout says of noise.
void add_noise(Lowered& lowered, const analog::Network& network, const Target& target);
/// Scales reference, inputs and layout to the target's temperature.
void track_temperature(Lowered& lowered, const Target& target);

/// Of hidden neurons before the release, in time constants: h(0) within exp(-6) of its target.
inline constexpr double kLoadTaus = 6;

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

/// The target's GBW, or the least that an amplifier of transistors reaches, for lines of up to
/// 8 mA, where the devices are too slow for it; Hz.
[[nodiscard]] double slowest_amplifier(const Target& target);

/// Amplifiers, switches and bias generator of transistors, each sized for what it drives.
void add_transistor_parts(circuit::Circuit& circuit, const Target& target);
[[nodiscard]] Lowered lower_opamp(const analog::Network& network, const Target& target);
/// Topology current-mode. Hidden states are those of the spec up to what all of them share.
[[nodiscard]] Lowered lower_current_mode(const analog::Network& network, const Target& target);

}  // namespace hopspice::passes
