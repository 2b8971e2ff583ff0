// Chooses between the interval bound and what the probes showed, for every kind of signal.

#include "model/ranges.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kinds/functions.h"
#include "model/functions.h"
#include "model/intervals.h"
#include "model/probes.h"
#include "model/products.h"
#include "model/state_hull.h"

namespace hopspice::model {

namespace {

constexpr double kRangeMargin = 0.1;  ///< of the span, on each side
constexpr double kTightEnough = 3.0;  ///< interval bounds up to this times what was seen are kept

Range values_range(const std::vector<double>& values) {
    Range range{values.front(), values.front()};
    for (const double value : values) {
        range.include(value);
    }
    return range;
}

void include(Range& range, const Range& other) {
    range.include(other.low);
    range.include(other.high);
}

/// What a user may present to a spec that has no queries to show it.
Range likely_values(const Spec& spec) {
    const Function& activation = spec.visible.activation;
    if (const auto own = kinds::own_range(activation, 1); own && !kinds::is_joint(activation)) {
        return *own;
    }
    if (!spec.readout.patterns.values.empty()) {
        return values_range(spec.readout.patterns.values);
    }
    Range range = values_range(spec.hidden.front().weights.values);
    for (const HiddenBlock& block : spec.hidden) {
        include(range, values_range(block.weights.values));
    }
    return range;
}

Range input_range(const Spec& spec) {
    Range range = values_range(spec.visible.initial);
    const bool added = spec.inference.present == Present::Bias;
    if (spec.queries.empty() && !added && !spec.is_token_driven()) {
        include(range, likely_values(spec));
    }
    for (const Query& query : spec.queries) {
        for (const std::optional<double>& value : query.visible) {
            if (value.has_value() && !added) {
                range.include(*value);
            }
        }
        for (const auto& [neuron, value] : query.clamp) {
            range.include(value);
        }
    }
    return range;
}

Range bias_input_range(const Spec& spec) {
    Range range;
    if (spec.inference.present != Present::Bias) {
        return range;
    }
    if (spec.queries.empty()) {
        include(range, likely_values(spec));
    }
    for (const Query& query : spec.queries) {
        for (const std::optional<double>& value : query.visible) {
            range.include(value.value_or(0));
        }
    }
    return range;
}

Range with_margin(const Range& seen) {
    const double margin = kRangeMargin * seen.span();
    return {seen.low - margin, seen.high + margin};
}

Range choose(const Range& seen, const std::optional<Range>& bound) {
    if (!bound.has_value()) {
        return with_margin(seen);
    }
    if (bound->span() <= kTightEnough * seen.span()) {
        return *bound;
    }
    const Range wide = with_margin(seen);
    return {std::max(wide.low, bound->low), std::min(wide.high, bound->high)};
}

/// A signal that never moves still needs a scale.
Range with_width(Range range) {
    const double size = std::max(std::abs(range.low), std::abs(range.high));
    if (range.span() > 1e-9 * size) {
        return range;
    }
    const double half = size > 0 ? kRangeMargin * size : 1;
    return {range.low - half, range.high + half};
}

/// A range none of the probes contributed to, as when none starts in a basin.
Range of_nothing(const Range& seen, const Range& fallback) {
    return seen.low <= seen.high ? seen : fallback;
}

/// What no probe showed is nothing, not infinite.
Divisor shown(const Divisor& divisor) {
    const Range random = of_nothing(divisor.random, {});
    const double random_end =
        std::isfinite(divisor.random_end_low) ? divisor.random_end_low : random.high;
    const Range during = of_nothing(divisor.during, {random_end, random.high});
    const double end = std::isfinite(divisor.end_low) ? divisor.end_low : during.low;
    return {during, end, random, random_end};
}

/// Of g: the image of v, or what was seen of an activation of the layer.
Range output_of(const Spec& spec, const Seen& seen, const Range& visible) {
    const Range own = kinds::range_over(spec.visible.activation, visible, spec.visible.size);
    if (!kinds::is_joint(spec.visible.activation)) {
        return own;
    }
    const Range wide = with_margin(seen.g);
    return {std::max(wide.low, own.low), std::min(wide.high, own.high)};
}

bool softmax_only(const Spec& spec) {
    return std::ranges::all_of(
        spec.hidden, [](const HiddenBlock& block) { return kinds::is_softmax(block.energy); });
}

Ranges ranges_of(const Spec& spec, Seen seen) {
    Ranges ranges;
    ranges.input = input_range(spec);
    ranges.bias_input = bias_input_range(spec);
    seen.visible = of_nothing(seen.visible, ranges.input);
    seen.g = of_nothing(seen.g, ranges.input);
    const Invariant bounds = invariant(spec, ranges.input, ranges.bias_input);
    std::optional<Range> visible_bound;
    if (bounds.visible.has_value()) {
        visible_bound = hull(*bounds.visible);
    }
    const bool by_corners = StateHull::applies_to(spec) && !spec.queries.empty();
    if (by_corners) {
        ranges.visible = StateHull(spec).visible(spec.queries);
    } else if (visible_bound.has_value() && softmax_only(spec)) {
        ranges.visible = *visible_bound;
    } else {
        ranges.visible = choose(seen.visible, visible_bound);
    }
    include(ranges.visible, ranges.input);
    ranges.visible = with_width(ranges.visible);
    ranges.g = with_width(output_of(spec, seen, ranges.visible));
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        std::optional<Range> bound;
        if (bounds.hidden.has_value()) {
            bound = hull((*bounds.hidden)[k]);
        }
        const Range h_seen = of_nothing(seen.hidden.h[k], bound.value_or(Range{}));
        const Range h =
            with_width(by_corners ? StateHull(spec).hidden(spec.queries) : choose(h_seen, bound));
        const Range f =
            with_width(kinds::range_over(spec.hidden[k].energy, h, spec.hidden[k].size()));
        const double winner = seen.hidden.winner_low[k];
        const double asked = seen.hidden.asked_low[k];
        ranges.hidden.push_back(
            {h, winner, f, shown(seen.divisors[k]), std::isfinite(asked) ? asked : winner});
    }
    ranges.bounded = seen.bounded;
    ranges.visible_slope = seen.visible_slope;
    ranges.hidden_slope = seen.hidden.slope;
    ranges.divisor = shown(seen.divisor);
    ranges.outside_queries = seen.outside_queries;
    ranges.outside_random = seen.outside_random;
    ranges.probes_random = seen.probes_random;
    return ranges;
}

Result<Seen> probes_of(const Spec& spec) {
    return run_probes(spec, input_range(spec), bias_input_range(spec));
}

/// Whether probes show what they would of the centred model: what h share comes from one layer of
/// targets. Small models are probed in their own numbers, to the last bit.
bool shares_probes(const Spec& spec) {
    return !spec.is_token_driven() &&
           std::ranges::all_of(spec.hidden, [](const HiddenBlock& block) {
               return is_large(block.weights) && !block.initial.has_value();
           });
}

}  // namespace

double visible_range(const Ranges& ranges) { return ranges.visible.span(); }

Result<Ranges> signal_ranges(const Spec& spec) {
    Result<Seen> seen = probes_of(spec);
    if (!seen) {
        return Unexpected{seen.error()};
    }
    return ranges_of(spec, std::move(*seen));
}

Result<RangesOfBoth> signal_ranges(const Spec& spec, const Spec& centred) {
    Result<Seen> seen = probes_of(spec);
    if (!seen) {
        return Unexpected{seen.error()};
    }
    RangesOfBoth both{ranges_of(spec, *seen), {}};
    if (!shares_probes(spec)) {
        seen = probes_of(centred);
        if (!seen) {
            return Unexpected{seen.error()};
        }
    } else {
        seen->hidden = std::move(seen->centred);
    }
    both.centred = ranges_of(centred, std::move(*seen));
    return both;
}

}  // namespace hopspice::model
