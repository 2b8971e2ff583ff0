// KLU behind the interface of linear_solver.h.

#include "support/assert.h"
#include "twin/linear_solver.h"

#include <klu.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace hopspice::twin {

namespace {

/// A pivot on the diagonal is taken down to this fraction of its column's largest number, first to
/// last: equations of circuits are in different units, so that the diagonal is the better choice
/// even when small.
constexpr std::array kDiagonalPreferences = {1e-6, 1e-3, 1.0};
/// Where numbers of a column grow by more than this, so many digits are lost that the next
/// preference is tried; and an analysis whose numbers grow so much more with other values is not
/// the one to keep.
constexpr double kGrowthAllowed = 1e4;

class KluSolver final : public LinearSolver {
public:
    explicit KluSolver(Pattern pattern) : pattern_(std::move(pattern)) {
        HOPSPICE_ASSERT(pattern_.starts.size() == pattern_.size + 1);
        klu_defaults(&common_);
        common_.scale = 0;
    }
    KluSolver(const KluSolver&) = delete;
    KluSolver& operator=(const KluSolver&) = delete;
    KluSolver(KluSolver&&) = delete;
    KluSolver& operator=(KluSolver&&) = delete;
    ~KluSolver() override {
        klu_free_numeric(&numeric_, &common_);
        klu_free_symbolic(&symbolic_, &common_);
    }

    bool analyse(std::span<const double> values) override {
        HOPSPICE_ASSERT(values.size() == pattern_.rows.size());
        klu_free_numeric(&numeric_, &common_);
        if (pattern_.size == 0) {
            return true;
        }
        if (symbolic_ == nullptr) {
            symbolic_ = klu_analyze(size(), pattern_.starts.data(), pattern_.rows.data(), &common_);
        }
        if (symbolic_ == nullptr || !all_finite(values)) {
            return false;
        }
        for (const double preference : kDiagonalPreferences) {
            common_.tol = preference;
            if (!factor(values)) {
                return false;
            }
            if (growth_ <= kGrowthAllowed) {
                break;
            }
        }
        return true;
    }

    bool refactor(std::span<const double> values) override {
        HOPSPICE_ASSERT(values.size() == pattern_.rows.size());
        if (pattern_.size == 0) {
            return true;
        }
        HOPSPICE_ASSERT(numeric_ != nullptr);
        // A comparison with NaN is false: whatever is not finite is refused.
        return all_finite(values) &&
               klu_refactor(pattern_.starts.data(), pattern_.rows.data(), numbers(values),
                            symbolic_, numeric_, &common_) != 0 &&
               common_.status == KLU_OK && has_finite_pivots() &&
               growth(values) <= kGrowthAllowed * std::max(growth_, 1.0);
    }

    void solve(std::span<double> right_side) const override {
        HOPSPICE_ASSERT(right_side.size() == pattern_.size);
        if (pattern_.size != 0) {
            klu_solve(symbolic_, numeric_, size(), 1, right_side.data(), &common_);
        }
    }

private:
    [[nodiscard]] int size() const { return static_cast<int>(pattern_.size); }
    /// KLU takes what it only reads without const.
    static double* numbers(std::span<const double> values) {
        return const_cast<double*>(values.data());
    }
    static bool all_finite(std::span<const double> values) {
        return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
    }
    [[nodiscard]] bool has_finite_pivots() const {
        return all_finite({static_cast<const double*>(numeric_->Udiag), pattern_.size});
    }
    [[nodiscard]] bool factor(std::span<const double> values) {
        klu_free_numeric(&numeric_, &common_);
        numeric_ = klu_factor(pattern_.starts.data(), pattern_.rows.data(), numbers(values),
                              symbolic_, &common_);
        if (numeric_ == nullptr || common_.status != KLU_OK || !has_finite_pivots()) {
            klu_free_numeric(&numeric_, &common_);
            return false;
        }
        growth_ = growth(values);
        return true;
    }
    /// How much larger numbers of a column are after elimination, at most.
    [[nodiscard]] double growth(std::span<const double> values) {
        klu_rgrowth(pattern_.starts.data(), pattern_.rows.data(), numbers(values), symbolic_,
                    numeric_, &common_);
        return 1 / common_.rgrowth;
    }

    Pattern pattern_;
    mutable klu_common common_{};
    klu_symbolic* symbolic_ = nullptr;
    klu_numeric* numeric_ = nullptr;
    double growth_ = 1;
};

}  // namespace

std::unique_ptr<LinearSolver> make_klu(Pattern pattern) {
    return std::make_unique<KluSolver>(std::move(pattern));
}

}  // namespace hopspice::twin
