#include "model/readout_block.h"

#include <algorithm>
#include <numeric>

namespace hopspice::model {

namespace {

constexpr double kExponents = 30;   // the range of the inputs, times beta
constexpr double kTauShare = 0.25;  // of tau_v

/// Subtracts from every entry the mean over the classes.
void centre(HiddenBlock& block) {
    const auto classes = static_cast<double>(block.weights.rows);
    for (std::size_t col = 0; col < block.weights.cols; ++col) {
        double sum = 0;
        for (std::size_t row = 0; row < block.weights.rows; ++row) {
            sum += block.weights(row, col);
        }
        for (std::size_t row = 0; row < block.weights.rows; ++row) {
            block.weights(row, col) -= sum / classes;
        }
    }
    const double mean = std::accumulate(block.bias.begin(), block.bias.end(), 0.0) / classes;
    for (double& bias : block.bias) {
        bias -= mean;
    }
}

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
    readout.range.h = input_range(block, ranges.visible);
    readout.range.f = {0, 1};
    // Less their mean, the largest of them is never below 0.
    readout.range.winner_low = 0;
    block.energy.type = EnergyType::Softmax;
    block.energy.beta = kExponents / std::max(readout.range.h.span(), 1e-9);
    return readout;
}

}  // namespace hopspice::model
