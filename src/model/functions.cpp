#include "model/functions.h"

#include "model/products.h"
#include "support/assert.h"

#include <algorithm>

namespace hopspice::model {

State state_of(const Spec& spec, std::span<const double> y) {
    const std::span<const double> hidden = y.subspan(spec.visible.size);
    return {{y.begin(), hidden.begin()}, {hidden.begin(), hidden.end()}};
}

std::size_t hidden_size(const Spec& spec) {
    std::size_t size = 0;
    for (const HiddenBlock& block : spec.hidden) {
        size += block.size();
    }
    return size;
}

std::vector<double> visible_output(const Spec& spec, std::span<const double> visible) {
    return kinds::outputs_of(spec.visible.activation, visible);
}

const HiddenBlock* find_block_without_basin(const Spec& spec, std::span<const double> hidden,
                                            double least) {
    for (const HiddenBlock& block : spec.hidden) {
        const std::span<const double> h = hidden.first(block.size());
        hidden = hidden.subspan(block.size());
        const kinds::Joint* joint = kinds::kind_of(block.energy).joint();
        const bool everywhere = joint == nullptr || joint->inside == nullptr;
        if (!everywhere && joint->inside(block.energy, h) <= least) {
            return &block;
        }
    }
    return nullptr;
}

double largest_tau(const Spec& spec, double most) {
    double largest = spec.visible.tau;
    for (const HiddenBlock& block : spec.hidden) {
        largest = block.tau <= most ? std::max(largest, block.tau) : largest;
    }
    return largest;
}

std::vector<double> hidden_target(const HiddenBlock& block, std::span<const double> g) {
    HOPSPICE_ASSERT(!block.is_token_driven());
    std::vector<double> target = block.bias;
    add_rows(block.weights, g, target);
    return target;
}

double lyapunov_energy(const Spec& spec, std::span<const double> bias, const State& state) {
    const std::vector<double> g = visible_output(spec, state.visible);
    double energy = -kinds::lagrangian_of(spec.visible.activation, std::span(state.visible));
    for (std::size_t i = 0; i < g.size(); ++i) {
        energy += g[i] * (state.visible[i] - bias[i]);
    }
    std::span<const double> rest(state.hidden);
    for (const HiddenBlock& block : spec.hidden) {
        const std::span<const double> h = rest.first(block.size());
        rest = rest.subspan(block.size());
        const std::vector<double> f = kinds::outputs_of(block.energy, h);
        // f (h - b) - f xi g in one difference: h minus its own target.
        const std::vector<double> target = hidden_target(block, g);
        for (std::size_t mu = 0; mu < f.size(); ++mu) {
            energy += f[mu] * (h[mu] - target[mu]);
        }
        energy -= kinds::lagrangian_of(block.energy, h);
    }
    return energy;
}

}  // namespace hopspice::model
