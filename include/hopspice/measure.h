#pragma once
// From a waveform that was simulated elsewhere to a recalled memory.

#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <span>
#include <string>
#include <vector>

namespace hopspice {

/// Measures the waveform of a netlist that compile() wrote for the same spec, target and queries:
/// readout, times, energy and deviation from the ODE of the first of `queries` (or of the spec's
/// own), as recall() gives them. The file may be one that ngspice, LTspice, Xyce, gnucap or
/// recall() wrote (raw, CSV, text); its format is told from the content. What comes after settling
/// is left out. There is no energy where supply currents or crossbar voltages are missing
/// (HS-W520). Errors: those of compile(), HS-E501, HS-E503, HS-E520 to HS-E527.
[[nodiscard]] Result<Results> measure_waves(const Spec& spec, const Target& target,
                                            std::span<const Query> queries,
                                            const std::string& waves_file);

/// The queries with the one of this id before the others. Errors: HS-E220.
[[nodiscard]] Result<std::vector<Query>> query_first(std::vector<Query> queries,
                                                     const std::string& id, const Spec& spec);

}  // namespace hopspice
