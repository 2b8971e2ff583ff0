#pragma once
// How large the values of a list are.

#include <algorithm>
#include <cmath>
#include <cstddef>
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

/// The largest magnitude of a difference, entry by entry, 0 of none; b.size() >= a.size().
[[nodiscard]] inline double largest_difference(std::span<const double> a,
                                               std::span<const double> b) {
    double largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        largest = std::max(largest, std::abs(a[k] - b[k]));
    }
    return largest;
}

}  // namespace hopspice
