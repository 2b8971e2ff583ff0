#include "model/readout_block.h"

#include "kinds/kind.h"
#include "model/centring.h"
#include "model/reference.h"
#include "model/tokens.h"

#include <algorithm>
#include <limits>

namespace hopspice::model {

namespace {

constexpr double kExponents = 30;   // the range of the inputs, times beta
constexpr double kTauShare = 0.25;  // of tau_v
constexpr std::size_t kReadoutQueries = 32;
constexpr std::size_t kInstants = 40;
constexpr double kReadoutMargin =
    1;  // of the span that was seen, on each side: others may go further

Range input_range(const HiddenBlock& block, const Range& visible) {
    Range range{block.bias[0], block.bias[0]};
    for (std::size_t row = 0; row < block.weights.rows; ++row) {
        double low = block.bias[row];
        double high = low;
        for (std::size_t col = 0; col < block.weights.cols; ++col) {
            const double weight = block.weights(row, col);
            low += std::min(weight * visible.low, weight * visible.high);
            high += std::max(weight * visible.low, weight * visible.high);
        }
        range.include(low);
        range.include(high);
    }
    return range;
}

void include_inputs(const HiddenBlock& block, const Matrix& visible, Range& range) {
    for (std::size_t instant = 0; instant < visible.rows; ++instant) {
        for (std::size_t row = 0; row < block.weights.rows; ++row) {
            double input = block.bias[row];
            for (std::size_t col = 0; col < block.weights.cols; ++col) {
                input += block.weights(row, col) * visible(instant, col);
            }
            range.include(input);
        }
    }
}

/// What the ODE shows on the way of some queries, spread over all of them, with a margin.
Range seen_range(const Spec& spec, const HiddenBlock& block) {
    std::vector<double> times;
    for (std::size_t instant = 0; instant <= kInstants; ++instant) {
        times.push_back(spec.inference.timeout * static_cast<double>(instant) / kInstants);
    }
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Range range{kInfinity, -kInfinity};
    const std::size_t count = std::min(kReadoutQueries, spec.queries.size());
    for (std::size_t k = 0; k < count; ++k) {
        const Query& query = spec.queries[k * spec.queries.size() / count];
        const Spec chosen = selected(spec, query.tokens);
        if (const auto way = integrate(chosen, stimulus(chosen, query), times)) {
            include_inputs(block, way->visible, range);
        }
    }
    const double margin = kReadoutMargin * range.span();
    return {range.low - margin, range.high + margin};
}

/// What was seen, within what is possible.
Range tightened(const Range& possible, const Range& seen) {
    return seen.span() > 0
               ? Range{std::max(possible.low, seen.low), std::min(possible.high, seen.high)}
               : possible;
}

}  // namespace

ReadoutBlock readout_block(const Spec& spec, const Ranges& ranges) {
    ReadoutBlock readout;
    HiddenBlock& block = readout.block;
    block.name = "readout";
    block.weights = spec.readout.weights;
    block.bias = spec.readout.bias;
    block.bias.resize(block.weights.rows, 0.0);
    block.tau = kTauShare * spec.visible.tau;
    centre(block);
    readout.range.h = tightened(input_range(block, ranges.visible), seen_range(spec, block));
    readout.range.f = {0, 1};
    // Less their mean, the largest of them is never below 0.
    readout.range.winner_low = 0;
    block.energy = kinds::softmax_of(kExponents / std::max(readout.range.h.span(), 1e-9));
    return readout;
}

}  // namespace hopspice::model
