#pragma once
// How to build the hardware, `format: "hopspice-target/1"`. SI base units throughout.

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hopspice {

enum class Level { Behavioral, Opamp, Transistor };
/// Auto: steered where softmax is all that the model's hidden blocks are, virtual-ground elsewhere.
enum class Topology { VirtualGround, CurrentMode, Steered, Auto };

/// What amplifiers are made of at level transistor.
enum class Technology { Cmos, Bipolar };

/// Seconds of one model time unit: fixed, or the smallest for which every time constant is at
/// least `ratio` times N_g/(2 pi GBW).
struct TimeUnit {
    bool automatic = false;
    double seconds = 1e-6;  ///< used when not automatic
    double ratio = 30;      ///< used when automatic
    bool operator==(const TimeUnit&) const = default;
};

/// What a crossbar cell can hold.
struct ConductanceSpec {
    double min = 1e-7;          ///< siemens
    double max = 1e-4;          ///< siemens
    int bits = 0;               ///< 0: any value; else 2^bits levels from 0 to max
    double mismatch = 0;        ///< relative standard deviation of every crossbar conductance
    double array_mismatch = 0;  ///< the same of what all cells of one array share
    double stuck_on = 0;        ///< fraction of the cells that stay at `max`
    double stuck_off = 0;       ///< fraction of the cells that stay at `min`
    /// G(t) = G (t/t0)^-nu: mean and standard deviation of a cell's nu, then t and t0 in seconds.
    double drift_nu = 0;
    double drift_nu_sigma = 0;
    double drift_time = 1;
    double drift_t0 = 1;
    double wire_resistance = 0;   ///< ohm per cell, along rows and columns
    double wire_capacitance = 0;  ///< farad to ground per cell, along rows and columns
    bool operator==(const ConductanceSpec&) const = default;
};

/// How the columns of the tiles of a neuron come together: at its virtual ground, or each through a
/// transimpedance stage of its own.
enum class TileJoin { Wire, Stage };

/// The arrays that crossbars are cut into, as they are made. Rows are driven lines, columns are
/// lines that collect currents; a neuron of weights of both signs drives two.
struct TileSpec {
    std::size_t rows = 0;     ///< driven lines of an array, at most; 0: any number
    std::size_t columns = 0;  ///< collecting lines of an array, at most; 0: any number
    TileJoin join = TileJoin::Wire;
    double mismatch = 0;           ///< relative standard deviation of what all its cells share
    double trunk_resistance = 0;   ///< ohm per cell passed, of the wires that lead to arrays
    double trunk_capacitance = 0;  ///< farad to ground per cell passed, of the same wires
    double cell_area = 0;          ///< m2 of a place for a cell; 0: not said
    bool operator==(const TileSpec&) const = default;
};

/// Of the integrators' capacitors: relative standard deviations of each, and of what all of one
/// bank share.
struct CapacitorSpec {
    double mismatch = 0;
    double array_mismatch = 0;
    bool operator==(const CapacitorSpec&) const = default;
};

/// Of bipolar transistors and diodes: standard deviations of the saturation current, relative, and
/// of the junction voltage, V.
struct DeviceMismatch {
    double is = 0;
    double vt = 0;
    bool operator==(const DeviceMismatch&) const = default;
};

/// A SPICE library of the user, or one section of it: `FILE` or `FILE SECTION`.
struct Library {
    std::string file;     ///< as the target says it, relative to the current folder
    std::string section;  ///< empty: all that stands in no section
    bool operator==(const Library&) const = default;
};

/// A `.model` of a user's library.
struct DeviceModel {
    std::string name;                                        ///< lower case
    std::string type;                                        ///< `npn`, `d`, lower case
    std::vector<std::pair<std::string, double>> parameters;  ///< those that are plain numbers
    bool measured = false;  ///< parameters: of the card that comes closest to what was measured
    std::vector<std::string> figures;  ///< what was measured, a line for people each
    bool operator==(const DeviceModel&) const = default;
};

/// A foundry's process design kit, as a target names it.
struct PdkSpec {
    std::string name;       ///< a row of `list pdks`, or of the user's `file`; empty: none
    std::string file;       ///< a table of kits of the user's own; empty: the built-in one
    std::string path;       ///< the kit's folder, variables of the environment replaced
    std::string corner;     ///< one of the row's
    bool mismatch = false;  ///< statistics: the kit's own mismatch, else none
    bool operator==(const PdkSpec&) const = default;
};

/// A device of a kit that a role names, as netlists have it: an instance of a subcircuit, or an
/// element with a `.model`.
struct KitDevice {
    std::string name;        ///< lower case, `npn13g2`
    std::string type;        ///< `npn`, `pnp`, `nmos`, `pmos`, `c`
    bool subcircuit = true;  ///< an element `x`
    std::string ports;       ///< of the subcircuit, in its order: of `cbes`, `dgsb`, `ab`
    std::string size;        ///< its parameter that is an area or a width: `nx`, `w`
    std::string length;      ///< its parameter that is a channel length; empty: a bipolar one
    double unit = 1;         ///< what 1 of either parameter is: emitters, metres
    bool whole = false;      ///< sizes are whole numbers
    bool multiplies =
        false;              ///< an instance of a MOSFET heeds `m`; else several stand side by side
    double least = 0;       ///< size of an instance, in units
    double most = 0;        ///< larger ones are several side by side, in units; 0: none is
    double shortest = 0;    ///< channel, m
    std::string heat;       ///< node of the subcircuit that is its heat above ambient; empty: none
    double most_volts = 0;  ///< of collector or drain against emitter or source; 0: not said
    double most_gate = 0;   ///< of the gate against source and bulk, V; 0: not said
    double most_amperes = 0;  ///< per unit of size; 0: not said
    double area_farads = 0;   ///< of a capacitor, F/m2
    double edge_farads = 0;   ///< and F per metre of its edge
    bool osdi = false;        ///< a compiled model, which not every simulator can load
    bool operator==(const KitDevice&) const = default;
};

/// What a kit's row says of the devices that a target uses, and of decks that have them.
struct KitUse {
    std::vector<KitDevice> devices;
    std::vector<Library> libraries;  ///< those of Target::include that are the kit's
    std::string cut;   ///< a file with what `devices` need of them, to be loaded; empty: none is
    double scale = 1;  ///< `.option scale`: sizes of all MOSFETs of a deck are in these
    bool single_thread = false;  ///< BSIM4: `set num_threads=1`, OpenMP spins otherwise
    /// Parameters that a deck sets in front of the libraries: names and values.
    std::vector<std::pair<std::string, double>> parameters;
    /// The libraries, of a kit or of the user, draw random numbers where they are read ...
    bool draws = false;
    std::uint32_t seed = 0;  ///< ... of this seed of the simulator's, in a circuit; 0: none
    bool operator==(const KitUse&) const = default;

    [[nodiscard]] const KitDevice* find(const std::string& name) const;
};

/// A name that a user's library defines outside of its subcircuits.
struct LibraryName {
    std::string name;       ///< lower case
    bool function = false;  ///< of a `.func`; else of a `.model` or a `.subckt`
    std::string file;       ///< where it stands
    std::size_t line = 0;
    bool operator==(const LibraryName&) const = default;
};

/// What a port of a user's amplifier subcircuit is: an input, a rail, the output, ground, or a pin
/// that is left open.
enum class AmplifierPin { InPlus, InMinus, Vdd, Vss, Out, Ground, Open };

/// How the amplifier of a neuron compares its inputs.
enum class Feedback {
    Voltage,  ///< high impedance both: its bandwidth falls with the noise gain
    Current,  ///< the inverting input is the output of a follower, what flows into it is amplified
};

/// The operational amplifier: our macromodel, or a user's subcircuit that these figures describe.
struct AmplifierSpec {
    Feedback type = Feedback::Voltage;         ///< of the neurons' amplifiers
    Technology technology = Technology::Cmos;  ///< of the transistors, at level transistor
    double gbw = 1e9;                          ///< gain-bandwidth product, Hz
    double slew = 1e9;                         ///< V/s
    double gain_db = 80;                       ///< open-loop dc gain, dB
    double rout = 100;                         ///< open-loop output resistance, ohm
    double iq = 1e-3;                          ///< quiescent supply current, A
    double offset_sigma = 0;                   ///< standard deviation of the input offset, V
    double array_offset_sigma = 0;   ///< the same of what the amplifiers of an array share
    double noise = 0;                ///< input noise where the target is noisy, V/sqrt(Hz)
    double cin = 20e-15;             ///< input capacitance, F
    double transimpedance = 1e7;     ///< with current feedback: open loop, at dc, ohm
    double input_ohms = 100;         ///< with current feedback: of the inverting input, ohm
    double pole_farads = 16e-15;     ///< with current feedback: what the input's current charges, F
    double headroom = 0.1;           ///< output stops this far from either rail, V
    std::string subckt;              ///< a user's subcircuit, lower case; empty: the macromodel
    std::string file;                ///< the one of `include` that holds it; empty: whichever
    std::vector<AmplifierPin> pins;  ///< of its ports, in their order
    bool operator==(const AmplifierSpec&) const = default;
};

/// What the bench measured of an amplifier of transistors, loaded as its class is; 0: it has none.
struct AmplifierFigures {
    double asked = 0;             ///< GBW that its design equations are asked for, Hz
    double gbw = 0;               ///< Hz
    double phase_margin_deg = 0;  ///< where the loop gain of a follower is 1
    double gain_db = 0;
    double slew = 0;  ///< V/s, of the slower direction
    bool operator==(const AmplifierFigures&) const = default;
};

/// The digital side of a co-simulation (cosim.h) and its converters.
struct ControllerSpec {
    double clock_s = 0;    ///< period; 0: an eighth of tau_v
    double latency_s = 0;  ///< from sampling the circuit to acting on it
    int adc_bits = 0;      ///< of sampled signals, over their range; 0: ideal
    int dac_bits = 0;      ///< of v(0), held values and added bias, over theirs; 0: ideal
    bool operator==(const ControllerSpec&) const = default;
};

/// How a circuit is simulated; what it is stays the same.
struct SimulationSpec {
    /// Cells of large crossbars at level opamp as controlled sources: the same currents, a quarter
    /// of the simulator's matrix entries. Netlists that are written have resistors all the same.
    bool controlled_cells = false;
    bool operator==(const SimulationSpec&) const = default;
};

struct Target {
    std::string name;
    std::string description;  ///< one line for people
    std::string file;         ///< where it was read from, or `built-in`
    Level level = Level::Behavioral;
    Topology topology = Topology::VirtualGround;
    double vdd = 2.5;   ///< V, positive
    double vss = -2.5;  ///< V, negative
    double temperature_c = 27;
    TimeUnit time_unit;
    ConductanceSpec conductance;
    TileSpec tile;
    CapacitorSpec capacitor;
    AmplifierSpec amplifier;
    DeviceMismatch device_mismatch;
    ControllerSpec controller;
    SimulationSpec simulation;
    std::map<std::string, std::string> devices;  ///< role (`bjt`, `diode`) to model name
    std::vector<DeviceModel> models;             ///< of these, the ones found in `include`
    PdkSpec pdk;
    KitUse kit;  ///< of `pdk`, what `devices` name
    /// Amplifiers of measured transistors, the class of the lightest load first; empty: design
    /// equations are taken at their word.
    std::vector<AmplifierFigures> amplifiers;
    std::vector<Library> include;            ///< libraries of the user
    std::vector<LibraryName> library_names;  ///< all that these define
    std::vector<std::string> library_files;  ///< they, and what they include
    bool noise = false;                      ///< of resistors, and of amplifiers: their `noise`
    double noise_bandwidth_hz = 0;           ///< -3 dB; 0: ten samples in the fastest tau
    std::uint64_t seed = 1;                  ///< of everything that is drawn
    bool operator==(const Target&) const = default;
};

/// Reads a built-in target by name or a target file, then applies overrides `key=value`, where key
/// is a dotted path (`amplifier.gbw=200M`, `level=behavioral`). Errors: all HS-E1xx in one go.
[[nodiscard]] Result<Target> read_target(const std::string& name_or_file,
                                         std::span<const std::string> overrides);

/// The built-in targets, by level and bandwidth, each with its description.
[[nodiscard]] std::vector<ListedItem> list_targets();

/// A kit that is built in, and where it is found.
struct ListedKit {
    std::string name;
    std::string description;
    std::string source;  ///< where it is had
    std::vector<std::string> corners;
    std::vector<std::string> devices;
    std::string folder;  ///< at $PDK_ROOT; empty: it is not there
};

[[nodiscard]] std::vector<ListedKit> list_kits();

/// For people, and `hopspice-list/1` of topic `pdks`.
[[nodiscard]] std::string format_kits(const std::vector<ListedKit>& kits);
[[nodiscard]] std::string format_kits_json(const std::vector<ListedKit>& kits);

[[nodiscard]] std::string to_string(Level level);

/// As `include` and `file` name it.
[[nodiscard]] std::string to_string(const Library& library);

/// The target as `hopspice-target/1`, two spaces deep: what `read_target` makes the same target of.
[[nodiscard]] std::string format_target(const Target& target);

}  // namespace hopspice
