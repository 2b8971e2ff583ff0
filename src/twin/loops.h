#pragma once
// The loops that run thousands of times per recall, compiled for each width of vectors that
// processors have. Nothing is summed across a vector and no product is fused with a sum, so that
// all of them give the same bits.

#include "twin/elimination_program.h"

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace hopspice::twin {

/// Least and largest |number|, of those at indices that leave the same rest when divided by eight.
struct Ranges {
    Ranges() { least.fill(std::numeric_limits<double>::max()); }
    std::array<double, 8> least{};
    std::array<double, 8> largest{};
};

/// Length of the rows of a dense matrix: eight columns are worked on together, and an odd number of
/// cache lines keeps the rows of a column from competing for the same places of a cache.
constexpr std::size_t dense_stride(std::size_t size) { return ((size + 7) / 8 | 1U) * 8; }

/// LU of a dense matrix with row exchanges, but for the matrix.
struct DenseFactors {
    explicit DenseFactors(std::size_t unknowns)
        : size(unknowns), exchanged(unknowns), inverse(unknowns) {}
    std::size_t size;
    std::vector<std::size_t> exchanged;  ///< row that became row k at step k
    std::vector<double> inverse;         ///< 1 / pivot
    std::vector<double> scratch;         ///< while it is factored
};

struct Loops {
    /// Puts a matrix into the array of a program. False: a value is not finite.
    bool (*place)(const Program&, const double* values, double* numbers);
    /// Eliminates all pivots before the tail. False: one of them does not do.
    bool (*eliminate)(const Program&, double* numbers, double* inverse);
    /// Of a right side by position: what comes before the tail is solved for, and taken from the
    /// tail's right side; then, with the tail solved, what is before it.
    void (*solve_forward)(const Program&, const double* numbers, double* right_side);
    void (*solve_backward)(const Program&, const double* numbers, const double* inverse,
                           double* right_side);
    void (*widen)(Ranges&, std::span<const double>);

    /// Factors a row-major matrix of factors.size rows, dense_stride apart, zero beyond their
    /// columns, in place. False: a pivot is zero or not finite.
    bool (*factor_dense)(double* matrix, DenseFactors&);
    void (*solve_dense)(const double* matrix, const DenseFactors&, double* right_side);
};

/// Those that this processor can run, the fastest first; there is one at least.
[[nodiscard]] std::vector<const Loops*> loops();

}  // namespace hopspice::twin
