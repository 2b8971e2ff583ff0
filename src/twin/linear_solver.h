#pragma once
// Sparse linear equations whose pattern stays while their values change: one pattern per circuit,
// thousands of sets of values per recall.

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace hopspice::twin {

/// Where the entries of a square matrix are, by columns. Values of the matrix come in this order.
struct Pattern {
    std::size_t size = 0;     ///< unknowns
    std::vector<int> starts;  ///< size + 1; column j's entries are [starts[j], starts[j + 1])
    std::vector<int> rows;    ///< row of each entry, ascending within a column, none twice
};

/// Factors and solves one pattern. Same values in the same order of calls, same bits. Every double
/// is allowed among the values: what is not finite is refused. Of one thread: a solve uses the
/// solver's own scratch.
class LinearSolver {
public:
    LinearSolver() = default;
    LinearSolver(const LinearSolver&) = delete;
    LinearSolver& operator=(const LinearSolver&) = delete;
    LinearSolver(LinearSolver&&) = delete;
    LinearSolver& operator=(LinearSolver&&) = delete;
    virtual ~LinearSolver() = default;

    /// Chooses order and pivots for these values, one per entry of the pattern, and factors them.
    /// False: the matrix is singular or not finite, there are no factors.
    [[nodiscard]] virtual bool analyse(std::span<const double> values) = 0;

    /// Factors these values with the order and pivots of the first analysis of another solver of
    /// the same pattern, in the place of an analysis that would be no better. False where there is
    /// no such analysis, or its pivots do not do as well: there are no factors then.
    [[nodiscard]] virtual bool follow(const LinearSolver& other, std::span<const double> values) {
        static_cast<void>(other);
        static_cast<void>(values);
        return false;
    }

    /// Factors other values with the order and pivots of the last analysis, or those followed,
    /// which must have succeeded. False where these pivots do not do for the values (one vanished,
    /// or is so small that digits are lost, or is not finite): there are no factors then, and the
    /// caller analyses again.
    [[nodiscard]] virtual bool refactor(std::span<const double> values) = 0;

    /// Replaces the right side, one number per row, by the solution, one per column. Needs factors.
    virtual void solve(std::span<double> right_side) const = 0;
};

/// KLU: partial pivoting that prefers the diagonal, in blocks of a triangular form.
[[nodiscard]] std::unique_ptr<LinearSolver> make_klu(Pattern pattern);

/// Elimination of our own, in Markowitz's order: a list of operations where entries are few,
/// vectors where they are side by side, dense arithmetic with row exchanges where nearly all are
/// there.
[[nodiscard]] std::unique_ptr<LinearSolver> make_elimination(Pattern pattern);

/// The solver that is fastest for the pattern.
[[nodiscard]] std::unique_ptr<LinearSolver> make_solver(Pattern pattern);

}  // namespace hopspice::twin
