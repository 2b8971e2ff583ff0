#pragma once
// Matrices for the tests of linear solvers, and what a solution leaves over.

#include "twin/linear_solver.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace hopspice::twin::testing {

/// A square matrix under construction: entry (row, column) -> value, by columns.
class Matrix {
public:
    explicit Matrix(std::size_t size) : columns_(size) {}

    void add(std::size_t row, std::size_t column, double value) { columns_[column][row] += value; }
    /// A conductance between two unknowns, as nodal analysis has it.
    void join(std::size_t one, std::size_t other, double siemens) {
        add(one, one, siemens);
        add(other, other, siemens);
        add(one, other, -siemens);
        add(other, one, -siemens);
    }

    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    [[nodiscard]] Pattern pattern() const {
        Pattern pattern{size(), {0}, {}};
        for (const auto& column : columns_) {
            for (const auto& entry : column) {
                pattern.rows.push_back(static_cast<int>(entry.first));
            }
            pattern.starts.push_back(static_cast<int>(pattern.rows.size()));
        }
        return pattern;
    }
    [[nodiscard]] std::vector<double> values() const {
        std::vector<double> values;
        for (const auto& column : columns_) {
            for (const auto& entry : column) {
                values.push_back(entry.second);
            }
        }
        return values;
    }
    /// Rows and columns in another order: entry (i, j) moves to (rows[i], columns[j]).
    [[nodiscard]] Matrix permuted(std::span<const std::size_t> rows,
                                  std::span<const std::size_t> columns) const {
        Matrix moved(size());
        for (std::size_t j = 0; j < size(); ++j) {
            for (const auto& [row, value] : columns_[j]) {
                moved.add(rows[row], columns[j], value);
            }
        }
        return moved;
    }

private:
    std::vector<std::map<std::size_t, double>> columns_;
};

/// Numbers that are a function of the seed alone.
class Numbers {
public:
    explicit Numbers(std::uint32_t seed) : engine_(seed) {}
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_()) / 4294967296.0;
    }
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    std::vector<std::size_t> order(std::size_t size) {
        std::vector<std::size_t> order(size);
        for (std::size_t i = 0; i < size; ++i) {
            order[i] = i;
        }
        for (std::size_t i = size; i > 1; --i) {
            std::swap(order[i - 1], order[below(i)]);
        }
        return order;
    }

private:
    std::mt19937 engine_;
};

/// Diagonally dominant, about `per_column` entries per column.
inline Matrix random_matrix(std::size_t size, std::size_t per_column, Numbers& numbers) {
    Matrix matrix(size);
    for (std::size_t j = 0; j < size; ++j) {
        for (std::size_t k = 1; k < per_column; ++k) {
            matrix.add(numbers.below(size), j, numbers.between(-1, 1));
        }
        matrix.add(j, j, 2.0 * static_cast<double>(per_column) * numbers.between(0.8, 1));
    }
    return matrix;
}

/// max |b - A x| / (|A| |x| + |b|), rows and numbers by their maxima.
inline double residual(const Pattern& pattern, std::span<const double> values,
                       std::span<const double> x, std::span<const double> right_side) {
    std::vector<double> left(right_side.begin(), right_side.end());
    std::vector<double> scale(pattern.size);
    for (std::size_t j = 0; j < pattern.size; ++j) {
        for (auto entry = static_cast<std::size_t>(pattern.starts[j]);
             entry < static_cast<std::size_t>(pattern.starts[j + 1]); ++entry) {
            const auto row = static_cast<std::size_t>(pattern.rows[entry]);
            left[row] -= values[entry] * x[j];
            scale[row] += std::abs(values[entry] * x[j]);
        }
    }
    double largest = 0;
    for (std::size_t i = 0; i < pattern.size; ++i) {
        const double part = std::abs(left[i]) / (scale[i] + std::abs(right_side[i]) + 1e-300);
        largest = part <= largest ? largest : part;  // NaN is larger than everything
    }
    return largest;
}

}  // namespace hopspice::twin::testing
