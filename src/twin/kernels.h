#pragma once
// How the loops of elimination are compiled: once for each width of vectors that processors have,
// chosen when the program starts. Nothing is summed across a vector and no product is fused with a
// sum (-ffp-contract=off), so that the bits are the same on all of them.

#if defined(__x86_64__) && defined(__GNUC__)
#define HOPSPICE_VECTORISED [[gnu::target_clones("avx512f", "avx2", "default")]]
#else
#define HOPSPICE_VECTORISED
#endif
#define HOPSPICE_INLINE [[gnu::always_inline]] inline

#include <cstddef>

namespace hopspice::twin {

/// Eight numbers that are worked on together, anywhere in memory.
using Eight [[gnu::vector_size(64), gnu::aligned(8), gnu::may_alias]] = double;

/// to -= factor * from, which do not overlap.
HOPSPICE_INLINE void subtract(double* __restrict to, const double* __restrict from, double factor,
                              std::size_t count) {
    for (std::size_t c = 0; c < count; ++c) {
        to[c] -= factor * from[c];
    }
}

/// Sum of a[k] b[k], in eight parts.
HOPSPICE_INLINE double product(const double* a, const double* b, std::size_t count) {
    double parts[8] = {};
    std::size_t k = 0;
    for (; k + 8 <= count; k += 8) {
        for (std::size_t part = 0; part < 8; ++part) {
            parts[part] += a[k + part] * b[k + part];
        }
    }
    for (; k < count; ++k) {
        parts[k % 8] += a[k] * b[k];
    }
    return ((parts[0] + parts[1]) + (parts[2] + parts[3])) +
           ((parts[4] + parts[5]) + (parts[6] + parts[7]));
}

}  // namespace hopspice::twin
