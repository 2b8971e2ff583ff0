#include "twin/operating_point.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hopspice::twin {

namespace {

constexpr double kLeastStep = 1e-24;
constexpr int kSteps = 2000;
constexpr int kRestIterations = 100;
constexpr double kRestVolts = 1e-7;  // V
constexpr double kRest = 1e-6;       // V that an endless step may still move

constexpr double kLeap = 1e4;
constexpr double kCautiousLeap = 10;  // once a step was too large

/// Of a step that took so many iterations; `leap` where it was next to none.
double growth(int iterations, double leap) {
    return iterations <= 2 ? leap : iterations == 3 ? 10 : iterations <= 10 ? 3 : 1.5;
}

}  // namespace

bool find_operating_point(Equations& equations, Newton& newton, std::span<double> x,
                          double first_step_s) {
    std::vector<double> rest(x.size());
    std::vector<double> next(x.size());
    equations.begin(x);
    equations.settle(x);
    std::vector<double> charges(equations.charges().begin(), equations.charges().end());
    double step = first_step_s;
    double leap = kLeap;
    for (int k = 0; k < kSteps && step > kLeastStep; ++k) {
        const double rate = 1 / step;
        std::ranges::transform(charges, rest.begin(), [&](double q) { return -rate * q; });
        std::ranges::copy(x, next.begin());
        const int iterations =
            newton.solve({rate, rest, kRestVolts, Pace::Rest, true, kRestIterations}, next);
        if (iterations == 0) {
            step = std::min(step / 8, kFirstStep);
            leap = kCautiousLeap;
            continue;
        }
        double moved = 0;
        for (Index j = 0; j < x.size(); ++j) {
            moved = equations.is_voltage(j) ? std::max(moved, std::abs(next[j] - x[j])) : moved;
        }
        std::ranges::copy(next, x.begin());
        equations.accept(x);
        std::ranges::copy(equations.charges(), charges.begin());
        if (step >= kEndless && moved < kRest) {
            return true;
        }
        step = std::min(step * growth(iterations, leap), 10 * kEndless);
    }
    return false;
}

}  // namespace hopspice::twin
