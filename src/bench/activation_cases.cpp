// The small networks whose activation blocks are measured, and the states they are driven through.

#include "bench/activation_bench.h"
#include "model/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::bench {

namespace {

constexpr std::size_t kLevels = 17;
constexpr std::size_t kMixtures = 12;
constexpr double kExponents = 6;  // of a softmax, both signs
constexpr std::size_t kSoftmaxSize = 4;
constexpr std::size_t kNormalisedSize = 4;
constexpr double kLeastLength = 0.5;  // of the longest state of a layer
constexpr double kLayerCentre = 0.2;
constexpr double kGolden = 0.6180339887498949;

Energy energy_of(EnergyType type, int degree = 2, bool rectified = false) {
    Energy energy;
    energy.type = type;
    energy.degree = degree;
    energy.rectified = rectified;
    return energy;
}

/// Two visible neurons that see every hidden one with weights of both signs, so that lines of both
/// polarities are there and loaded.
Spec spec_of(const std::string& name, const Energy& energy, std::size_t size) {
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

ActivationCase hidden_case(const std::string& block, const Energy& energy, double low,
                           double high) {
    ActivationCase activation{block, spec_of(block, energy, 2), {}, 1, sweep(low, high)};
    activation.ranges.input = {-1, 1};
    activation.ranges.visible = {-1, 1};
    activation.ranges.g = {-1, 1};
    activation.ranges.hidden = {{{low, high}, low, image_of(activation)}};
    return activation;
}

/// Ranges of v, g and h for the states that are there; two hidden neurons, one per sign, so that
/// every visible line is loaded.
ActivationCase with_visible_ranges(ActivationCase activation) {
    const std::size_t size = activation.states.front().size();
    Spec& spec = activation.spec;
    spec.visible.size = size;
    spec.visible.bias.assign(size, 0);
    spec.visible.initial.assign(size, 0);
    Matrix& weights = spec.hidden[0].weights;
    weights = {2, size, {}};
    for (std::size_t cell = 0; cell < 2 * size; ++cell) {
        weights.values.push_back((cell / size + cell % size) % 2 == 0 ? 1 : -1);
    }
    model::Ranges& ranges = activation.ranges;
    ranges.input = ranges.visible;
    ranges.g = image_of(activation);
    const double most = static_cast<double>(size) * ranges.g.magnitude();
    ranges.hidden = {{{-most, most}, -most, {-most, most}}};
    return activation;
}

ActivationCase visible_case(const std::string& block, ActivationType type, double low,
                            double high) {
    ActivationCase activation{
        block, spec_of(block, energy_of(EnergyType::Linear), 2), {}, 0, sweep(low, high)};
    activation.spec.visible.activation = {type, 1};
    activation.ranges.visible = {low, high};
    return with_visible_ranges(std::move(activation));
}

/// What a bank divides by, over the states it is driven through.
model::Divisor divisor_of(const ActivationCase& activation) {
    const auto divisor = [&](const std::vector<double>& state) {
        return activation.bank == 0
                   ? model::visible_divisor(activation.spec.visible.activation, state)
                   : model::hidden_divisor(activation.spec.hidden[0].energy, state);
    };
    const double first = divisor(activation.states.front());
    model::Range seen{first, first};
    for (const auto& state : activation.states) {
        seen.include(divisor(state));
    }
    return {seen, seen.low, seen, seen.low};
}

/// Directions all round, of lengths that vary, off the centre.
ActivationCase layer_case(const std::string& block, ActivationType type) {
    ActivationCase activation{block, spec_of(block, energy_of(EnergyType::Linear), 2), {}, 0, {}};
    activation.spec.visible.activation = {type, 1};
    for (std::size_t level = 0; level < kLevels; ++level) {
        const double turn = 2 * std::numbers::pi * static_cast<double>(level) / (kLevels - 1);
        const double length = (1 + kLeastLength) / 2 + (1 - kLeastLength) / 2 * std::cos(2 * turn);
        std::vector<double> state;
        for (std::size_t neuron = 0; neuron < kNormalisedSize; ++neuron) {
            const double phase = 2 * std::numbers::pi * static_cast<double>(neuron) /
                                 static_cast<double>(kNormalisedSize);
            state.push_back(kLayerCentre + length * std::cos(turn + phase));
        }
        activation.states.push_back(state);
    }
    activation.ranges.visible = {kLayerCentre - 1, kLayerCentre + 1};
    activation.ranges.divisor = divisor_of(activation);
    return with_visible_ranges(std::move(activation));
}

/// Some neurons within their basins and some outside, never all of them.
ActivationCase epanechnikov_case(double low, double high) {
    ActivationCase activation{
        "epanechnikov",
        spec_of("epanechnikov", energy_of(EnergyType::Epanechnikov), kNormalisedSize),
        {},
        1,
        {}};
    for (std::size_t level = 0; level < kLevels; ++level) {
        const double part = static_cast<double>(level) / (kLevels - 1);
        std::vector<double> state{low + part * (high - low)};
        for (std::size_t neuron = 1; neuron < kNormalisedSize; ++neuron) {
            const double turns = part + kGolden * static_cast<double>(neuron);
            state.push_back(low + (turns - std::floor(turns)) * (high - low));
        }
        activation.states.push_back(state);
    }
    activation.ranges.input = {-1, 1};
    activation.ranges.visible = {-1, 1};
    activation.ranges.g = {-1, 1};
    activation.ranges.hidden = {{{low, high}, low, {0, 1}, divisor_of(activation)}};
    return activation;
}

}  // namespace

ActivationCase softmax_case(std::size_t size) {
    const std::string block = fmt::format("softmax of {}", size);
    ActivationCase activation{
        block, spec_of("softmax", energy_of(EnergyType::Softmax), size), {}, 1, {}};
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
    constexpr EnergyType kPower = EnergyType::Polynomial;
    return {softmax_case(kSoftmaxSize),
            hidden_case("exponential", energy_of(EnergyType::Exponential), -4, 0),
            hidden_case("linear", energy_of(EnergyType::Linear), -1, 1),
            hidden_case("relu", energy_of(EnergyType::Relu), -1, 1),
            hidden_case("tanh", energy_of(EnergyType::Tanh), -2.5, 2.5),
            hidden_case("square", energy_of(kPower, 3), -1, 1),
            hidden_case("cube", energy_of(kPower, 4), -1, 1),
            hidden_case("rectified square", energy_of(kPower, 3, true), -1, 1),
            hidden_case("rectified cube", energy_of(kPower, 4, true), -1, 1),
            epanechnikov_case(-1.5, 1),
            visible_case("identity", ActivationType::Identity, -1, 1),
            visible_case("sigmoid", ActivationType::Sigmoid, -5, 5),
            visible_case("visible tanh", ActivationType::Tanh, -2.5, 2.5),
            visible_case("visible relu", ActivationType::Relu, -1, 1),
            layer_case("spherical", ActivationType::Spherical),
            layer_case("layernorm", ActivationType::LayerNorm)};
}

std::vector<double> ideal_outputs(const ActivationCase& activation,
                                  const std::vector<double>& state) {
    if (activation.bank > 0) {
        return model::hidden_output(activation.spec.hidden[activation.bank - 1].energy, state);
    }
    return model::visible_output(activation.spec, state);
}

}  // namespace hopspice::bench
