// Matrix-vector products by Eigen on the spec's own weights, no copies and no allocation per call.

#include "model/dynamics.h"

#include "kinds/functions.h"
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
      drive_(visible_),
      row_(visible_) {}

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
        const auto xi = rows(block.weights);
        const auto f = vector(std::span<const double>(f_).subspan(first, size));
        vector(std::span<double>(drive_)).noalias() += xi.transpose() * f;
        auto h_slope = vector(slope.subspan(visible_ + first, size));
        h_slope =
            vector(std::span<const double>(block.bias)) - vector(y.subspan(visible_ + first, size));
        h_slope.noalias() += xi * vector(std::span<const double>(g_));
        h_slope /= block.tau;
        first += size;
    }
    for (std::size_t i = 0; i < visible_; ++i) {
        slope[i] = stimulus_.clamped[i] ? 0 : (drive_[i] - y[i]) / spec_.visible.tau;
    }
}

/// dv'/dh of one block: of every visible neuron, its column of weights through df/dh.
void Dynamics::add_hidden_columns(const HiddenBlock& block, std::size_t first,
                                  std::span<const double> h, std::span<double> columns) {
    const std::size_t n = size();
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
            columns[(visible_ + first + mu) * n + i] = through[mu] / spec_.visible.tau;
        }
    }
}

void Dynamics::jacobian(std::span<const double> y, std::span<double> columns) {
    activate(y);
    std::ranges::fill(columns, 0.0);
    const std::size_t n = size();
    for (std::size_t i = 0; i < visible_; ++i) {
        columns[i * n + i] = stimulus_.clamped[i] ? 0 : -1 / spec_.visible.tau;
    }
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        add_hidden_columns(block, first, y.subspan(visible_ + first, block.size()), columns);
        const std::span<const double> weights(block.weights.values);
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            const std::size_t row = visible_ + first + mu;
            kinds::pull(spec_.visible.activation, y.first(visible_), g_,
                        weights.subspan(mu * visible_, visible_), row_);
            for (std::size_t i = 0; i < visible_; ++i) {
                columns[i * n + row] = row_[i] / block.tau;
            }
            columns[row * n + row] = -1 / block.tau;
        }
        first += block.size();
    }
}

}  // namespace hopspice::model
