#pragma once
// Devices of a foundry's kit as netlists have them: instances of subcircuits, in the kit's own
// sizes. A circuit has them as bipolar transistors and MOSFETs until it becomes text, and again as
// soon as text was read.

#include "circuit/circuit.h"

namespace hopspice::circuit {

/// What a circuit on a target has of its kit: where the libraries draw numbers, the seed that they
/// draw them of, a function of the target's seed alone; MOSFETs of the user's own that had to be
/// measured are BSIM's, as those of kits are.
[[nodiscard]] KitUse kit_of(const Target& target);

/// What ngspice is to be told before it reads such a deck. Source: measured with ngspice 39.3, 1.2
/// s with it and 18 to 31 s without.
inline constexpr const char* kSingleThread =
    "say `set num_threads=1` in .spiceinit: BSIM4 is slower on several threads";

/// Of a circuit with `kit`:
///   Q or M of a subcircuit device -> X of it, nets in the order of its ports, sizes in its unit;
///                                    several side by side where it is larger than one may be
///   C of one                      -> a square X of it
///   any other M                   -> its sizes over `.option scale`
[[nodiscard]] Circuit spell_devices(Circuit circuit);

/// The inverse: what a circuit that was read is with the devices of `kit`, whose scale and
/// parameters stand in the text. Instances side by side that differ in their nets stay what they
/// are.
[[nodiscard]] Circuit recognise_devices(Circuit circuit, const std::vector<KitDevice>& devices);

/// The side of a square capacitor of `farads`, m: of an area times its density and an edge times
/// its own.
[[nodiscard]] double side_of(double farads, const KitDevice& device);

/// What simulators of ours load: the cut of the kit in place of its libraries.
[[nodiscard]] Circuit with_cut(Circuit circuit);

/// Whether spelling changes anything.
[[nodiscard]] bool has_kit_devices(const Circuit& circuit);

}  // namespace hopspice::circuit
