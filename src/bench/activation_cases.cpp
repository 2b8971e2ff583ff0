// The small networks whose activation blocks are measured, and the states they are driven through.

#include "bench/activation_bench.h"
#include "model/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::bench {

namespace {

constexpr std::size_t kLevels = 17;
constexpr std::size_t kMixtures = 12;
constexpr double kExponents = 6;  // of a softmax, both signs
constexpr std::size_t kSoftmaxSize = 4;
constexpr double kGolden = 0.6180339887498949;

/// Two visible neurons that see every hidden one with weights of both signs, so that lines of both
/// polarities are there and loaded.
Spec spec_of(const std::string& name, const Function& energy, std::size_t size) {
    Spec spec;
    spec.name = name;
    spec.file = name;
    spec.visible = {2, {}, {0, 0}, 1, {0, 0}};
    HiddenBlock block;
    block.name = name;
    block.energy = energy;
    block.weights = {size, 2, {}};
    for (std::size_t row = 0; row < size; ++row) {
        const double weight = 1 - 0.5 * static_cast<double>(row) / static_cast<double>(size);
        block.weights.values.insert(block.weights.values.end(), {weight, -weight});
    }
    block.bias.assign(size, 0);
    spec.hidden.push_back(block);
    return spec;
}

model::Range image_of(const ActivationCase& activation) {
    model::Range range;
    for (const auto& state : activation.states) {
        for (const double output : ideal_outputs(activation, state)) {
            range.include(output);
        }
    }
    return range;
}

/// From low to high on the first neuron, from high to low on the second.
std::vector<std::vector<double>> sweep(double low, double high) {
    std::vector<std::vector<double>> states;
    for (std::size_t level = 0; level < kLevels; ++level) {
        const double part = static_cast<double>(level) / (kLevels - 1);
        const double up = low + part * (high - low);
        states.push_back({up, low + high - up});
    }
    return states;
}

ActivationCase hidden_case(const std::string& block, const Function& energy, double low,
                           double high) {
    ActivationCase activation{block, spec_of(block, energy, 2), {}, 1, sweep(low, high)};
    activation.ranges.input = {-1, 1};
    activation.ranges.visible = {-1, 1};
    activation.ranges.g = {-1, 1};
    activation.ranges.hidden = {{{low, high}, low, image_of(activation)}};
    return activation;
}

ActivationCase visible_case(const std::string& block, FunctionType type, double low,
                            double high) {
    ActivationCase activation{block, spec_of(block, {}, 2), {}, 0, sweep(low, high)};
    // One hidden neuron per sign: every visible line is loaded.
    activation.spec.hidden[0].weights.values = {1, -1, -1, 1};
    activation.spec.visible.activation.type = type;
    activation.ranges.visible = {low, high};
    activation.ranges.input = {low, high};
    activation.ranges.g = image_of(activation);
    const model::Range h{-2 * activation.ranges.g.magnitude(), 2 * activation.ranges.g.magnitude()};
    activation.ranges.hidden = {{h, h.low, h}};
    return activation;
}

Function energy_of(FunctionType type, int degree = 2) {
    Function energy;
    energy.type = type;
    energy.degree = degree;
    return energy;
}

}  // namespace

ActivationCase softmax_case(std::size_t size) {
    const std::string block = fmt::format("softmax of {}", size);
    ActivationCase activation{
        block, spec_of("softmax", energy_of(FunctionType::Softmax), size), {}, 1, {}};
    for (std::size_t level = 0; level < kLevels; ++level) {
        const double part = static_cast<double>(level) / (kLevels - 1);
        std::vector<double> state(size, 0);
        state[0] = kExponents * (2 * part - 1);
        activation.states.push_back(state);
    }
    for (std::size_t mixture = 0; mixture < kMixtures; ++mixture) {
        std::vector<double> state;
        for (std::size_t neuron = 0; neuron < size; ++neuron) {
            const double turns = kGolden * static_cast<double>(mixture * size + neuron + 1);
            state.push_back(kExponents * (2 * (turns - std::floor(turns)) - 1));
        }
        activation.states.push_back(state);
    }
    activation.ranges.input = {-1, 1};
    activation.ranges.visible = {-1, 1};
    activation.ranges.g = {-1, 1};
    activation.ranges.hidden = {{{-kExponents, kExponents}, -kExponents, {0, 1}}};
    return activation;
}

std::vector<ActivationCase> activation_cases() {
    return {softmax_case(kSoftmaxSize),
            hidden_case("exponential", energy_of(FunctionType::Exponential), -4, 0),
            hidden_case("relu", energy_of(FunctionType::Relu), -1, 1),
            hidden_case("tanh", energy_of(FunctionType::Tanh), -2.5, 2.5),
            hidden_case("square", energy_of(FunctionType::Polynomial, 3), -1, 1),
            hidden_case("cube", energy_of(FunctionType::Polynomial, 4), -1, 1),
            visible_case("sigmoid", FunctionType::Sigmoid, -5, 5),
            visible_case("visible tanh", FunctionType::Tanh, -2.5, 2.5),
            visible_case("visible relu", FunctionType::Relu, -1, 1)};
}

std::vector<double> ideal_outputs(const ActivationCase& activation,
                                  const std::vector<double>& state) {
    if (activation.bank > 0) {
        return kinds::outputs_of(activation.spec.hidden[activation.bank - 1].energy, state);
    }
    return model::visible_output(activation.spec, state);
}

}  // namespace hopspice::bench
