#pragma once
// One implicit step: f(x) + rate q(x) + rest = 0 by Newton's method, whose matrix is kept as long
// as it serves.

#include "twin/equations.h"
#include "twin/linear_solver.h"
#include "twin/twin.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace hopspice::twin {

/// For which order and pivots are chosen apart: rates of a circuit at rest, of its steps, and of an
/// instant in which charges do not move.
enum class Pace : std::uint8_t { Rest, Steps, Instant };

class Newton {
public:
    explicit Newton(Equations& equations);

    /// How a step is solved.
    struct Request {
        double rate = 0;  ///< 1/s
        std::span<const double> rest;
        double tolerance_volts = 0;  ///< of what is still missing
        Pace pace = Pace::Steps;
        bool fresh = false;  ///< factor at every iteration
        int iterations = 0;  ///< at most
    };
    /// Starts from x and leaves the solution there; `equations` has the charges at it, and were
    /// evaluated close by. The iterations that it took; 0 where it failed: x is then anything.
    [[nodiscard]] int solve(const Request& request, std::span<double> x);

    /// The equations have changed: what was factored is of no use.
    void forget();
    /// Order and pivots are from now on chosen for the matrix of the last evaluation at this rate,
    /// until others are needed;
    void remember(Pace pace, double rate);
    /// and are so again, whatever was solved before.
    void begin();

    [[nodiscard]] Twin::Effort& effort() { return effort_; }

private:
    /// A matrix with its factors.
    struct Factors {
        std::unique_ptr<LinearSolver> solver;
        double rate = 0;             ///< 0: nothing is factored
        double convergence = 0;      ///< of one correction to the next
        std::vector<double> chosen;  ///< values that order and pivots are for; empty: whichever
        bool is_analysed = false;
        bool is_chosen = false;  ///< order and pivots are those for them
        bool is_due = false;     ///< and are to be so before the next matrix
    };
    [[nodiscard]] Factors& factors_of(Pace pace) {
        return factors_[static_cast<std::size_t>(pace)];
    }
    [[nodiscard]] bool analyse(Factors& factors, std::span<const double> values);
    [[nodiscard]] bool evaluate(const Request& request, std::span<const double> x);
    [[nodiscard]] bool serves(const Factors& factors, double rate) const;
    [[nodiscard]] bool factor(Factors& factors, double rate);
    [[nodiscard]] bool do_pivots_serve(const Factors& factors);
    [[nodiscard]] int give_up(Factors& factors);
    [[nodiscard]] double correct(double scale, std::span<double> x);

    Equations& equations_;
    bool is_dense_;
    std::array<Factors, 3> factors_;
    const Factors* last_factored_ = nullptr;
    std::vector<double> values_;   ///< of the matrix
    std::vector<double> right_;    ///< the right side, then the correction
    std::vector<double> largest_;  ///< by unknown: of a current so far, ampere
    Twin::Effort effort_;
};

}  // namespace hopspice::twin
