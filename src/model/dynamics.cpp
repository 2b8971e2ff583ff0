// Products with the spec's own weights, no copies and no allocation per call.

#include "model/dynamics.h"

#include "kinds/functions.h"
#include "model/products.h"
#include "model/views.h"

#include <Eigen/Core>
#include <algorithm>

namespace hopspice::model {

Dynamics::Dynamics(const Spec& spec, const Stimulus& stimulus)
    : spec_(spec),
      stimulus_(stimulus),
      visible_(spec.visible.size),
      hidden_(model::hidden_size(spec)),
      g_(visible_),
      f_(hidden_),
      drive_(visible_) {
    std::size_t first = 0;
    for (const HiddenBlock& block : spec.hidden) {
        if (is_large(block.weights)) {
            large_.emplace(first, block.weights);
        }
        first += block.size();
    }
}

std::vector<double> Dynamics::initial() const {
    if (!start_.empty()) {
        return start_;
    }
    State state = initial_state(spec_, stimulus_);
    std::vector<double> y = std::move(state.visible);
    y.insert(y.end(), state.hidden.begin(), state.hidden.end());
    return y;
}

void Dynamics::activate(std::span<const double> y) {
    kinds::outputs_of(spec_.visible.activation, y.first(visible_), g_);
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        kinds::outputs_of(block.energy, y.subspan(visible_ + first, block.size()),
                          std::span(f_).subspan(first, block.size()));
        first += block.size();
    }
}

void Dynamics::derivative(std::span<const double> y, std::span<double> slope) {
    activate(y);
    std::ranges::copy(stimulus_.bias, drive_.begin());
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        const std::size_t size = block.size();
        const auto f = std::span<const double>(f_).subspan(first, size);
        const std::span<double> way = slope.subspan(visible_ + first, size);
        auto h_slope = vector(way);
        h_slope =
            vector(std::span<const double>(block.bias)) - vector(y.subspan(visible_ + first, size));
        if (large_.contains(first)) {
            add_both(large_.at(first), g_, f, way, drive_);
        } else {
            add_columns(block.weights, f, drive_);
            h_slope.noalias() += rows(block.weights) * vector(std::span<const double>(g_));
        }
        h_slope /= block.tau;
        first += size;
    }
    for (std::size_t i = 0; i < visible_; ++i) {
        slope[i] = stimulus_.clamped[i] ? 0 : (drive_[i] - y[i]) / spec_.visible.tau;
    }
}

/// dv'/dh of one block: of every visible neuron, its column of weights through df/dh.
void Dynamics::add_to_visible(const HiddenBlock& block, std::size_t first,
                              std::span<const double> h, Jacobian& out) {
    const auto f = std::span<const double>(f_).subspan(first, block.size());
    std::vector<double> column(block.size());
    std::vector<double> through(block.size());
    for (std::size_t i = 0; i < visible_; ++i) {
        if (stimulus_.clamped[i]) {
            continue;
        }
        vector(std::span<double>(column)) = rows(block.weights).col(index(i));
        kinds::pull(block.energy, h, f, column, through);
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            out.to_visible[(first + mu) * visible_ + i] = through[mu] / spec_.visible.tau;
        }
    }
}

void Dynamics::jacobian(std::span<const double> y, Jacobian& out) {
    activate(y);
    std::ranges::fill(out.to_visible, 0.0);
    for (std::size_t i = 0; i < visible_; ++i) {
        out.diagonal[i] = stimulus_.clamped[i] ? 0 : -1 / spec_.visible.tau;
    }
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        add_to_visible(block, first, y.subspan(visible_ + first, block.size()), out);
        const std::span<const double> weights(block.weights.values);
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            const std::span<double> row =
                std::span(out.to_hidden).subspan((first + mu) * visible_, visible_);
            kinds::pull(spec_.visible.activation, y.first(visible_), g_,
                        weights.subspan(mu * visible_, visible_), row);
            vector(row) /= block.tau;
            out.diagonal[visible_ + first + mu] = -1 / block.tau;
        }
        first += block.size();
    }
}

}  // namespace hopspice::model
