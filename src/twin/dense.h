#pragma once
// LU of a dense matrix in place, with row exchanges, in blocks that stay in the cache.

#include <cstddef>
#include <vector>

namespace hopspice::twin {

/// Eight columns are worked on together: rows are as long as that wants.
constexpr std::size_t dense_stride(std::size_t size) { return (size + 7) / 8 * 8; }

struct DenseFactors {
    explicit DenseFactors(std::size_t unknowns)
        : size(unknowns), exchanged(unknowns), inverse(unknowns) {}
    std::size_t size;
    std::vector<std::size_t> exchanged;  ///< row that became row k at step k
    std::vector<double> inverse;         ///< 1 / pivot
    std::vector<double> scratch;         ///< of factor_dense
};

/// Factors a row-major matrix of factors.size rows, dense_stride apart, zero beyond their columns.
/// False: a pivot is zero or not finite.
[[nodiscard]] bool factor_dense(double* matrix, DenseFactors& factors);

/// Replaces the right side by the solution.
void solve_dense(const double* matrix, const DenseFactors& factors, double* right_side);

}  // namespace hopspice::twin
