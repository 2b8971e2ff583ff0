// Matrix-vector products by Eigen on the spec's own weights, no copies and no allocation per call.

#include "model/dynamics.h"

#include <Eigen/Core>
#include <algorithm>

namespace hopspice::model {

namespace {

using Rows =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using ConstVector = Eigen::Map<const Eigen::VectorXd>;
using Vector = Eigen::Map<Eigen::VectorXd>;

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

Rows rows(const Matrix& matrix) {
    return {matrix.values.data(), index(matrix.rows), index(matrix.cols)};
}

ConstVector vector(std::span<const double> values) { return {values.data(), index(values.size())}; }

Vector vector(std::span<double> values) { return {values.data(), index(values.size())}; }

}  // namespace

Dynamics::Dynamics(const Spec& spec, const Stimulus& stimulus)
    : spec_(spec),
      stimulus_(stimulus),
      visible_(spec.visible.size),
      hidden_(model::hidden_size(spec)),
      g_(visible_),
      f_(hidden_),
      drive_(visible_) {}

std::vector<double> Dynamics::initial() const {
    State state = initial_state(spec_, stimulus_);
    std::vector<double> y = std::move(state.visible);
    y.insert(y.end(), state.hidden.begin(), state.hidden.end());
    return y;
}

void Dynamics::activate(std::span<const double> y) {
    for (std::size_t i = 0; i < visible_; ++i) {
        g_[i] = visible_activation(spec_.visible.activation, y[i]);
    }
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        hidden_output(block.energy, y.subspan(visible_ + first, block.size()),
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

void Dynamics::jacobian(std::span<const double> y, std::span<double> columns) {
    activate(y);
    std::ranges::fill(columns, 0.0);
    const std::size_t n = size();
    for (std::size_t i = 0; i < visible_; ++i) {
        columns[i * n + i] = stimulus_.clamped[i] ? 0 : -1 / spec_.visible.tau;
        g_[i] = visible_slope(spec_.visible.activation, y[i]);
    }
    std::size_t first = 0;
    for (const HiddenBlock& block : spec_.hidden) {
        const bool softmax = block.energy.type == EnergyType::Softmax;
        const auto xi = rows(block.weights);
        std::ranges::fill(drive_, 0.0);
        if (softmax) {
            // df_nu/dh_mu = beta f_mu (delta - f_nu): the second term is the same for every mu.
            vector(std::span<double>(drive_)).noalias() =
                xi.transpose() * vector(std::span<const double>(f_).subspan(first, block.size()));
        }
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            const std::size_t row = visible_ + first + mu;
            const double slope =
                softmax ? block.energy.beta * f_[first + mu] : hidden_slope(block.energy, y[row]);
            for (std::size_t i = 0; i < visible_; ++i) {
                const double weight = block.weights(mu, i);
                columns[row * n + i] =
                    stimulus_.clamped[i] ? 0 : (weight - drive_[i]) * slope / spec_.visible.tau;
                columns[i * n + row] = weight * g_[i] / block.tau;
            }
            columns[row * n + row] = -1 / block.tau;
        }
        first += block.size();
    }
}

}  // namespace hopspice::model
