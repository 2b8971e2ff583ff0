#pragma once
// How large the values of a list are.

#include <algorithm>
#include <cmath>
#include <span>

namespace hopspice {

/// The largest magnitude among values, 0 of none.
[[nodiscard]] inline double largest_of(std::span<const double> values) {
    double largest = 0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

}  // namespace hopspice
