#pragma once
// The right-hand side of the ODE and its Jacobian, on one vector y = (v, h of all blocks).

#include "model/products.h"
#include "model/stimulus.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace hopspice::model {

/// d(dy/dt)/dy without what is always zero: neurons of a kind are coupled through the other kind
/// only, so it is [[Dv, B], [C, Dh]] with diagonal Dv and Dh. O(N_v N_h), however many blocks.
struct Jacobian {
    Jacobian(std::size_t visible_size, std::size_t hidden_size)
        : visible(visible_size),
          hidden(hidden_size),
          diagonal(visible_size + hidden_size),
          to_visible(visible_size * hidden_size),
          to_hidden(visible_size * hidden_size) {}

    std::size_t visible;
    std::size_t hidden;
    std::vector<double> diagonal;    ///< of Dv, then of Dh
    std::vector<double> to_visible;  ///< dv_i'/dh_mu at mu N_v + i
    std::vector<double> to_hidden;   ///< dh_mu'/dv_i at mu N_v + i
};

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

    /// d(dy/dt)/dy into one of this size. O(N_v sum N_h).
    void jacobian(std::span<const double> y, Jacobian& out);

private:
    void activate(std::span<const double> y);
    void add_to_visible(const HiddenBlock& block, std::size_t first, std::span<const double> h,
                        Jacobian& out);

    const Spec& spec_;
    const Stimulus& stimulus_;
    std::size_t visible_ = 0;
    std::size_t hidden_ = 0;
    std::vector<double> start_;  ///< empty: the release
    std::vector<double> g_;
    std::vector<double> f_;
    std::vector<double> drive_;
    std::map<std::size_t, LargeMatrix> large_;  ///< weights of a block, by its first neuron
};

}  // namespace hopspice::model
