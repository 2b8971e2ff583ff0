#pragma once
// Elimination of our own behind the interface of linear_solver.h.

#include "twin/elimination_program.h"
#include "twin/linear_solver.h"
#include "twin/loops.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace hopspice::twin {

class Elimination final : public LinearSolver {
public:
    /// Unknowns among which dense arithmetic pays; fewer are eliminated by lists to the end.
    static constexpr std::size_t kLeastTail = 48;
    static constexpr std::size_t kNoTail = std::numeric_limits<std::size_t>::max();

    explicit Elimination(Pattern pattern, std::size_t least_tail = kLeastTail,
                         const Loops& loops = *twin::loops().front());

    bool analyse(std::span<const double> values) override;
    bool follow(const LinearSolver& other, std::span<const double> values) override;
    bool refactor(std::span<const double> values) override;
    void solve(std::span<double> right_side) const override;

    /// Of the last analysis.
    [[nodiscard]] const Program& program() const { return *factors_.program; }
    /// Largest by smallest pivot in the last analysis.
    [[nodiscard]] double spread_in_analysis() const { return factors_.spread; }

private:
    struct Factors {
        std::shared_ptr<const Program> program = std::make_shared<Program>();
        DenseFactors tail{0};
        std::vector<double> numbers;
        std::vector<double> inverse;
        double spread = 0;  ///< in the analysis
    };
    [[nodiscard]] bool analyse(std::span<const double> values, double least_pivot);
    [[nodiscard]] bool begin(std::shared_ptr<const Program> program,
                             std::span<const double> values);
    [[nodiscard]] bool is_exact(double error) const;
    [[nodiscard]] bool factor(std::span<const double> values);
    [[nodiscard]] double spread() const;
    [[nodiscard]] double error(std::span<const double> values) const;

    Pattern pattern_;
    std::size_t least_tail_;
    const Loops& loops_;
    Factors factors_;
    std::shared_ptr<const Program> first_;  ///< of the first analysis that succeeded
    mutable std::vector<double> work_;
};

}  // namespace hopspice::twin
