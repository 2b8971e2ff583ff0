#pragma once
// The proof that a netlist is the model: read back, reduced to crossbar matrices, biases, time
// constants and gains by nodal analysis, compared with the spec.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"

#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <string_view>
#include <vector>

namespace hopspice::proof {

/// The errors against the spec, and what is left of them when the deviations that imperfect cells
/// and capacitors have by design (analog::Crossbar::deviation and its like) are taken out.
struct Reading : ReadBack {
    ReadBack unexplained;
};

/// The flat circuit of a netlist's text, under the names of the layout, with devices of a kit.
/// Errors: HS-E303, HS-E306.
[[nodiscard]] Result<circuit::Circuit> read_circuit(std::string_view text,
                                                    const std::vector<KitDevice>& devices = {});

/// Amplifiers that are not the macromodel are read as if they were, with the target's figures.
/// Every error is relative to the largest entry of its kind (a matrix, a bias vector); time
/// constants and gains to themselves. Softmax blocks are compared up to what a softmax cannot see:
/// a common shift of its inputs, and a constant traded between its weights and the bias.
/// Errors: HS-E303, HS-E304 where the circuit cannot be read or reduced.
[[nodiscard]] Result<Reading> read_back(circuit::Circuit circuit, const Spec& spec,
                                        const analog::Network& network,
                                        const circuit::Layout& layout, const Target& target);

/// What of the unexplained errors the target does not explain either: finite gain, mapping,
/// offsets, wires, a capacitor that the amplifier's lag left no room for. Errors: HS-E305.
[[nodiscard]] Diagnostics verify_read_back(const Reading& reading, const analog::Network& network,
                                           const Target& target);

}  // namespace hopspice::proof
