#pragma once
// Topology current-mode: the passes that size an op-amp-free softmax network of bipolar
// differential pairs, and what its lowering, its proof and `check` need to know in common.

#include "analog/network.h"
#include "circuit/bipolar.h"

#include <hopspice/diagnostics.h>
#include <hopspice/target.h>

#include <cstddef>
#include <vector>

namespace hopspice::passes {

/// Whether a target asks for it; level behavioral has no topology.
[[nodiscard]] bool is_current_mode(const Target& target);

/// xi -> xi - middle of its column, v -> v - centre, b -> b + xi centre: exact, as sum f = 1 and a
/// softmax does not see what its inputs share. After it: |v - centre| settles within half_range.
/// Errors: HS-E260 for what the topology cannot build.
Diagnostics centre_signals(analog::Network& network, const Target& target);

/// Tail, follower and buffer currents, emitter areas and the resistance of a memory's cells from
/// the time constants and the capacitances of the devices; seconds per model time unit.
Diagnostics size_currents(analog::Network& network, const Target& target);

/// U = 2 S beta V_T / gain and cells so that the crossbar with the followers' output resistances
/// gives the weights; loads so that the followers' bases in parallel leave U half_range/(alpha
/// I_T). After it: every cell is one the target can hold.
Diagnostics balance_cells(analog::Network& network, const Target& target);

/// Mismatch and drift of cells, mismatch of emitter areas, drawn per cell from the seed and the
/// cell's name; all cells are one array, all emitters another.
Diagnostics perturb_cells(analog::Network& network, const Target& target);

/// tau -> R (C + what the devices have); where they have more than tau allows, by how much too
/// slow.
Diagnostics set_node_capacitors(analog::Network& network, const Target& target);

/// Relative standard deviations of cells, of the emitters that are cells of the way back, of all
/// devices' currents (a sixth of what six sigma make), of capacitors; and by how much the drift of
/// all cells together makes what they charge slower.
struct Spreads {
    double cells = 0;
    double emitters = 0;
    double devices = 0;
    double capacitors = 0;
    double drift = 0;
};
[[nodiscard]] Spreads spreads_of(const Target& target);

/// Currents and voltages are proportional to absolute temperature; this is T / 300.15 K.
[[nodiscard]] double temperature_ratio(const Target& target);

/// Voltages with every column at its centre, volt.
struct Levels {
    double column = 0;    ///< vp and vn
    double line = 0;      ///< at the followers' emitters
    double base = 0;      ///< of a memory, before its buffer
    double buffered = 0;  ///< behind it
    double tail = 0;      ///< common emitter with one memory conducting
    double sink = 0;      ///< upper end of the emitter resistors of the current sinks
};
[[nodiscard]] Levels levels_of(const analog::Network& network, const Target& target);

/// Reverse voltages of base-collector junctions at these levels, volt.
struct ReverseVolts {
    double memories = 0;   ///< of the transistors on the columns' tails
    double followers = 0;  ///< of the columns
    double buffers = 0;
};
[[nodiscard]] ReverseVolts reverse_volts(const Levels& levels, const Target& target);

/// Whether the memories' bases move with the columns. Slower ones rest where the columns move:
/// these have a time constant of their own, to which the charge of bases adds nothing.
[[nodiscard]] bool bases_follow(const analog::Network& network);

/// What a memory's base holds of the devices' own: its buffer's collector junction at a reverse
/// voltage, and what is left of the emitters' charge behind it; farad.
[[nodiscard]] double base_parasitic_farads(const analog::CurrentMode& machine,
                                           const circuit::Bipolar& device, double reverse_volts);

/// Everything the supplies feed, ampere.
[[nodiscard]] double supply_amperes(const analog::Network& network);

inline constexpr double kReferenceAmperes = 100e-6;  ///< of the bias generator at 27 C
inline constexpr double kSinkDensity = 40e-6;        ///< of current sinks, A/um2 at 27 C
inline constexpr double kEmitterVolts = 0.25;        ///< across their emitter resistors at 27 C
inline constexpr double kFollowerDensity = 125e-6;   ///< of emitter followers, A/um2 at 27 C
inline constexpr double kSwitchLength = 0.35e-6;     ///< metre
inline constexpr double kGateVolts = 3;              ///< of a closed switch, at most
inline constexpr double kSwitchOhmMetres = 2.4e-3;   ///< resistance times width, that at the gate
inline constexpr double kHelperOhms = 20e3;          ///< keeps the bias line's driver conducting

/// Drain and gate overlap of an open switch, F/m of channel width.
inline constexpr double kSwitchFaradsPerMetre = 1.6e-9;

/// Output resistance of what drives the lines: a column is held from outside (its tail, its
/// switches), the reference column by its loads alone, seen through the followers.
struct LineOhms {
    double columns = 0;
    double reference = 0;
};

/// Crossbar with the output resistance of its followers: A x = u, A = 1 + r (D - F' B).
struct Loading {
    Matrix volts;                  ///< memories x columns: base volts per differential volt
    std::vector<double> siemens;   ///< per column: differential load of its followers' bases
    double crosstalk_siemens = 0;  ///< largest sum of such loads from other columns
};
[[nodiscard]] Loading loading_of(const Matrix& cells, const LineOhms& ohms, double current_gain);

/// Per memory: resistance from its base into the same crossbar.
[[nodiscard]] std::vector<double> base_ohms_of(const Matrix& cells, const LineOhms& ohms);

}  // namespace hopspice::passes
