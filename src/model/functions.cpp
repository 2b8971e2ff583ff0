// Activations, Lagrangians and the energy, each in the form that neither overflows nor cancels.

#include "model/functions.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "support/assert.h"

namespace hopspice::model {

namespace {

/// h^exponent by products, so that integer powers of negative numbers are exact in sign.
double power(double h, int exponent) {
    double product = 1;
    for (int k = 0; k < exponent; ++k) {
        product *= h;
    }
    return product;
}

double log_cosh(double x) {
    return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::numbers::ln2;
}

double log_one_plus_exp(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double logistic(double x) {
    if (x >= 0) {
        return 1 / (1 + std::exp(-x));
    }
    const double e = std::exp(x);
    return e / (1 + e);
}

void softmax(double beta, std::span<const double> hidden, std::span<double> output) {
    if (hidden.empty()) {
        return;
    }
    const double largest = *std::ranges::max_element(hidden);
    double sum = 0;
    for (std::size_t mu = 0; mu < hidden.size(); ++mu) {
        output[mu] = std::exp(beta * (hidden[mu] - largest));
        sum += output[mu];
    }
    for (double& f : output) {
        f /= sum;
    }
}

double log_sum_exp(double beta, std::span<const double> hidden) {
    if (hidden.empty()) {
        return 0;
    }
    const double largest = *std::ranges::max_element(hidden);
    double sum = 0;
    for (const double h : hidden) {
        sum += std::exp(beta * (h - largest));
    }
    return largest + std::log(sum) / beta;
}

void epanechnikov(const Energy& energy, std::span<const double> hidden, std::span<double> output) {
    const double sum = hidden_divisor(energy, hidden);
    for (std::size_t mu = 0; mu < hidden.size(); ++mu) {
        output[mu] = sum > 0 ? std::max(1 + energy.beta * hidden[mu], 0.0) / sum : 0;
    }
}

double mean_square(std::span<const double> v, double centre) {
    double sum = 0;
    for (const double value : v) {
        sum += (value - centre) * (value - centre);
    }
    return v.empty() ? 0 : sum / static_cast<double>(v.size());
}

/// The part of L_h of one neuron; every energy that is not of the block.
double neuron_lagrangian(const Energy& energy, double h) {
    switch (energy.type) {
        case EnergyType::Relu:
            return h > 0 ? h * h / 2 : 0;
        case EnergyType::Polynomial:
            return energy.rectified && h <= 0 ? 0 : power(h, energy.degree) / energy.degree;
        case EnergyType::Linear:
            return h * h / 2;
        case EnergyType::Tanh:
            return log_cosh(energy.gain * h) / energy.gain;
        case EnergyType::Exponential:
            return std::exp(energy.beta * h) / energy.beta;
        case EnergyType::Softmax:
        case EnergyType::Epanechnikov:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

}  // namespace

bool is_of_the_layer(const Activation& activation) {
    return activation.type == ActivationType::Spherical ||
           activation.type == ActivationType::LayerNorm;
}

bool is_of_the_block(const Energy& energy) {
    return energy.type == EnergyType::Softmax || energy.type == EnergyType::Epanechnikov;
}

std::size_t hidden_size(const Spec& spec) {
    std::size_t size = 0;
    for (const HiddenBlock& block : spec.hidden) {
        size += block.size();
    }
    return size;
}

double visible_activation(const Activation& activation, double v) {
    switch (activation.type) {
        case ActivationType::Identity:
            return v;
        case ActivationType::Tanh:
            return std::tanh(activation.gain * v);
        case ActivationType::Sigmoid:
            return logistic(activation.gain * v);
        case ActivationType::Relu:
            return std::max(v, 0.0);
        case ActivationType::Spherical:
        case ActivationType::LayerNorm:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

double visible_slope(const Activation& activation, double v) {
    switch (activation.type) {
        case ActivationType::Identity:
            return 1;
        case ActivationType::Tanh: {
            const double g = std::tanh(activation.gain * v);
            return activation.gain * (1 - g * g);
        }
        case ActivationType::Sigmoid: {
            const double g = logistic(activation.gain * v);
            return activation.gain * g * (1 - g);
        }
        case ActivationType::Relu:
            return v > 0 ? 1 : 0;
        case ActivationType::Spherical:
        case ActivationType::LayerNorm:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

double visible_lagrangian(const Activation& activation, double v) {
    switch (activation.type) {
        case ActivationType::Identity:
            return v * v / 2;
        case ActivationType::Tanh:
            return log_cosh(activation.gain * v) / activation.gain;
        case ActivationType::Sigmoid:
            return log_one_plus_exp(activation.gain * v) / activation.gain;
        case ActivationType::Relu:
            return v > 0 ? v * v / 2 : 0;
        case ActivationType::Spherical:
        case ActivationType::LayerNorm:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

double visible_centre(const Activation& activation, std::span<const double> v) {
    if (activation.type != ActivationType::LayerNorm || v.empty()) {
        return 0;
    }
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double visible_divisor(const Activation& activation, std::span<const double> v) {
    const double variance = mean_square(v, visible_centre(activation, v));
    const double terms =
        activation.type == ActivationType::LayerNorm ? 1 : static_cast<double>(v.size());
    return std::sqrt(terms * variance + activation.eps);
}

double visible_lagrangian(const Activation& activation, std::span<const double> v) {
    if (is_of_the_layer(activation)) {
        const double terms =
            activation.type == ActivationType::LayerNorm ? static_cast<double>(v.size()) : 1;
        return terms * visible_divisor(activation, v);
    }
    double sum = 0;
    for (const double value : v) {
        sum += visible_lagrangian(activation, value);
    }
    return sum;
}

void visible_output(const Activation& activation, std::span<const double> v, std::span<double> g) {
    if (!is_of_the_layer(activation)) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            g[i] = visible_activation(activation, v[i]);
        }
        return;
    }
    const double centre = visible_centre(activation, v);
    const double divisor = visible_divisor(activation, v);
    for (std::size_t i = 0; i < v.size(); ++i) {
        g[i] = (v[i] - centre) / divisor;
    }
}

std::vector<double> visible_output(const Spec& spec, std::span<const double> visible) {
    std::vector<double> g(visible.size());
    visible_output(spec.visible.activation, visible, g);
    return g;
}

double hidden_activation(const Energy& energy, double h) {
    switch (energy.type) {
        case EnergyType::Relu:
            return std::max(h, 0.0);
        case EnergyType::Polynomial:
            return energy.rectified && h <= 0 ? 0 : power(h, energy.degree - 1);
        case EnergyType::Linear:
            return h;
        case EnergyType::Tanh:
            return std::tanh(energy.gain * h);
        case EnergyType::Exponential:
            return std::exp(energy.beta * h);
        case EnergyType::Softmax:
        case EnergyType::Epanechnikov:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

double hidden_slope(const Energy& energy, double h) {
    switch (energy.type) {
        case EnergyType::Relu:
            return h > 0 ? 1 : 0;
        case EnergyType::Polynomial:
            return energy.rectified && h <= 0 ? 0
                                              : (energy.degree - 1) * power(h, energy.degree - 2);
        case EnergyType::Linear:
            return 1;
        case EnergyType::Tanh: {
            const double f = std::tanh(energy.gain * h);
            return energy.gain * (1 - f * f);
        }
        case EnergyType::Exponential:
            return energy.beta * std::exp(energy.beta * h);
        case EnergyType::Softmax:
        case EnergyType::Epanechnikov:
            break;
    }
    HOPSPICE_UNREACHABLE();
}

std::vector<double> hidden_output(const Energy& energy, std::span<const double> hidden) {
    std::vector<double> output(hidden.size());
    hidden_output(energy, hidden, output);
    return output;
}

void hidden_output(const Energy& energy, std::span<const double> hidden, std::span<double> output) {
    if (energy.type == EnergyType::Softmax) {
        softmax(energy.beta, hidden, output);
        return;
    }
    if (energy.type == EnergyType::Epanechnikov) {
        epanechnikov(energy, hidden, output);
        return;
    }
    for (std::size_t mu = 0; mu < hidden.size(); ++mu) {
        output[mu] = hidden_activation(energy, hidden[mu]);
    }
}

double hidden_lagrangian(const Energy& energy, std::span<const double> hidden) {
    if (energy.type == EnergyType::Softmax) {
        return log_sum_exp(energy.beta, hidden);
    }
    if (energy.type == EnergyType::Epanechnikov) {
        return std::log(hidden_divisor(energy, hidden)) / energy.beta;
    }
    double sum = 0;
    for (const double h : hidden) {
        sum += neuron_lagrangian(energy, h);
    }
    return sum;
}

double hidden_divisor(const Energy& energy, std::span<const double> hidden) {
    double sum = 0;
    for (const double h : hidden) {
        sum += std::max(1 + energy.beta * h, 0.0);
    }
    return sum;
}

const HiddenBlock* find_block_without_basin(const Spec& spec, std::span<const double> hidden,
                                            double least) {
    for (const HiddenBlock& block : spec.hidden) {
        const std::span<const double> h = hidden.first(block.size());
        hidden = hidden.subspan(block.size());
        const double beta = block.energy.beta;
        const bool outside =
            std::ranges::all_of(h, [&](double value) { return 1 + beta * value <= least; });
        if (block.energy.type == EnergyType::Epanechnikov && outside) {
            return &block;
        }
    }
    return nullptr;
}

std::vector<double> hidden_target(const HiddenBlock& block, std::span<const double> g) {
    HOPSPICE_ASSERT(!block.is_token_driven());
    std::vector<double> target = block.bias;
    for (std::size_t mu = 0; mu < block.size(); ++mu) {
        for (std::size_t i = 0; i < g.size(); ++i) {
            target[mu] += block.weights(mu, i) * g[i];
        }
    }
    return target;
}

double lyapunov_energy(const Spec& spec, std::span<const double> bias, const State& state) {
    const std::vector<double> g = visible_output(spec, state.visible);
    double energy = -visible_lagrangian(spec.visible.activation, state.visible);
    for (std::size_t i = 0; i < g.size(); ++i) {
        energy += g[i] * (state.visible[i] - bias[i]);
    }
    std::span<const double> rest(state.hidden);
    for (const HiddenBlock& block : spec.hidden) {
        const std::span<const double> h = rest.first(block.size());
        rest = rest.subspan(block.size());
        const std::vector<double> f = hidden_output(block.energy, h);
        // f (h - b) - f xi g in one difference: h minus its own target.
        const std::vector<double> target = hidden_target(block, g);
        for (std::size_t mu = 0; mu < f.size(); ++mu) {
            energy += f[mu] * (h[mu] - target[mu]);
        }
        energy -= hidden_lagrangian(block.energy, h);
    }
    return energy;
}

}  // namespace hopspice::model
