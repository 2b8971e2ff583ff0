#pragma once
// The right-hand side of the ODE and its Jacobian, on one vector y = (v, h of all blocks).

#include "model/stimulus.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace hopspice::model {

/// Holds references: spec (without token-driven rows, see `selected`) and stimulus must outlive it.
/// One thread at a time (it owns scratch).
class Dynamics {
public:
    Dynamics(const Spec& spec, const Stimulus& stimulus);

    [[nodiscard]] std::size_t size() const { return visible_ + hidden_; }
    [[nodiscard]] std::size_t visible_size() const { return visible_; }
    [[nodiscard]] std::size_t hidden_size() const { return hidden_; }

    /// y at time 0: at the release, unless `start_at` said otherwise.
    [[nodiscard]] std::vector<double> initial() const;

    /// y.size() == size().
    void start_at(std::vector<double> y) { start_ = std::move(y); }

    /// dy/dt per model time unit; y.size() == slope.size() == size(). Clamped neurons have 0.
    void derivative(std::span<const double> y, std::span<double> slope);

    /// d(dy/dt)/dy, column-major, size() x size(). O(N_v sum N_h).
    void jacobian(std::span<const double> y, std::span<double> columns);

private:
    void activate(std::span<const double> y);
    void add_hidden_columns(const HiddenBlock& block, std::size_t first, std::span<const double> h,
                            std::span<double> columns);

    const Spec& spec_;
    const Stimulus& stimulus_;
    std::size_t visible_ = 0;
    std::size_t hidden_ = 0;
    std::vector<double> start_;  ///< empty: the release
    std::vector<double> g_;
    std::vector<double> f_;
    std::vector<double> drive_;
    std::vector<double> row_;
};

}  // namespace hopspice::model
