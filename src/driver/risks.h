#pragma once
// What can be said of a model on a target before any circuit is simulated.

#include "analog/network.h"
#include "driver/query_ends.h"
#include "model/ranges.h"

#include <hopspice/check.h>

#include <vector>

namespace hopspice::driver {

/// Topology auto is steered from so many memories on.
inline constexpr std::size_t kSteeredMemories = 16;

/// What can be said of the model: certificates and signal ranges, where the ODE takes the spec's
/// queries, and how long that takes to simulate.
[[nodiscard]] std::vector<CheckItem> model_items(const Spec& spec, const model::Ranges& ranges,
                                                 const analog::Network& network,
                                                 const QueryEnds& ends);

/// Certificates and signal ranges of the model alone.
[[nodiscard]] std::vector<CheckItem> stability_items(const Spec& spec, const model::Ranges& ranges);

/// Swing, conductances, noise gain, bandwidth, slew, input pole, offset, temperature: each with
/// its number. `network` has been through the pipeline.
[[nodiscard]] std::vector<CheckItem> fit_items(const analog::Network& network,
                                               const model::Ranges& ranges, const Target& target);

/// The risky ones as warnings, the impossible ones as errors.
[[nodiscard]] Diagnostics diagnostics_of(const std::vector<CheckItem>& items,
                                         const std::string& file);

}  // namespace hopspice::driver
