#pragma once
// What the boxes of a picture say.

#include "analog/network.h"

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <string>
#include <vector>

namespace hopspice::picture {

/// A heading, then a line per fact.
using Lines = std::vector<std::string>;

/// `bank` is what the target makes of the layer or block; `unit_s` the seconds of a model time
/// unit.
[[nodiscard]] Lines visible_words(const Spec& spec, const analog::Bank& bank, double unit_s);
[[nodiscard]] Lines block_words(const HiddenBlock& block, const analog::Bank& bank, double unit_s);
[[nodiscard]] Lines readout_words(const Readout& readout);
[[nodiscard]] Lines target_words(const Target& target, const analog::Network& network);

}  // namespace hopspice::picture
