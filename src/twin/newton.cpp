#include "twin/newton.h"

#include <algorithm>
#include <cmath>

namespace hopspice::twin {

namespace {

/// What a fresh matrix is expected to make of an error.
constexpr double kFresh = 0.1;
/// Entries per unknown from where on a matrix costs far more than an evaluation.
constexpr std::size_t kDense = 12;
constexpr double kDiverges = 2;
/// A solution that is this far off slows Newton's method down and no more.
constexpr double kPivotError = 1e-3;
/// Currents are unknowns on a scale of their own, never below this: ampere per volt.
constexpr double kLeastAmperes = 1e-6;

}  // namespace

Newton::Newton(Equations& equations)
    : equations_(equations),
      is_dense_(equations.pattern().rows.size() > kDense * equations.unknowns()) {}

bool Newton::analyse(Factors& factors, std::span<const double> values) {
    if (!factors.solver) {
        factors.solver = make_solver(equations_.pattern());
    }
    const LinearSolver* first = factors_of(Pace::Rest).solver.get();
    const bool may_follow = is_dense_ && first != nullptr && first != factors.solver.get();
    if (may_follow && factors.solver->follow(*first, values)) {
        return factors.is_analysed = true;
    }
    ++effort_.analyses;
    factors.is_analysed = factors.solver->analyse(values);
    return factors.is_analysed;
}

bool Newton::factor(Factors& factors, double rate) {
    ++effort_.factorings;
    values_.resize(equations_.pattern().rows.size());
    equations_.derivatives(rate, values_);
    if (factors.is_due) {
        factors.is_due = false;
        factors.is_chosen = analyse(factors, factors.chosen);
    }
    if (!factors.is_analysed || !factors.solver->refactor(values_)) {
        static_cast<void>(analyse(factors, values_));
        factors.is_chosen = false;
    }
    factors.rate = factors.is_analysed ? rate : 0;
    last_factored_ = &factors;
    factors.convergence = kFresh;
    return factors.is_analysed;
}

void Newton::forget() {
    for (Factors& factors : factors_) {
        factors.rate = 0;
    }
}

void Newton::remember(Pace pace, double rate) {
    Factors& factors = factors_of(pace);
    factors.chosen.resize(equations_.pattern().rows.size());
    equations_.derivatives(rate, factors.chosen);
    factors.is_chosen = false;
}

void Newton::begin() {
    forget();
    right_.resize(equations_.unknowns());
    largest_.assign(equations_.unknowns(), kLeastAmperes);
    for (Factors& factors : factors_) {
        factors.is_due = !factors.is_chosen && !factors.chosen.empty();
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

/// Evaluates f(x) + rate q(x) + rest into the right side; false where a device was held back.
bool Newton::evaluate(const Request& request, std::span<const double> x) {
    ++effort_.evaluations;
    const bool free = equations_.evaluate(x);
    const auto currents = equations_.currents();
    const auto charges = equations_.charges();
    for (std::size_t k = 0; k < right_.size(); ++k) {
        right_[k] = currents[k] + request.rate * charges[k] + request.rest[k];
    }
    return free;
}

/// A matrix serves while the rate is within a factor of its own.
bool Newton::serves(const Factors& factors, double rate) const {
    const double keep = is_dense_ ? 1.6 : 1.3;
    return factors.rate > 0 && rate < keep * factors.rate && factors.rate < keep * rate;
}

int Newton::solve(const Request& request, std::span<double> x) {
    Factors& factors = factors_of(request.pace);
    const double slow = is_dense_ ? 0.5 : 0.2;  // of the correction before
    double before = 0;
    bool renew = request.fresh;
    for (int iteration = 1; iteration <= request.iterations; ++iteration) {
        const bool free = evaluate(request, x);
        const bool is_new = renew || !serves(factors, request.rate);
        if (is_new && !factor(factors, request.rate)) {
            break;
        }
        factors.solver->solve(right_);
        const double size = correct(2 / (1 + request.rate / factors.rate), x);
        const bool diverges = free && is_new && iteration > 4 && size > kDiverges * before;
        if (!std::isfinite(size) || diverges) {
            break;
        }
        if (iteration > 1 && !is_new && before > 0) {
            factors.convergence = std::max(0.3 * factors.convergence, size / before);
        }
        if (free && size * std::min(1.0, factors.convergence) <= request.tolerance_volts) {
            equations_.correct_charges(right_);
            return iteration;
        }
        // Factors that do not serve are made anew, from then on at every iteration.
        renew = renew || (iteration > 1 && size > slow * before) || (!free && iteration > 2);
        before = size;
    }
    return give_up(factors);
}

/// Whether the last matrix, which was factored with these pivots, is solved by them.
bool Newton::do_pivots_serve(const Factors& factors) {
    const Pattern& pattern = equations_.pattern();
    std::ranges::fill(right_, 0.0);
    for (std::size_t k = 0; k < values_.size(); ++k) {
        right_[static_cast<std::size_t>(pattern.rows[k])] += values_[k];
    }
    factors.solver->solve(right_);
    return std::ranges::all_of(right_, [](double one) { return std::abs(one - 1) < kPivotError; });
}

/// Other pivots may do where these did not.
int Newton::give_up(Factors& factors) {
    if (last_factored_ == &factors && factors.is_analysed && !do_pivots_serve(factors)) {
        factors.is_analysed = factors.is_chosen = false;
    }
    factors.rate = 0;
    return 0;
}

}  // namespace hopspice::twin
