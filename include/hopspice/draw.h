#pragma once
// A picture of what is built.

#include <hopspice/result.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <span>
#include <string>

namespace hopspice {

/// The architecture as SVG 1.1 text: visible neurons, one crossbar per hidden block as a heat map
/// of the spec's weights, hidden neurons, activation blocks, readout, and what the target makes of
/// them (volts per unit, time constants, conductances, amplifiers). The same input gives the same
/// bytes. Cells of crossbars beyond some ten thousand weights stand for several, of which they show
/// the largest; the picture says so.
/// Errors: those of compile().
[[nodiscard]] Result<std::string> draw(const Spec& spec, const Target& target,
                                       std::span<const Query> queries);

}  // namespace hopspice
