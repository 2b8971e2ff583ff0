#pragma once
// Functions that several kinds are made of, in the form that neither overflows nor cancels.

#include "support/range.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace hopspice::kinds {

/// x^exponent by products, so that integer powers of negative numbers are exact in sign.
inline double integer_power(double x, int exponent) {
    double product = 1;
    for (int k = 0; k < exponent; ++k) {
        product *= x;
    }
    return product;
}

inline double log_cosh(double x) {
    return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::numbers::ln2;
}

inline double log_one_plus_exp(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

inline double logistic(double x) {
    if (x >= 0) {
        return 1 / (1 + std::exp(-x));
    }
    const double e = std::exp(x);
    return e / (1 + e);
}

inline double mean_of(std::span<const double> x) {
    double sum = 0;
    for (const double value : x) {
        sum += value;
    }
    return x.empty() ? 0 : sum / static_cast<double>(x.size());
}

inline double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += a[k] * b[k];
    }
    return sum;
}

/// From the least to the largest: where a weighting of the numbers stays.
inline Range hull_of(std::span<const double> numbers) {
    Range range{numbers.front(), numbers.front()};
    for (const double number : numbers) {
        range.include(number);
    }
    return range;
}

/// The largest exponent that netlists and modules give an exponential of ideal sources.
inline constexpr double kLargestExponent = 60;

}  // namespace hopspice::kinds
