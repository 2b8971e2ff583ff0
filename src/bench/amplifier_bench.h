#pragma once
// The amplifiers of a target on the bench: a gain of -1 with a load, everything measured in time.

#include "bench/simulate.h"

#include <hopspice/characterize.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::bench {

/// Measures the amplifier that drives a load of class `drive` (passes/lower.h), at the target's
/// temperature. Errors: HS-E4xx.
[[nodiscard]] Result<AmplifierSheet> measure_amplifier(const Target& target, int drive,
                                                       const Simulator& simulator);

/// Has the amplifiers of all classes reach the target's GBW as measured, where the devices allow
/// it, by what their design equations are asked for. Errors: HS-E4xx.
[[nodiscard]] Result<std::vector<AmplifierFigures>> measure_amplifiers(const Target& target,
                                                                       const Simulator& simulator);

/// The circuit of that bench: sources `vin` and `vload`, ammeters `vi_in` (into the inverting
/// input) and `vi_vdd`, nets `inn` and `out`.
[[nodiscard]] circuit::Circuit amplifier_bench(const Target& target, int drive);

}  // namespace hopspice::bench
