// The chain g -> h -> f -> v in intervals, entered where a function is bounded by itself.

#include "model/intervals.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "kinds/functions.h"

namespace hopspice::model {

namespace {

// The second round starts from the v of the first, which a bounded g alone leaves too wide.
constexpr int kRounds = 2;

void add_scaled(Range& sum, double weight, const Range& range) {
    sum.low += std::min(weight * range.low, weight * range.high);
    sum.high += std::max(weight * range.low, weight * range.high);
}

/// xi g of one row of weights.
Range row_range(const Spec& spec, std::span<const double> xi, const std::vector<Range>& g) {
    Range sum;
    if (const kinds::Joint* joint = kinds::kind_of(spec.visible.activation).joint()) {
        return joint->weighted(xi);
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
    const kinds::Joint* joint = kinds::kind_of(block.energy).joint();
    std::vector<double> column(block.weights.rows);
    for (std::size_t i = 0; i < drive.size(); ++i) {
        if (joint != nullptr) {
            for (std::size_t row = 0; row < block.weights.rows; ++row) {
                column[row] = block.weights(row, i);
            }
            add_scaled(drive[i], 1, joint->weighted(column));
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
        std::vector<Range> f(block.size(),
                             kinds::own_range(block.energy, block.size()).value_or(Range{}));
        for (std::size_t mu = 0; hidden.has_value() && mu < f.size(); ++mu) {
            f[mu] = kinds::range_over(block.energy, (*hidden)[k][mu], block.size());
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
    if (const std::optional<Range> own =
            kinds::own_range(spec.visible.activation, spec.visible.size)) {
        g = std::vector<Range>(spec.visible.size, *own);
    }
    const bool bounded_outputs = std::ranges::all_of(spec.hidden, [](const HiddenBlock& block) {
        return kinds::own_range(block.energy, block.size()).has_value();
    });
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
            g->push_back(kinds::range_over(spec.visible.activation, v, spec.visible.size));
        }
    }
    return found;
}

}  // namespace hopspice::model
