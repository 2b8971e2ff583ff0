// Matrix-vector products by Eigen on the spec's own weights, no copies and no allocation per call.

#include "model/dynamics.h"

#include "model/views.h"

#include <Eigen/Core>
#include <algorithm>

namespace hopspice::model {

namespace {

/// s of df_nu/dh_mu = s_mu (delta - f_nu) for energies of the block, where the second term is the
/// same for every mu, and of df_mu/dh_mu = s_mu for the others.
class BlockSlope {
public:
    BlockSlope(const Energy& energy, std::span<const double> h, std::span<const double> f)
        : energy_(energy),
          h_(h),
          f_(f),
          divisor_(energy.type == EnergyType::Epanechnikov ? hidden_divisor(energy, h) : 1) {}

    double operator()(std::size_t mu) const {
        if (energy_.type == EnergyType::Softmax) {
            return energy_.beta * f_[mu];
        }
        if (energy_.type == EnergyType::Epanechnikov) {
            return f_[mu] > 0 ? energy_.beta / divisor_ : 0;
        }
        return hidden_slope(energy_, h_[mu]);
    }

private:
    const Energy& energy_;
    std::span<const double> h_;
    std::span<const double> f_;
    double divisor_;
};

}  // namespace

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
    State state = initial_state(spec_, stimulus_);
    std::vector<double> y = std::move(state.visible);
    y.insert(y.end(), state.hidden.begin(), state.hidden.end());
    return y;
}

void Dynamics::activate(std::span<const double> y) {
    visible_output(spec_.visible.activation, y.first(visible_), g_);
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

void Dynamics::through_slope(const HiddenBlock& block, std::size_t mu, std::span<const double> v,
                             std::span<double> out) const {
    const Activation& activation = spec_.visible.activation;
    const std::span<const double> xi(block.weights.values.data() + mu * visible_, visible_);
    if (!is_of_the_layer(activation)) {
        for (std::size_t i = 0; i < visible_; ++i) {
            out[i] = xi[i] * visible_slope(activation, v[i]);
        }
        return;
    }
    // spherical: dg_j/dv_i = (delta - g_j g_i)/n; layernorm: (delta - 1/N - g_j g_i/N)/n.
    const bool centred = activation.type == ActivationType::LayerNorm;
    const double terms = centred ? static_cast<double>(visible_) : 1;
    const double mean = centred ? vector(xi).mean() : 0;
    const double along = vector(xi).dot(vector(std::span<const double>(g_))) / terms;
    const double divisor = visible_divisor(activation, v);
    for (std::size_t i = 0; i < visible_; ++i) {
        out[i] = (xi[i] - mean - along * g_[i]) / divisor;
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
        const std::span<const double> h = y.subspan(visible_ + first, block.size());
        const auto f = std::span<const double>(f_).subspan(first, block.size());
        std::ranges::fill(drive_, 0.0);
        if (is_of_the_block(block.energy)) {
            vector(std::span<double>(drive_)).noalias() =
                rows(block.weights).transpose() * vector(f);
        }
        const BlockSlope slope_of(block.energy, h, f);
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            const std::size_t row = visible_ + first + mu;
            const double slope = slope_of(mu);
            through_slope(block, mu, y.first(visible_), row_);
            for (std::size_t i = 0; i < visible_; ++i) {
                const double weight = block.weights(mu, i);
                columns[row * n + i] =
                    stimulus_.clamped[i] ? 0 : (weight - drive_[i]) * slope / spec_.visible.tau;
                columns[i * n + row] = row_[i] / block.tau;
            }
            columns[row * n + row] = -1 / block.tau;
        }
        first += block.size();
    }
}

}  // namespace hopspice::model
