#pragma once
// Rows that tokens choose. Each candidate of a slot has a wire of its own, which the cells of its
// row join and which switches connect to the slot's neuron or to ground:
//
//   into a slot      line --cell-- wire --R_on-- column of the slot, or ground; a pad from the wire
//                    to ground makes the conductance of every candidate that of the largest
//   out of a slot    line of the slot, or ground --R_on-- wire --cell-- column; a wire per sign
//
// Either way a cell's other end always sees a low resistance, so that neither noise gain nor the
// load of the lines that stay depends on the context. R_on is in series with a whole row, whose
// weights it divides by 1 + R_on S, with S the conductance on the wire: the cells are built larger.

#include "analog/network.h"
#include "circuit/builder.h"
#include "passes/lower.h"

#include <hopspice/target.h>

#include <string>

namespace hopspice::passes {

/// The switch of a candidate's wire, at level transistor: a subcircuit like `hs_switch`.
inline constexpr const char* kSelectGate = "hs_switch_row";

/// A closed switch between a candidate's wire and its neuron, ohm; 0 at level behavioral. Of a
/// transmission gate both devices conduct: half the resistance of one, within 3 % from ground to
/// 0.8 V and 16 % more at 70 C, of the processes here.
[[nodiscard]] double select_ohms(const Target& target);

/// Per cell of a crossbar the conductance on its wire, pad included, siemens (or whatever unit
/// `siemens` has); all 0 where no tokens choose.
[[nodiscard]] Matrix wire_siemens(const analog::Network& network, const analog::Crossbar& crossbar,
                                  const Matrix& siemens);

/// Conductance of the cells and the pad of any candidate of a slot, siemens.
[[nodiscard]] double slot_siemens(const analog::Crossbar& crossbar, const Matrix& siemens,
                                  std::size_t slot);

/// Conductance of the pad on the wire of row `slot V + token`, siemens; 0: no pad.
[[nodiscard]] double pad_siemens(const analog::Crossbar& crossbar, std::size_t slot,
                                 std::size_t token);

/// The net of the digital input that is high while a slot holds a token: `sel_3_1`.
[[nodiscard]] std::string token_net(std::size_t slot, std::size_t token);

/// `h1_3_t1`: what belongs to token 1 in slot 3 of the first hidden block.
[[nodiscard]] std::string candidate_name(std::size_t bank, std::size_t slot, std::size_t token);

/// One ideal source per slot and token where tokens choose, stepping with the other inputs from
/// nothing chosen to token 0; fills `tokens` of the layout.
void add_token_inputs(const analog::Network& network, circuit::Builder& build, Layout& layout);

}  // namespace hopspice::passes
