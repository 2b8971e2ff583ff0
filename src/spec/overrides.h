#pragma once
// `--set key=value`: single keys of a target, given on the command line.

#include "spec/json.h"

#include <span>
#include <string>

namespace hopspice::spec {

/// Applies `amplifier.gbw=200M`, in order, to the JSON of a target. A value is JSON where it parses
/// as such, else a string. What was set is marked in `context` as of the command line.
/// Errors: HS-E105 for text that is no key=value, HS-E106 where the path leads through no object.
void apply_overrides(Context& context, Json& target, std::span<const std::string> overrides);

}  // namespace hopspice::spec
