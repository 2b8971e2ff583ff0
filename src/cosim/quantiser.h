#pragma once
// A converter between numbers and volts, in model units.

#include <span>

namespace hopspice::cosim {

/// Uniform, with codes at both ends of [low, high] and 2^bits of them; what lies outside saturates.
/// 0 bits: ideal, without range.
struct Quantiser {
    int bits = 0;
    double low = 0;
    double high = 1;  ///< above `low`

    /// The value of the nearest code.
    [[nodiscard]] double operator()(double value) const;
    /// From one code to the next, model units; 0 where it is ideal.
    [[nodiscard]] double step() const;
};

}  // namespace hopspice::cosim
