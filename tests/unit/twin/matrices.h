#pragma once
// Matrices for the tests of linear solvers, and what a solution leaves over.

#include "twin/linear_solver.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace hopspice::twin::testing {

/// A square matrix under construction: numbers at (row, column), which add up.
class Matrix {
public:
    explicit Matrix(std::size_t size) : size_(size) {}

    /// One unknown more.
    std::size_t unknown() { return size_++; }
    void add(std::size_t row, std::size_t column, double value) {
        numbers_.push_back({column, row, value});
    }
    /// A conductance between two unknowns, as nodal analysis has it.
    void join(std::size_t one, std::size_t other, double siemens) {
        add(one, one, siemens);
        add(other, other, siemens);
        add(one, other, -siemens);
        add(other, one, -siemens);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Pattern pattern() const { return compressed().first; }
    [[nodiscard]] std::vector<double> values() const { return compressed().second; }
    [[nodiscard]] std::pair<Pattern, std::vector<double>> compressed() const {
        std::vector<Number> sorted = numbers_;
        std::ranges::stable_sort(sorted, [](const Number& one, const Number& other) {
            return std::pair(one.column, one.row) < std::pair(other.column, other.row);
        });
        std::pair<Pattern, std::vector<double>> result{{size_, {}, {}}, {}};
        auto& [pattern, values] = result;
        for (auto next = sorted.begin(); next != sorted.end();) {
            while (pattern.starts.size() <= next->column) {
                pattern.starts.push_back(static_cast<int>(values.size()));
            }
            const Number& place = *next;
            pattern.rows.push_back(static_cast<int>(place.row));
            values.push_back(0);
            for (; next != sorted.end() && next->column == place.column && next->row == place.row;
                 ++next) {
                values.back() += next->value;
            }
        }
        pattern.starts.resize(size_ + 1, static_cast<int>(values.size()));
        return result;
    }
    /// Rows and columns in another order: entry (i, j) moves to (rows[i], columns[j]).
    [[nodiscard]] Matrix permuted(std::span<const std::size_t> rows,
                                  std::span<const std::size_t> columns) const {
        Matrix moved = *this;
        for (Number& number : moved.numbers_) {
            number.row = rows[number.row];
            number.column = columns[number.column];
        }
        return moved;
    }

private:
    struct Number {
        std::size_t column;
        std::size_t row;
        double value;
    };
    std::size_t size_;
    std::vector<Number> numbers_;
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

/// Nodal equations of a memory on amplifiers, at one instant of a transient with steps of 1 ns:
/// every visible neuron is an integrator and an inverter, every hidden one an amplifier, a bipolar
/// transistor with three inner nodes and a stage for its current; conductances from visible outputs
/// to hidden virtual grounds, by their weight's sign from one output or the other, and back from
/// half of the hidden ones.
class Memory {
public:
    /// Without an output resistance (siemens, or 0) an amplifier's output is its pole, and what it
    /// drives is no current of that equation.
    Memory(std::size_t visible, std::size_t hidden, double output, Numbers& numbers)
        : output_(output), numbers_(numbers) {
        const std::size_t tail = matrix_.unknown();
        matrix_.add(tail, tail, 1e-6);
        std::vector<std::size_t> columns;
        std::vector<std::array<std::size_t, 2>> lines;
        for (std::size_t i = 0; i < visible; ++i) {
            add_visible(columns, lines);
        }
        for (std::size_t j = 0; j < hidden; ++j) {
            const auto [column, out] = add_hidden(tail);
            for (std::size_t i = 0; i < visible; ++i) {
                const std::size_t sign = numbers_.below(2);
                drive(lines[i][sign], column, 1e-5);
                if (sign == 1) {
                    drive(out, columns[i], 2e-5);
                }
            }
        }
    }
    [[nodiscard]] const Matrix& matrix() const { return matrix_; }

private:
    static constexpr double kPerFarad = 2e9;  // trapezoidal, 1 ns

    /// From an amplifier's output to any node.
    void drive(std::size_t out, std::size_t node, double siemens) {
        matrix_.add(node, node, siemens);
        matrix_.add(node, out, -siemens);
        if (output_ > 0) {
            matrix_.add(out, out, siemens);
            matrix_.add(out, node, -siemens);
        }
    }
    std::size_t amplifier(std::size_t input) {
        const std::size_t pole = matrix_.unknown();
        matrix_.add(input, input, 2e-14 * kPerFarad);
        matrix_.add(pole, pole, 1e-12 * kPerFarad + 6e-7);
        matrix_.add(pole, input, 6.28e-3 * numbers_.between(0.1, 1));
        if (output_ == 0) {
            return pole;
        }
        const std::size_t out = matrix_.unknown();
        matrix_.add(out, out, output_);
        matrix_.add(out, pole, -output_);
        return out;
    }
    void add_visible(std::vector<std::size_t>& columns,
                     std::vector<std::array<std::size_t, 2>>& lines) {
        const std::size_t column = columns.emplace_back(matrix_.unknown());
        const std::size_t summing = matrix_.unknown();
        const std::size_t out = amplifier(summing);
        drive(out, column, 1e-4);
        drive(out, summing, 8.4e-13 * kPerFarad + 1e-12);
        matrix_.join(column, summing, 0.1);
        matrix_.add(column, column, 1e-12);
        const std::size_t sampled = matrix_.unknown();
        matrix_.add(sampled, sampled, 8.4e-13 * kPerFarad);
        matrix_.join(sampled, summing, 1e-12);
        const std::size_t inverter = matrix_.unknown();
        const std::size_t inverted = amplifier(inverter);
        drive(out, inverter, 2.5e-4);
        drive(inverted, inverter, 2.5e-4);
        lines.push_back({out, inverted});
    }
    /// Its column, and the output of its current.
    std::pair<std::size_t, std::size_t> add_hidden(std::size_t tail) {
        const std::size_t column = matrix_.unknown();
        const std::size_t out = amplifier(column);
        drive(out, column, 1e-4 + 6e-14 * kPerFarad);
        matrix_.add(column, column, 2e-5);
        const std::size_t base = matrix_.unknown();
        drive(out, base, 3e-3);
        matrix_.add(base, base, 3.3e-4);
        const std::size_t collector = matrix_.unknown();
        add_transistor(base, collector, tail);
        const std::size_t current = amplifier(collector);
        drive(current, collector, 2e-4 + 3e-14 * kPerFarad);
        return {column, current};
    }
    void add_transistor(std::size_t base, std::size_t collector, std::size_t emitter) {
        const std::size_t inner_base = matrix_.unknown();
        const std::size_t inner_collector = matrix_.unknown();
        const std::size_t inner_emitter = matrix_.unknown();
        matrix_.join(base, inner_base, 1e-2);
        matrix_.join(collector, inner_collector, 0.1);
        matrix_.join(emitter, inner_emitter, 1);
        const double current = numbers_.between(1e-8, 1e-4);
        matrix_.join(inner_base, inner_emitter, current * 0.4 + 5e-14 * kPerFarad);
        matrix_.join(inner_base, inner_collector, 3e-14 * kPerFarad + 1e-12);
        for (const auto& [node, sign] : {std::pair(inner_collector, 1.0), {inner_emitter, -1.0}}) {
            matrix_.add(node, inner_base, sign * current * 40);
            matrix_.add(node, inner_emitter, -sign * current * 40);
        }
    }

    double output_;
    Numbers& numbers_;
    Matrix matrix_{0};
};

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
        if (!std::isfinite(part)) {
            return std::numeric_limits<double>::infinity();
        }
        largest = std::max(largest, part);
    }
    return largest;
}

}  // namespace hopspice::twin::testing
