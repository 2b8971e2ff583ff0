#pragma once
// Products of weights and vectors that go through memory once, row by row. The order of every sum
// is fixed: results are the same bits however far a compiler vectorises.

#include "model/views.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace hopspice::model {

/// out_mu += sum_i xi(mu, i) g_i, term by term.
inline void add_rows(const Matrix& xi, std::span<const double> g, std::span<double> out) {
    constexpr std::size_t kTogether = 8;  // sums that do not wait for each other
    std::size_t mu = 0;
    for (; mu + kTogether <= xi.rows; mu += kTogether) {
        const double* rows = xi.values.data() + mu * xi.cols;
        std::array<double, kTogether> sum{};
        std::copy_n(out.begin() + static_cast<std::ptrdiff_t>(mu), kTogether, sum.begin());
        for (std::size_t i = 0; i < g.size(); ++i) {
            for (std::size_t k = 0; k < kTogether; ++k) {
                sum[k] += rows[k * xi.cols + i] * g[i];
            }
        }
        std::ranges::copy(sum, out.begin() + static_cast<std::ptrdiff_t>(mu));
    }
    for (; mu < xi.rows; ++mu) {
        for (std::size_t i = 0; i < g.size(); ++i) {
            out[mu] += xi(mu, i) * g[i];
        }
    }
}

/// out_i += sum_mu xi(mu, i) f_mu: sums of up to 127, else 16 (4 of rows beyond 32 kB) terms, each
/// added as a whole. Source: the order of Eigen 3.4, GeneralMatrixVector.h, which walks down the
/// columns.
inline void add_columns(const Matrix& xi, std::span<const double> f, std::span<double> out) {
    constexpr Eigen::Index kTile = 512;  // sums at a time, which stay in the cache
    using Sums = Eigen::Array<double, Eigen::Dynamic, 1, 0, kTile, 1>;
    const std::size_t together = f.size() < 128                     ? f.size()
                                 : xi.cols * sizeof(double) < 32000 ? 16
                                                                    : 4;
    const auto row = [&](std::size_t mu, Eigen::Index first, Eigen::Index size) {
        return Eigen::Map<const Eigen::ArrayXd>(xi.values.data() + mu * xi.cols + first, size);
    };
    Sums sum;
    for (std::size_t begin = 0; begin < f.size(); begin += together) {
        const std::size_t end = std::min(begin + together, f.size());
        for (Eigen::Index first = 0; first < index(xi.cols); first += kTile) {
            const Eigen::Index size = std::min(kTile, index(xi.cols) - first);
            sum.setZero(size);
            std::size_t mu = begin;
            for (; mu + 4 <= end; mu += 4) {
                sum = sum + row(mu, first, size) * f[mu] + row(mu + 1, first, size) * f[mu + 1] +
                      row(mu + 2, first, size) * f[mu + 2] + row(mu + 3, first, size) * f[mu + 3];
            }
            for (; mu < end; ++mu) {
                sum += row(mu, first, size) * f[mu];
            }
            Eigen::Map<Eigen::ArrayXd>(out.data() + first, size) += sum;
        }
    }
}

/// Matrices with more rows and more columns than this are large.
constexpr std::size_t kLargestSmall = 64;

[[nodiscard]] inline bool is_large(const Matrix& xi) {
    return std::min(xi.rows, xi.cols) > kLargestSmall;
}

/// A copy of a large matrix for products that read it again and again: every row begins a cache
/// line, since vectors across two of them take half as long again, and an odd number of lines
/// behind the one before, so that rows do not compete for the same places of a cache.
class LargeMatrix {
public:
    explicit LargeMatrix(const Matrix& matrix);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t cols() const { return cols_; }
    [[nodiscard]] std::size_t stride() const { return stride_; }
    [[nodiscard]] const double* row(std::size_t mu) const {
        return values_.data() + first_ + mu * stride_;
    }

private:
    std::size_t rows_;
    std::size_t cols_;
    std::size_t stride_;
    std::vector<double> values_;
    std::size_t first_ = 0;
};

/// Both products in one pass: hidden_mu += sum_i xi(mu, i) g_i, in eight parts by i, and
/// visible_i += sum_mu xi(mu, i) f_mu, term by term. As wide as the processor's vectors.
void add_both(const LargeMatrix& xi, std::span<const double> g, std::span<const double> f,
              std::span<double> hidden, std::span<double> visible);

/// One per width of vectors that this processor can run, the widest first; there is one at least.
/// All give the same bits.
using AddBoth = void (*)(const LargeMatrix& xi, const double* g, const double* f, double* hidden,
                         double* visible);
[[nodiscard]] std::vector<AddBoth> ways_to_add_both();

}  // namespace hopspice::model
