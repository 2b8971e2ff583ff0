#pragma once
// Amplifiers of any make read as our macromodel: the proof is about what is built around them
// (crossbars, feedback, references), they themselves are black boxes with the target's figures.

#include "circuit/circuit.h"

#include <hopspice/target.h>

#include <string_view>

namespace hopspice::proof {

/// Whether instances of this subcircuit are amplifiers: the user's own, or a name that begins with
/// `hs_opamp`. Letters are compared without case.
[[nodiscard]] bool is_amplifier(std::string_view subcircuit, const Target& target);

/// Replaces every instance of an amplifier whose body is not the macromodel by one of `hs_opamp`,
/// with nets by role, and drops the bodies that are not used any more. The ports of the user's
/// subcircuit have the roles of `target.amplifier.pins`; those of a body in the deck are told by
/// their names (`inp inn out vcc vee`), others (bias lines) are ignored. An instance that has not
/// the nets for all five roles is left as it is: nothing in it is read then. Our own macromodel
/// stays as the deck has it.
[[nodiscard]] circuit::Circuit substitute_amplifiers(circuit::Circuit circuit,
                                                     const Target& target);

}  // namespace hopspice::proof
