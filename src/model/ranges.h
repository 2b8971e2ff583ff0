#pragma once
// The signal ranges a model needs: what the voltage scaling of the circuit is computed from.

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <vector>

namespace hopspice::model {

struct Range {
    double low = 0;
    double high = 0;
    [[nodiscard]] double span() const { return high - low; }
    [[nodiscard]] double magnitude() const { return high > -low ? high : -low; }
    void include(double value) {
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
};

struct HiddenRange {
    Range h;                ///< of every hidden neuron of the block
    double winner_low = 0;  ///< the least that the largest h of the block ever is
    Range f;                ///< of every hidden output
};

/// Ranges over all neurons of a kind. A circuit built for them holds every state within them.
struct Ranges {
    Range input;   ///< of v(0) and clamped values
    Range bias_input;  ///< of what `present: bias` adds to a
    Range visible; ///< of v
    Range g;       ///< of g(v)
    std::vector<HiddenRange> hidden;  ///< per block
    bool bounded = true;  ///< false: some probe left every bound; ranges are what was seen
};

/// The span relative errors are fractions of: that of `visible`, never 0.
[[nodiscard]] double visible_range(const Ranges& ranges);

/// Ranges from interval arithmetic where it is finite, tightened by what the ODE does from the
/// spec's queries (64 at most) and from 32 seeded random states within the input range, with a
/// tenth of the span as margin. The same spec always gives the same ranges.
[[nodiscard]] Result<Ranges> signal_ranges(const Spec& spec);

}  // namespace hopspice::model
