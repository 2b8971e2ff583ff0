#pragma once
// Where everything is in a lowered circuit: which net carries which neuron, what a volt there
// means, which source sets it, which supplies count. Later stages use nothing else to find their
// way.

#include "circuit/bipolar.h"
#include "circuit/circuit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::circuit {

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
    bool held = false;   ///< a line that its input drives: no column, no control
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

/// A precision rectifier and the diode through which it passes what it lets through.
struct RectifierSpot {
    std::string out;  ///< net
    std::string diode;
};

struct Layout {
    std::vector<std::vector<NeuronLayout>> banks;  ///< as in Network::banks
    double readout_s = 0;  ///< the decoder in the circuit follows the states within this
    std::optional<std::size_t> readout_bank;  ///< whose first lines are the answer
    /// Per slot and token the source that chooses it: `held_volts` for the slot's token, and
    /// `released_volts` for the others. Empty where no tokens choose.
    std::vector<std::vector<std::string>> tokens;
    std::vector<Supply> supplies;
    std::vector<RectifierSpot> rectifiers = {};
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

}  // namespace hopspice::circuit
