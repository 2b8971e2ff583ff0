#pragma once
// The trade of a softmax: emitter area against tail current, accuracy against speed.

#include "bench/simulate.h"

#include <hopspice/characterize.h>

#include <vector>

namespace hopspice::bench {

/// From the fastest to the slowest hidden neurons the rule of the areas tells apart, and the
/// target's own. Errors: those of the lowering, HS-E4xx.
[[nodiscard]] Result<std::vector<SoftmaxTrade>> measure_softmax_trades(const Target& target,
                                                                       const Simulator& simulator);

/// The last instant at which one of the signals was farther than `band` from its last value,
/// counted from `from_s`; s.
[[nodiscard]] double settling_s(const wave::Waveform& waveform, double from_s, double band);

}  // namespace hopspice::bench
