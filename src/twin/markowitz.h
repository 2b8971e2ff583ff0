#pragma once
// The order in which unknowns are eliminated: Markowitz's, by numbers and pattern.

#include "twin/linear_solver.h"

#include <optional>
#include <span>
#include <vector>

namespace hopspice::twin {

/// What is eliminated when, and which entries the factors have. A position is a place in that
/// order; pivot k is at (rows[k], columns[k]). The last `tail` unknowns are left over, in ascending
/// order, since among them nearly everything is an entry.
struct Order {
    std::vector<int> rows;     ///< row of the matrix at each position
    std::vector<int> columns;  ///< column of the matrix at each position
    std::size_t tail = 0;
    std::vector<std::vector<int>> lower;  ///< per position: earlier pivots that change this row
    std::vector<std::vector<int>> upper;  ///< per pivot: positions right of it in its row
    std::vector<double> multiplier;       ///< per pivot: largest |number below it / pivot|
};

/// Pivots are those of least (entries in row - 1) (entries in column - 1) among those that are at
/// least `least_pivot` of the largest number in their column, as far as a search in rows and
/// columns of few entries finds them. The tail is the longest end whose factors are 80 % full, or
/// nothing where that is shorter than `least_tail`. Nothing where the matrix is singular before
/// that.
[[nodiscard]] std::optional<Order> order_pivots(const Pattern& pattern,
                                                std::span<const double> values, double least_pivot,
                                                std::size_t least_tail);

}  // namespace hopspice::twin
