// The chain g -> h -> f -> v in intervals, entered where a function is bounded by itself.

#include "model/intervals.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "model/functions.h"

namespace hopspice::model {

namespace {

// The second round starts from the v of the first, which a bounded g alone leaves too wide.
constexpr int kRounds = 2;

void add_scaled(Range& sum, double weight, const Range& range) {
    sum.low += std::min(weight * range.low, weight * range.high);
    sum.high += std::max(weight * range.low, weight * range.high);
}

/// The range g has by itself; absent for identity and relu.
std::optional<Range> own_range(const Activation& activation, std::size_t size) {
    switch (activation.type) {
        case ActivationType::Tanh:
            return Range{-1, 1};
        case ActivationType::Sigmoid:
            return Range{0, 1};
        case ActivationType::Spherical:
            return Range{-1, 1};
        case ActivationType::LayerNorm: {
            // One neuron at N-1 deviations and the others alike: |g|^2 = N, sum g = 0.
            const double most = std::sqrt(static_cast<double>(size) - 1);
            return Range{-most, most};
        }
        case ActivationType::Identity:
        case ActivationType::Relu:
            break;
    }
    return std::nullopt;
}

bool is_bounded(EnergyType type) {
    return type == EnergyType::Softmax || type == EnergyType::Tanh ||
           type == EnergyType::Epanechnikov;
}

/// |xi g| of an activation of the layer, by Cauchy and Schwarz: |g| <= 1 for spherical; |g|^2 <= N
/// and sum g = 0 for layernorm, where the mean of xi drops out.
double largest_target(const Activation& activation, std::span<const double> xi) {
    const bool centred = activation.type == ActivationType::LayerNorm;
    const auto size = static_cast<double>(xi.size());
    const double mean = centred ? std::accumulate(xi.begin(), xi.end(), 0.0) / size : 0;
    double square = 0;
    for (const double weight : xi) {
        square += (weight - mean) * (weight - mean);
    }
    return std::sqrt(square * (centred ? size : 1));
}

/// xi g of one row of weights.
Range row_range(const Spec& spec, std::span<const double> xi, const std::vector<Range>& g) {
    Range sum;
    if (is_of_the_layer(spec.visible.activation)) {
        const double most = largest_target(spec.visible.activation, xi);
        return {-most, most};
    }
    for (std::size_t i = 0; i < g.size(); ++i) {
        add_scaled(sum, xi[i], g[i]);
    }
    return sum;
}

std::vector<std::vector<Range>> hidden_ranges(const Spec& spec, const std::vector<Range>& g) {
    std::vector<std::vector<Range>> ranges;
    for (const HiddenBlock& block : spec.hidden) {
        std::vector<Range>& of_block = ranges.emplace_back();
        const std::span<const double> all(block.weights.values);
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            std::vector<Range> candidates;
            for (std::size_t t = 0; t < block.vocabulary; ++t) {
                const std::size_t start = (mu * block.vocabulary + t) * g.size();
                candidates.push_back(row_range(spec, all.subspan(start, g.size()), g));
            }
            Range h{block.bias[mu], block.bias[mu]};
            add_scaled(h, 1, hull(candidates));
            if (block.initial.has_value()) {
                h.include((*block.initial)[mu]);
            }
            of_block.push_back(h);
        }
    }
    return ranges;
}

/// xi f of one hidden neuron, whichever of its candidate rows is chosen.
Range slot_drive(const HiddenBlock& block, std::size_t mu, std::size_t i, const Range& f) {
    const std::size_t first = mu * block.vocabulary;
    Range all;
    add_scaled(all, block.weights(first, i), f);
    for (std::size_t row = first + 1; row < first + block.vocabulary; ++row) {
        Range candidate;
        add_scaled(candidate, block.weights(row, i), f);
        all.include(candidate.low);
        all.include(candidate.high);
    }
    return all;
}

/// Adds xi^T f of a block to the drive of every visible neuron.
void add_drive(const HiddenBlock& block, const std::vector<Range>& f, std::vector<Range>& drive) {
    for (std::size_t i = 0; i < drive.size(); ++i) {
        if (is_of_the_block(block.energy)) {
            // Outputs are a weighting of the rows: the drive stays between their extremes.
            Range column{block.weights(0, i), block.weights(0, i)};
            for (std::size_t row = 1; row < block.weights.rows; ++row) {
                column.include(block.weights(row, i));
            }
            add_scaled(drive[i], 1, column);
            continue;
        }
        for (std::size_t mu = 0; mu < block.size(); ++mu) {
            add_scaled(drive[i], 1, slot_drive(block, mu, i, f[mu]));
        }
    }
}

std::vector<Range> visible_ranges(const Spec& spec, const Range& input, const Range& bias_input,
                                  const std::optional<std::vector<std::vector<Range>>>& hidden) {
    std::vector<Range> v(spec.visible.size);
    for (std::size_t i = 0; i < v.size(); ++i) {
        v[i] = {spec.visible.bias[i], spec.visible.bias[i]};
        add_scaled(v[i], 1, bias_input);
    }
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        const HiddenBlock& block = spec.hidden[k];
        std::vector<Range> f(block.size(), Range{-1, 1});
        for (std::size_t mu = 0; hidden.has_value() && mu < f.size(); ++mu) {
            f[mu] = output_range(block.energy, (*hidden)[k][mu]);
        }
        add_drive(block, f, v);
    }
    for (Range& range : v) {
        range.include(input.low);
        range.include(input.high);
    }
    return v;
}

}  // namespace

Range activation_range(const Activation& activation, const Range& v, std::size_t size) {
    if (is_of_the_layer(activation)) {
        return *own_range(activation, size);
    }
    return {visible_activation(activation, v.low), visible_activation(activation, v.high)};
}

Range output_range(const Energy& energy, const Range& h) {
    if (is_of_the_block(energy)) {
        return {0, 1};
    }
    const double at_low = hidden_activation(energy, h.low);
    const double at_high = hidden_activation(energy, h.high);
    Range f{std::min(at_low, at_high), std::max(at_low, at_high)};
    if (h.low < 0 && h.high > 0) {
        // Even powers turn at 0; for all other functions f(0) lies in between anyway.
        f.include(hidden_activation(energy, 0));
    }
    return f;
}

Range hull(const std::vector<Range>& ranges) {
    Range all = ranges.front();
    for (const Range& range : ranges) {
        all.include(range.low);
        all.include(range.high);
    }
    return all;
}

Invariant invariant(const Spec& spec, const Range& input, const Range& bias_input) {
    Invariant found;
    std::optional<std::vector<Range>> g;
    if (const std::optional<Range> own = own_range(spec.visible.activation, spec.visible.size)) {
        g = std::vector<Range>(spec.visible.size, *own);
    }
    const bool bounded_outputs = std::ranges::all_of(
        spec.hidden, [](const HiddenBlock& block) { return is_bounded(block.energy.type); });
    if (!g.has_value() && !bounded_outputs) {
        return found;
    }
    for (int round = 0; round < kRounds; ++round) {
        if (g.has_value()) {
            found.hidden = hidden_ranges(spec, *g);
        }
        found.visible = visible_ranges(spec, input, bias_input, found.hidden);
        g.emplace();
        for (const Range& v : *found.visible) {
            g->push_back(activation_range(spec.visible.activation, v, spec.visible.size));
        }
    }
    return found;
}

}  // namespace hopspice::model
