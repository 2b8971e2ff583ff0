#include "twin/elimination.h"

#include "support/assert.h"
#include "twin/markowitz.h"
#include "twin/positions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace hopspice::twin {

namespace {

/// Pivots of at least this fraction of their column's largest number: the second where a solution
/// with the first has an error beyond what is allowed.
constexpr std::array kLeastPivots = {1e-2, 0.5};
constexpr double kErrorAllowed = 2e-11;

void for_each_entry(const Pattern& pattern, const auto& visit) {
    for (std::size_t column = 0; column < pattern.size; ++column) {
        for (int entry = pattern.starts[column]; entry < pattern.starts[column + 1]; ++entry) {
            visit(to_index(pattern.rows[to_index(entry)]), column, to_index(entry));
        }
    }
}

}  // namespace

Elimination::Elimination(Pattern pattern, std::size_t least_tail, const Loops& loops)
    : pattern_(std::move(pattern)), least_tail_(least_tail), loops_(loops) {
    HOPSPICE_ASSERT(pattern_.starts.size() == pattern_.size + 1);
}

bool Elimination::analyse(std::span<const double> values) {
    HOPSPICE_ASSERT(values.size() == pattern_.rows.size());
    if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) {
        return false;
    }
    for (const double least_pivot : kLeastPivots) {
        if (!analyse(values, least_pivot)) {
            return false;
        }
        if (error(values) <= kErrorAllowed) {
            break;
        }
    }
    return true;
}

bool Elimination::analyse(std::span<const double> values, double least_pivot) {
    const std::optional<Order> order = order_pivots(pattern_, values, least_pivot, least_tail_);
    if (!order) {
        return false;
    }
    program_ = compile_elimination(pattern_, *order);
    tail_ = DenseFactors(order->tail);
    numbers_.resize(to_index(program_.numbers));
    inverse_.resize(to_index(program_.sparse));
    work_.resize(pattern_.size);
    if (!factor(values)) {
        return false;
    }
    spread_ = spread();
    return true;
}

bool Elimination::refactor(std::span<const double> values) {
    if (pattern_.size == 0) {
        return true;
    }
    HOPSPICE_ASSERT(values.size() == program_.places.size() && !program_.places.empty());
    return factor(values) && spread() <= kSpreadAllowed * spread_;
}

void Elimination::solve(std::span<double> right_side) const {
    HOPSPICE_ASSERT(right_side.size() == pattern_.size);
    const double* numbers = numbers_.data();
    for (std::size_t k = 0; k < pattern_.size; ++k) {
        work_[k] = right_side[to_index(program_.rows[k])];
    }
    loops_.solve_forward(program_, numbers, work_.data());
    loops_.solve_dense(numbers + program_.tail_begin, tail_, work_.data() + program_.sparse);
    loops_.solve_backward(program_, numbers, inverse_.data(), work_.data());
    for (std::size_t k = 0; k < pattern_.size; ++k) {
        right_side[to_index(program_.columns[k])] = work_[k];
    }
}

bool Elimination::factor(std::span<const double> values) {
    double* numbers = numbers_.data();
    return loops_.place(program_, values.data(), numbers) &&
           loops_.eliminate(program_, numbers, inverse_.data()) &&
           loops_.factor_dense(numbers + program_.tail_begin, tail_);
}

double Elimination::spread() const {
    Ranges ranges;
    loops_.widen(ranges, inverse_);
    loops_.widen(ranges, tail_.inverse);
    return *std::ranges::max_element(ranges.largest) / *std::ranges::min_element(ranges.least);
}

/// What a solution leaves over, of the numbers that it is made of: the one that is 1 throughout.
double Elimination::error(std::span<const double> values) const {
    std::vector<double> x(pattern_.size);
    std::vector<double> scale(pattern_.size);
    for_each_entry(pattern_, [&](std::size_t row, std::size_t /*column*/, std::size_t entry) {
        x[row] += values[entry];
        scale[row] += std::abs(values[entry]);
    });
    std::vector<double> left = x;
    solve(x);
    for_each_entry(pattern_, [&](std::size_t row, std::size_t column, std::size_t entry) {
        left[row] -= values[entry] * x[column];
    });
    double largest = 0;
    for (std::size_t i = 0; i < pattern_.size; ++i) {
        const double part = std::abs(left[i]) / scale[i];
        largest = part <= largest ? largest : part;  // NaN is larger than everything
    }
    return largest;
}

std::unique_ptr<LinearSolver> make_elimination(Pattern pattern) {
    return std::make_unique<Elimination>(std::move(pattern));
}

std::unique_ptr<LinearSolver> make_solver(Pattern pattern) {
    return make_elimination(std::move(pattern));
}

}  // namespace hopspice::twin
