#include "analog/network.h"

#include "kinds/functions.h"
#include "model/readout_block.h"

#include <algorithm>

namespace hopspice::analog {

namespace {

Bank visible_bank(const Spec& spec, const model::Ranges& ranges) {
    Bank bank;
    bank.name = "visible";
    bank.function = spec.visible.activation;
    bank.size = spec.visible.size;
    bank.tau = spec.visible.tau;
    bank.bias = spec.visible.bias;
    bank.initial = spec.visible.initial;
    bank.held = ranges.held;
    bank.state = ranges.visible;
    bank.output = ranges.g;
    bank.divisor = ranges.divisor;
    return bank;
}

/// What outputs are divided by, as a number of states.
model::Divisor in_units_of_h(const Function& function, const model::Divisor& divisor) {
    if (!kinds::is_divided(function)) {
        return divisor;
    }
    const double unit = kinds::kind_of(function).joint()->divisor_unit(function);
    return {{divisor.during.low / unit, divisor.during.high / unit},
            divisor.end_low / unit,
            {divisor.random.low / unit, divisor.random.high / unit},
            divisor.random_end_low / unit};
}

Bank hidden_bank(const HiddenBlock& block, const model::HiddenRange& range) {
    Bank bank;
    bank.name = "hidden " + block.name;
    bank.function = block.energy;
    bank.size = block.size();
    bank.tau = block.tau;
    bank.bias = block.bias;
    bank.initial = block.initial;
    bank.state = range.h;
    bank.output = range.f;
    bank.divisor = in_units_of_h(block.energy, range.divisor);
    return bank;
}

}  // namespace

std::size_t Bank::integrators() const {
    return size - static_cast<std::size_t>(std::ranges::count(held, true));
}

Matrix transposed(const Matrix& matrix) {
    Matrix result{matrix.cols, matrix.rows, std::vector<double>(matrix.values.size())};
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t col = 0; col < matrix.cols; ++col) {
            result(col, row) = matrix(row, col);
        }
    }
    return result;
}

Network build_network(const Spec& spec, const model::Ranges& ranges) {
    Network network;
    network.banks.push_back(visible_bank(spec, ranges));
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        const std::size_t bank = block + 1;
        network.banks.push_back(hidden_bank(spec.hidden[block], ranges.hidden[block]));
        const Matrix& weights = spec.hidden[block].weights;
        const std::size_t choices = spec.hidden[block].vocabulary;
        network.crossbars.push_back({0, bank, weights, {}, choices, 1});
        network.crossbars.push_back({bank, 0, transposed(weights), {}, 1, choices});
    }
    if (spec.readout.in_circuit) {
        const model::ReadoutBlock readout = model::readout_block(spec, ranges);
        network.readout_bank = network.banks.size();
        network.banks.push_back(hidden_bank(readout.block, readout.range));
        network.banks.back().name = readout.block.name;
        network.crossbars.push_back({0, *network.readout_bank, readout.block.weights, {}});
    }
    network.bias_input = spec.inference.present == Present::Bias;
    network.bias_input_range = ranges.bias_input;
    network.visible_range = model::visible_range(ranges);
    return network;
}

}  // namespace hopspice::analog
