#include "twin/newton.h"

#include <algorithm>
#include <cmath>

namespace hopspice::twin {

namespace {

/// A matrix serves while the rate is within this factor of its own.
constexpr double kKeep = 1.3;
/// What a fresh matrix is expected to make of an error, and what is taken for a slow one.
constexpr double kFresh = 0.1;
constexpr double kSlow = 0.2;
constexpr double kDiverges = 2;
/// Currents are unknowns on a scale of their own, never below this: ampere per volt.
constexpr double kLeastAmperes = 1e-6;

}  // namespace

Newton::Newton(Equations& equations)
    : equations_(equations),
      solver_(make_solver(equations.pattern())),
      values_(equations.pattern().rows.size()),
      right_(equations.unknowns()),
      largest_(equations.unknowns(), kLeastAmperes) {}

bool Newton::factor(double rate) {
    ++effort_.factorings;
    equations_.derivatives(rate, values_);
    if (!analysed_ || !solver_->refactor(values_)) {
        analysed_ = solver_->analyse(values_);
        is_first_ = false;
        ++effort_.analyses;
    }
    factored_rate_ = analysed_ ? rate : 0;
    convergence_ = kFresh;
    return analysed_;
}

void Newton::remember(double rate) {
    first_values_.resize(values_.size());
    equations_.derivatives(rate, first_values_);
    is_first_ = false;
}

void Newton::begin() {
    factored_rate_ = 0;
    std::ranges::fill(largest_, kLeastAmperes);
    if (!is_first_ && !first_values_.empty()) {
        analysed_ = is_first_ = solver_->analyse(first_values_);
        ++effort_.analyses;
    }
}

/// Subtracts the scaled correction; its largest component in volts, NaN if one is not finite.
double Newton::correct(double scale, std::span<double> x) {
    double largest = 0;
    double sum = 0;  // keeps a NaN, which a maximum loses
    for (Index k = 0; k < x.size(); ++k) {
        right_[k] *= -scale;
        x[k] += right_[k];
        double size = std::abs(right_[k]);
        if (!equations_.is_voltage(k)) {
            largest_[k] = std::max(largest_[k], std::abs(x[k]));
            size /= largest_[k];
        }
        sum += size;
        largest = std::max(largest, size);
    }
    return std::isfinite(sum) ? largest : NAN;
}

int Newton::solve(const Request& request, std::span<double> x) {
    double before = 0;
    bool renew = request.fresh;
    for (int iteration = 1; iteration <= request.iterations; ++iteration) {
        ++effort_.evaluations;
        const bool free = equations_.evaluate(x);
        const auto currents = equations_.currents();
        const auto charges = equations_.charges();
        for (std::size_t k = 0; k < right_.size(); ++k) {
            right_[k] = currents[k] + request.rate * charges[k] + request.rest[k];
        }
        const double ratio = factored_rate_ > 0 ? request.rate / factored_rate_ : 0;
        const bool fits = ratio < kKeep && ratio > 1 / kKeep;
        const bool is_new = renew || !fits;
        if (is_new && !factor(request.rate)) {
            return 0;
        }
        solver_->solve(right_);
        const double size = correct(2 / (1 + request.rate / factored_rate_), x);
        if (!std::isfinite(size)) {
            return 0;
        }
        if (iteration > 1 && !is_new && before > 0) {
            convergence_ = std::max(0.3 * convergence_, size / before);
        }
        if (free && size * std::min(1.0, convergence_) <= request.tolerance_volts) {
            equations_.correct_charges(right_);
            return iteration;
        }
        // Factors that do not serve are made anew, from then on at every iteration.
        renew = renew || (iteration > 1 && size > kSlow * before) || (!free && iteration > 2);
        if (iteration > 4 && size > kDiverges * before && is_new && free) {
            return 0;
        }
        before = size;
    }
    factored_rate_ = 0;
    return 0;
}

}  // namespace hopspice::twin
