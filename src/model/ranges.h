#pragma once
// The signal ranges a model needs: what the voltage scaling of the circuit is computed from.

#include "support/range.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <vector>

namespace hopspice::model {

using hopspice::Range;

/// What outputs that are normalised together are divided by: `kinds::divisor_of`,
/// without margins. {0, 0} where nothing is divided, or no probe showed any.
struct Divisor {
    Range during;               ///< along the queries that arrive; where there are none, from
                                ///< `random_end_low` to the largest of random states
    double end_low = 0;         ///< least at the end of a query
    Range random;               ///< along the random states
    double random_end_low = 0;  ///< least at the end of one
};

struct HiddenRange {
    Range h;                ///< of every hidden neuron of the block
    double winner_low = 0;  ///< the least that the largest h of the block ever is
    Range f;                ///< of every hidden output
    Divisor divisor = {};   ///< of an epanechnikov block, while inside a basin
    double asked_low = 0;   ///< winner_low of queries alone; of none, the same
};

/// Ranges over all neurons of a kind. A circuit built for them holds every state within them.
/// `visible`, `g`, `h` and `f` never have a span of 0; `input` and `bias_input` may.
struct Ranges {
    Range input;                      ///< of v(0) and clamped values
    Range bias_input;                 ///< of what `present: bias` adds to a, with 0
    Range visible;                    ///< of v
    Range g;                          ///< of g(v)
    std::vector<HiddenRange> hidden;  ///< per block
    std::vector<bool> held;    ///< visible neurons that are inputs (held_by_all); empty: none
    bool bounded = true;       ///< false: some probe left every bound; ranges are what was seen
    double visible_slope = 0;  ///< largest |dv/dt| of the probes, per model time unit
    double hidden_slope = 0;   ///< largest |dh/dt| of the probes, h starting at its target
    Divisor divisor;           ///< of an activation of the layer
    std::size_t outside_queries = 0;  ///< that start outside, or leave, every basin of a block
    std::size_t outside_random = 0;   ///< the same of the random states
    std::size_t probes_random = 0;    ///< how many random states there were
};

/// The span relative errors are fractions of: that of `visible`, never 0.
[[nodiscard]] double visible_range(const Ranges& ranges);

/// Ranges from interval arithmetic where it is finite, tightened by what the ODE does from the
/// spec's queries (64 at most, 256 with token-driven rows) and from 32 seeded random states within
/// the input range, with a tenth of the span as margin. The same spec always gives the same ranges.
///
/// Input range: `visible.initial`, and what the queries present or clamp; without queries also the
/// nearest readout's patterns or else the weights (visible identity, relu), [-1,1] (tanh), [0,1]
/// (sigmoid), but for token-driven rows: there a query is its tokens and v(0) is `visible.initial`.
/// Interval bounds hold for all contexts. Which range is taken for v and h: the interval bound
/// where it is finite and at most three times what the probes showed (and for v always where
/// softmax is the only energy: v stays in the convex hull of v(0) and a + xi); else the probes with
/// their margin, within that bound. Where StateHull applies, v and h are what it says of the
/// queries. g and f are the images of v and h, softmax and epanechnikov f is [0,1], g of an
/// activation of the layer what the probes showed with its margin.
/// A probe ends where it is outside every basin of an epanechnikov block. A probe that runs away
/// (over 1e4 times the signals at its start) makes `bounded` false and counts up to ten times those
/// when it is a query, and not at all when it is a random state. Errors: HS-E201.
[[nodiscard]] Result<Ranges> signal_ranges(const Spec& spec);

struct RangesOfBoth {
    Ranges plain;
    Ranges centred;
};
/// Of a spec, and of the same with all its softmax blocks centred (model/centring), whose signals
/// are those of the spec less what a block shares: a large model is probed once for both, and what
/// the second one's ranges take from probes may then differ by what those err. Errors: HS-E201.
[[nodiscard]] Result<RangesOfBoth> signal_ranges(const Spec& spec, const Spec& centred);

}  // namespace hopspice::model
