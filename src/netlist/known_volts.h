#pragma once
// The voltages that are known before any equation is solved: those that sources tie to ground.

#include "netlist/flatten.h"
#include "netlist/nodal.h"

#include <optional>
#include <vector>

namespace hopspice::netlist {

/// Of each net, where something holds it.
using Volts = std::vector<std::optional<double>>;

/// A source's value: that of the view, or its last one. Volt or ampere.
[[nodiscard]] double source_value(const FlatCircuit& flat, const FlatElement& source,
                                  const NodalView& view);

/// Nets that voltage sources tie to ground, and the differences of such nets.
[[nodiscard]] Volts known_volts(const FlatCircuit& flat, const NodalView& view);

}  // namespace hopspice::netlist
