#include "analog/network.h"

#include "model/functions.h"
#include "model/readout_block.h"

namespace hopspice::analog {

namespace {

Bank visible_bank(const Spec& spec, const model::Ranges& ranges) {
    Bank bank;
    bank.name = "visible";
    bank.activation = spec.visible.activation;
    bank.size = spec.visible.size;
    bank.tau = spec.visible.tau;
    bank.bias = spec.visible.bias;
    bank.initial = spec.visible.initial;
    bank.state = ranges.visible;
    bank.output = ranges.g;
    bank.divisor = ranges.divisor;
    return bank;
}

Bank hidden_bank(const HiddenBlock& block, const model::HiddenRange& range) {
    Bank bank;
    bank.name = "hidden " + block.name;
    bank.activation = block.energy;
    bank.size = block.size();
    bank.tau = block.tau;
    bank.bias = block.bias;
    bank.initial = block.initial;
    bank.state = range.h;
    bank.output = range.f;
    const double beta = block.energy.beta;
    const model::Divisor& divisor = range.divisor;
    bank.divisor = {{divisor.during.low / beta, divisor.during.high / beta},
                    divisor.end_low / beta,
                    {divisor.random.low / beta, divisor.random.high / beta},
                    divisor.random_end_low / beta};
    return bank;
}

}  // namespace

Matrix transposed(const Matrix& matrix) {
    Matrix result{matrix.cols, matrix.rows, std::vector<double>(matrix.values.size())};
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t col = 0; col < matrix.cols; ++col) {
            result(col, row) = matrix(row, col);
        }
    }
    return result;
}

bool Bank::is_softmax() const {
    const auto* energy = std::get_if<Energy>(&activation);
    return energy != nullptr && energy->type == EnergyType::Softmax;
}

bool Bank::is_normalised() const {
    if (const auto* energy = std::get_if<Energy>(&activation)) {
        return energy->type == EnergyType::Epanechnikov;
    }
    return model::is_of_the_layer(std::get<Activation>(activation));
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
