#pragma once
// Runs of the ODE whose only purpose is to see how far signals go.

#include "model/ranges.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <vector>

namespace hopspice::model {

/// What the probes showed of hidden neurons, without margins.
struct SeenHidden {
    std::vector<Range> h;            ///< per block
    std::vector<double> winner_low;  ///< per block: least over time of the largest h
    std::vector<double> asked_low;   ///< the same of queries alone; of none infinite
    double slope = 0;
};

/// What the probes showed, without margins.
struct Seen {
    Range visible;
    SeenHidden hidden;
    SeenHidden centred;  ///< the same with each softmax block less its mean at every instant
    double visible_slope = 0;
    bool bounded = true;
    Range g;                        ///< of an activation of the layer
    Divisor divisor;                ///< of it
    std::vector<Divisor> divisors;  ///< per block
    std::size_t outside_queries = 0;
    std::size_t outside_random = 0;
    std::size_t probes_random = 0;
};

/// Runs the spec's queries (64 at most, 256 with token-driven rows) and 32 random states: v(0) at
/// the corners of `input` or uniform in it, every second pair with a query's clamps at random
/// values; biases in `bias_input`. Token-driven rows are those of the query, for random states of
/// random tokens. Errors: HS-E201.
[[nodiscard]] Result<Seen> run_probes(const Spec& spec, const Range& input,
                                      const Range& bias_input);

}  // namespace hopspice::model
