#include "twin/dense.h"

#include "twin/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr std::size_t kPanel = 16;  ///< columns that are eliminated before what is right of them
constexpr std::size_t kRows = 6;  ///< of a tile: twelve registers of four numbers, or six of eight

HOPSPICE_INLINE std::size_t largest_below(const double* matrix, std::size_t stride,
                                          std::size_t size, std::size_t k) {
    std::size_t row = k;
    double largest = 0;
    for (std::size_t i = k; i < size; ++i) {
        const double value = std::abs(matrix[i * stride + k]);
        if (value > largest) {
            largest = value;
            row = i;
        }
    }
    return row;
}

/// Columns [start, end), of all rows.
HOPSPICE_VECTORISED bool factor_panel(double* matrix, std::size_t stride, DenseFactors& factors,
                                      std::size_t start, std::size_t end) {
    bool good = true;
    for (std::size_t k = start; k < end; ++k) {
        double* upper = matrix + k * stride;
        const std::size_t pivot = largest_below(matrix, stride, factors.size, k);
        factors.exchanged[k] = pivot;
        if (pivot != k) {
            std::swap_ranges(upper, upper + stride, matrix + pivot * stride);
        }
        const double inverse = 1 / upper[k];
        factors.inverse[k] = inverse;
        good &= std::abs(inverse) <= std::numeric_limits<double>::max();
        for (std::size_t i = k + 1; i < factors.size; ++i) {
            double* row = matrix + i * stride;
            const double multiplier = row[k] * inverse;
            row[k] = multiplier;
            good &= std::abs(multiplier) <= 2;  // of the largest pivot; not so for NaN
            subtract(row + k + 1, upper + k + 1, multiplier, end - k - 1);
        }
    }
    return good;
}

/// What is right of the panel in its own rows, and a copy of it by eight columns.
HOPSPICE_VECTORISED void finish_rows(double* matrix, std::size_t stride, std::size_t start,
                                     std::size_t end, double* packed) {
    const std::size_t width = end - start;
    for (std::size_t k = start; k < end; ++k) {
        double* row = matrix + k * stride;
        for (std::size_t j = start; j < k; ++j) {
            subtract(row + end, matrix + j * stride + end, row[j], stride - end);
        }
        for (std::size_t c = end; c < stride; c += 8) {
            std::copy(row + c, row + c + 8, packed + (c - end) * width + 8 * (k - start));
        }
    }
}

/// Rows x 8 numbers: to -= left * right, left of `width` columns, right packed.
template <std::size_t Rows>
HOPSPICE_INLINE void subtract_tile(double* to, const double* left, const double* right,
                                   std::size_t width, std::size_t stride) {
    Eight sums[Rows];
    for (std::size_t r = 0; r < Rows; ++r) {
        sums[r] = *reinterpret_cast<const Eight*>(to + r * stride);
    }
    for (std::size_t k = 0; k < width; ++k) {
        const Eight factor = *reinterpret_cast<const Eight*>(right + 8 * k);
        for (std::size_t r = 0; r < Rows; ++r) {
            sums[r] -= left[r * stride + k] * factor;
        }
    }
    for (std::size_t r = 0; r < Rows; ++r) {
        *reinterpret_cast<Eight*>(to + r * stride) = sums[r];
    }
}

/// What is below and right of the panel.
HOPSPICE_VECTORISED void subtract_product(double* matrix, std::size_t stride, std::size_t size,
                                          std::size_t start, std::size_t end,
                                          const double* packed) {
    const std::size_t width = end - start;
    for (std::size_t i = end; i < size;) {
        double* row = matrix + i * stride;
        const bool whole = i + kRows <= size;
        for (std::size_t c = end; c < stride; c += 8) {
            const double* right = packed + (c - end) * width;
            if (whole) {
                subtract_tile<kRows>(row + c, row + start, right, width, stride);
            } else {
                subtract_tile<1>(row + c, row + start, right, width, stride);
            }
        }
        i += whole ? kRows : 1;
    }
}

}  // namespace

bool factor_dense(double* matrix, DenseFactors& factors) {
    const std::size_t stride = dense_stride(factors.size);
    factors.scratch.resize(stride * kPanel);
    for (std::size_t start = 0; start < factors.size; start += kPanel) {
        const std::size_t end = std::min(start + kPanel, factors.size);
        if (!factor_panel(matrix, stride, factors, start, end)) {
            return false;
        }
        if (end < factors.size) {
            finish_rows(matrix, stride, start, end, factors.scratch.data());
            subtract_product(matrix, stride, factors.size, start, end, factors.scratch.data());
        }
    }
    return true;
}

HOPSPICE_VECTORISED void solve_dense(const double* matrix, const DenseFactors& factors,
                                     double* right_side) {
    const std::size_t stride = dense_stride(factors.size);
    for (std::size_t k = 0; k < factors.size; ++k) {
        std::swap(right_side[k], right_side[factors.exchanged[k]]);
    }
    for (std::size_t k = 1; k < factors.size; ++k) {
        right_side[k] -= product(matrix + k * stride, right_side, k);
    }
    for (std::size_t k = factors.size; k-- > 0;) {
        const double* row = matrix + k * stride;
        right_side[k] =
            (right_side[k] - product(row + k + 1, right_side + k + 1, factors.size - k - 1)) *
            factors.inverse[k];
    }
}

}  // namespace hopspice::twin
