// Elimination of our own behind the interface of linear_solver.h.

#include "support/assert.h"
#include "twin/dense.h"
#include "twin/elimination_program.h"
#include "twin/linear_solver.h"
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

/// Unknowns among which dense arithmetic pays; fewer are eliminated by lists to the end.
constexpr std::size_t kLeastTail = 48;

/// Pivots of at least this fraction of their column's largest number: the second where a solution
/// with the first has an error beyond what is allowed.
constexpr std::array kLeastPivots = {1e-2, 0.5};
constexpr double kErrorAllowed = 1e-11;

/// Where pivots are so much more unlike than in the analysis, the smallest are what rounding left
/// of zeros.
constexpr double kSpreadAllowed = 1e8;

class Elimination final : public LinearSolver {
public:
    explicit Elimination(Pattern pattern) : pattern_(std::move(pattern)) {
        HOPSPICE_ASSERT(pattern_.starts.size() == pattern_.size + 1);
    }

    bool analyse(std::span<const double> values) override {
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

    bool refactor(std::span<const double> values) override {
        if (pattern_.size == 0) {
            return true;
        }
        HOPSPICE_ASSERT(values.size() == program_.places.size() && !program_.places.empty());
        return factor(values) && spread() <= kSpreadAllowed * spread_;
    }

    void solve(std::span<double> right_side) const override {
        HOPSPICE_ASSERT(right_side.size() == pattern_.size);
        const double* numbers = numbers_.data();
        for (std::size_t k = 0; k < pattern_.size; ++k) {
            work_[k] = right_side[to_index(program_.rows[k])];
        }
        solve_forward(program_, numbers, work_.data());
        solve_dense(numbers + program_.tail_begin, tail_, work_.data() + program_.sparse);
        solve_backward(program_, numbers, inverse_.data(), work_.data());
        for (std::size_t k = 0; k < pattern_.size; ++k) {
            right_side[to_index(program_.columns[k])] = work_[k];
        }
    }

private:
    [[nodiscard]] bool analyse(std::span<const double> values, double least_pivot) {
        const std::optional<Order> order = order_pivots(pattern_, values, least_pivot, kLeastTail);
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

    /// Largest by smallest pivot.
    [[nodiscard]] double spread() const {
        Range all{std::numeric_limits<double>::max(), 0};
        for (const std::vector<double>* inverse : {&inverse_, &tail_.inverse}) {
            if (!inverse->empty()) {
                const Range range = range_of(*inverse);
                all = {std::min(all.least, range.least), std::max(all.largest, range.largest)};
            }
        }
        return all.largest / all.least;
    }
    /// What a solution leaves over, of the numbers that it is made of: the one that is 1
    /// throughout.
    [[nodiscard]] double error(std::span<const double> values) {
        std::vector<double> x(pattern_.size);
        std::vector<double> scale(pattern_.size);
        for_each_entry([&](std::size_t row, std::size_t /*column*/, std::size_t entry) {
            x[row] += values[entry];
            scale[row] += std::abs(values[entry]);
        });
        std::vector<double> left = x;
        solve(x);
        for_each_entry([&](std::size_t row, std::size_t column, std::size_t entry) {
            left[row] -= values[entry] * x[column];
        });
        double largest = 0;
        for (std::size_t i = 0; i < pattern_.size; ++i) {
            const double part = std::abs(left[i]) / scale[i];
            largest = part <= largest ? largest : part;  // NaN is larger than everything
        }
        return largest;
    }
    void for_each_entry(const auto& visit) const {
        for (std::size_t column = 0; column < pattern_.size; ++column) {
            for (int entry = pattern_.starts[column]; entry < pattern_.starts[column + 1];
                 ++entry) {
                visit(to_index(pattern_.rows[to_index(entry)]), column, to_index(entry));
            }
        }
    }
    [[nodiscard]] bool factor(std::span<const double> values) {
        double* numbers = numbers_.data();
        return place(program_, values.data(), numbers) &&
               eliminate(program_, numbers, inverse_.data()) &&
               factor_dense(numbers + program_.tail_begin, tail_);
    }

    Pattern pattern_;
    Program program_;
    DenseFactors tail_{0};
    std::vector<double> numbers_;
    std::vector<double> inverse_;
    double spread_ = 0;  ///< in the analysis
    mutable std::vector<double> work_;
};

}  // namespace

std::unique_ptr<LinearSolver> make_elimination(Pattern pattern) {
    return std::make_unique<Elimination>(std::move(pattern));
}

std::unique_ptr<LinearSolver> make_solver(Pattern pattern) {
    return make_elimination(std::move(pattern));
}

}  // namespace hopspice::twin
