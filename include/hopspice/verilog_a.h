#pragma once
// The mathematics of a memory in Verilog-A, for simulators that take it beside netlists.

#include <hopspice/result.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <map>
#include <string>

namespace hopspice {

/// Two files by name: `NAME.va`, modules of neurons, activations and crossbars and one that puts
/// them together (one volt per unit, time in seconds of the target's time unit), and `NAME.scs`, a
/// Spectre testbench that runs `query` from its initial state; an empty `name` is the spec's. What
/// the query holds, adds to the bias, chooses by tokens or starts from stands in the files as
/// numbers; there is no loading of the state, so time begins at the release.
/// Errors: HS-E262 where the target's level is not behavioral or the spec has a readout in the
/// circuit.
[[nodiscard]] Result<std::map<std::string, std::string>> write_verilog_a(
    const Spec& spec, const Target& target, const Query& query, const std::string& name = {});

}  // namespace hopspice
