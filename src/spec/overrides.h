#pragma once
// `--set key=value`: single keys of a target, or of a spec, given on the command line.

#include "spec/json.h"

#include <span>
#include <string>

namespace hopspice::spec {

/// Applies `amplifier.gbw=200M`, in order, to the JSON of a target or a spec; an entry of an array
/// is a key by its index (`hidden.0.tau=0.1`). A value is JSON where it parses
/// as such, else a string. What was set is marked in `context` as of the command line.
/// Errors: HS-E105 for text that is no key=value, HS-E106 where the path leads through neither, or
/// past the end of an array.
void apply_overrides(Context& context, Json& target, std::span<const std::string> overrides);

}  // namespace hopspice::spec
