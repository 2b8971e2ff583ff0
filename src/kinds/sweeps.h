#pragma once
// States of the bench.

#include "kinds/kind.h"

#include <cmath>
#include <string>

namespace hopspice::kinds {

inline constexpr std::size_t kSweepLevels = 17;
inline constexpr std::size_t kJointSize = 4;           ///< of a layer whose outputs hang together
inline constexpr double kGolden = 0.6180339887498949;  ///< turns that never meet

/// From 0 to 1 over the levels of a sweep.
inline double part_of(std::size_t level) {
    return static_cast<double>(level) / static_cast<double>(kSweepLevels - 1);
}

/// Two neurons, one from low to high, the other from high to low.
[[nodiscard]] inline Sweep crossing(const std::string& block, Layer layer, const Function& function,
                                    const Range& range) {
    Sweep sweep{block, layer, function, range, {}};
    for (std::size_t level = 0; level < kSweepLevels; ++level) {
        const double up = range.low + part_of(level) * range.span();
        sweep.states.push_back({up, range.low + range.high - up});
    }
    return sweep;
}

}  // namespace hopspice::kinds
