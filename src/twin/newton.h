#pragma once
// One implicit step: f(x) + rate q(x) + rest = 0 by Newton's method, whose matrix is kept as long
// as it serves.

#include "twin/equations.h"
#include "twin/linear_solver.h"
#include "twin/twin.h"

#include <memory>
#include <span>
#include <vector>

namespace hopspice::twin {

class Newton {
public:
    explicit Newton(Equations& equations);

    /// How a step is solved.
    struct Request {
        double rate = 0;  ///< 1/s
        std::span<const double> rest;
        double tolerance_volts = 0;  ///< of what is still missing
        bool fresh = false;          ///< factor at every iteration
        int iterations = 0;          ///< at most
    };
    /// Starts from x and leaves the solution there; `equations` has the charges at it, and were
    /// evaluated close by. The iterations that it took; 0 where it failed: x is then anything.
    [[nodiscard]] int solve(const Request& request, std::span<double> x);

    /// The equations have changed: what was factored is of no use.
    void forget() { factored_rate_ = 0; }
    /// What comes is to depend on nothing that was solved before: order and pivots are those for
    /// the first matrix again that was given to remember().
    void begin();
    /// The matrix of the last evaluation at this rate.
    void remember(double rate);

    Twin::Effort& effort() { return effort_; }

private:
    [[nodiscard]] bool factor(double rate);
    [[nodiscard]] double correct(double scale, std::span<double> x);

    Equations& equations_;
    std::unique_ptr<LinearSolver> solver_;
    std::vector<double> values_;   ///< of the matrix
    std::vector<double> right_;    ///< the right side, then the correction
    std::vector<double> largest_;  ///< by unknown: of a current so far, ampere
    double factored_rate_ = 0;     ///< 0: nothing is factored
    double convergence_ = 0;       ///< of one correction to the next, with these factors
    bool analysed_ = false;
    std::vector<double> first_values_;  ///< that were remembered
    bool is_first_ = false;             ///< order and pivots are those for them
    Twin::Effort effort_;
};

}  // namespace hopspice::twin
