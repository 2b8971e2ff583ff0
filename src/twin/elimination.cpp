#include "twin/elimination.h"

#include "support/assert.h"
#include "twin/markowitz.h"
#include "twin/positions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace hopspice::twin {

namespace {

/// Pivots are at least this fraction of their column's largest number.
constexpr double kLeastPivot = 1e-2;
/// Where a solution has a larger error than this and so much for every unknown, pivots that cost
/// more are tried, and kept if they make it smaller by that factor.
constexpr double kErrorAllowed = 2e-11;
constexpr double kErrorPerUnknown = 5e-14;
constexpr double kCautiousPivot = 0.5;
constexpr double kGain = 0.1;
/// Where pivots are so much more unlike than in the analysis, the smallest are what rounding left
/// of zeros. A switch that opens makes them unlike by 1e11.
constexpr double kSpreadAllowed = 1e14;

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
    if (!analyse(values, kLeastPivot)) {
        return false;
    }
    double least_error = error(values);
    if (!is_exact(least_error)) {
        Factors first = std::move(factors_);
        const double other = analyse(values, kCautiousPivot) ? error(values) : least_error;
        if (other < kGain * least_error) {
            least_error = other;
        } else {
            factors_ = std::move(first);
        }
    }
    first_ = first_ ? first_ : factors_.program;
    return std::isfinite(least_error);
}

bool Elimination::follow(const LinearSolver& other, std::span<const double> values) {
    const auto* like = dynamic_cast<const Elimination*>(&other);
    return like != nullptr && like->first_ && begin(like->first_, values) &&
           is_exact(error(values));
}

bool Elimination::is_exact(double error) const {
    return error <= kErrorAllowed + kErrorPerUnknown * static_cast<double>(pattern_.size);
}

bool Elimination::analyse(std::span<const double> values, double least_pivot) {
    const std::optional<Order> order = order_pivots(pattern_, values, least_pivot, least_tail_);
    return order && begin(std::make_shared<Program>(compile_elimination(pattern_, *order)), values);
}

bool Elimination::begin(std::shared_ptr<const Program> program, std::span<const double> values) {
    factors_.program = std::move(program);
    factors_.tail = DenseFactors(to_index(factors_.program->size - factors_.program->sparse));
    factors_.numbers.resize(to_index(factors_.program->numbers));
    factors_.inverse.resize(to_index(factors_.program->sparse));
    work_.resize(pattern_.size);
    if (!factor(values)) {
        return false;
    }
    factors_.spread = spread();
    return true;
}

bool Elimination::refactor(std::span<const double> values) {
    if (pattern_.size == 0) {
        return true;
    }
    HOPSPICE_ASSERT(values.size() == factors_.program->places.size() &&
                    !factors_.program->places.empty());
    return factor(values) && spread() <= kSpreadAllowed * factors_.spread;
}

void Elimination::solve(std::span<double> right_side) const {
    HOPSPICE_ASSERT(right_side.size() == pattern_.size);
    const double* numbers = factors_.numbers.data();
    for (std::size_t k = 0; k < pattern_.size; ++k) {
        work_[k] = right_side[to_index(factors_.program->rows[k])];
    }
    loops_.solve_forward(*factors_.program, numbers, work_.data());
    loops_.solve_dense(numbers + factors_.program->tail_begin, factors_.tail,
                       work_.data() + factors_.program->sparse);
    loops_.solve_backward(*factors_.program, numbers, factors_.inverse.data(), work_.data());
    for (std::size_t k = 0; k < pattern_.size; ++k) {
        right_side[to_index(factors_.program->columns[k])] = work_[k];
    }
}

bool Elimination::factor(std::span<const double> values) {
    double* numbers = factors_.numbers.data();
    return loops_.place(*factors_.program, values.data(), numbers) &&
           loops_.eliminate(*factors_.program, numbers, factors_.inverse.data()) &&
           loops_.factor_dense(numbers + factors_.program->tail_begin, factors_.tail);
}

double Elimination::spread() const {
    Ranges ranges;
    loops_.widen(ranges, factors_.inverse);
    loops_.widen(ranges, factors_.tail.inverse);
    return *std::ranges::max_element(ranges.largest) / *std::ranges::min_element(ranges.least);
}

/// What a solution leaves over, of the numbers that it is made of: the one that is 1 throughout.
/// Infinite where it is not finite.
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
        if (!std::isfinite(part)) {
            return std::numeric_limits<double>::infinity();
        }
        largest = std::max(largest, part);
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
