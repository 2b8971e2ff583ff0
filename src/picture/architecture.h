#pragma once
// A memory and its circuit as one picture: the visible neurons are columns, under them stands a
// crossbar per hidden block, whose rows end in hidden neurons and an activation block.

#include "analog/network.h"

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <string>

namespace hopspice::picture {

/// SVG text. `network` is what the target makes of `spec`, after the passes; weights and biases are
/// those of `spec`.
[[nodiscard]] std::string draw_architecture(const Spec& spec, const Target& target,
                                            const analog::Network& network);

}  // namespace hopspice::picture
