// The small networks whose activation blocks are measured, driven through what their kinds say.

#include "bench/activation_bench.h"
#include "cells/cell.h"
#include "kinds/functions.h"

#include <algorithm>

namespace hopspice::bench {

namespace {

/// Two visible neurons that see every hidden one with weights of both signs, so that lines of both
/// polarities are there and loaded.
Spec hidden_spec(const kinds::Sweep& sweep) {
    const std::size_t size = sweep.states.front().size();
    Spec spec;
    spec.name = sweep.block;
    spec.file = sweep.block;
    spec.visible = {2, {}, {0, 0}, 1, {0, 0}};
    HiddenBlock block;
    block.name = sweep.block;
    block.energy = sweep.function;
    block.weights = {size, 2, {}};
    for (std::size_t row = 0; row < size; ++row) {
        const double weight = 1 - 0.5 * static_cast<double>(row) / static_cast<double>(size);
        block.weights.values.insert(block.weights.values.end(), {weight, -weight});
    }
    block.bias.assign(size, 0);
    spec.hidden.push_back(block);
    return spec;
}

/// Two linear hidden neurons, one per sign, so that every visible line is loaded.
Spec visible_spec(const kinds::Sweep& sweep) {
    const std::size_t size = sweep.states.front().size();
    Spec spec;
    spec.name = sweep.block;
    spec.file = sweep.block;
    spec.visible = {size, sweep.function, std::vector<double>(size), 1, std::vector<double>(size)};
    HiddenBlock block;
    block.name = sweep.block;
    block.weights = {2, size, {}};
    for (std::size_t cell = 0; cell < 2 * size; ++cell) {
        block.weights.values.push_back((cell / size + cell % size) % 2 == 0 ? 1 : -1);
    }
    block.bias.assign(2, 0);
    spec.hidden.push_back(block);
    return spec;
}

model::Range image_of(const kinds::Sweep& sweep) {
    model::Range range;
    for (const auto& state : sweep.states) {
        for (const double output : kinds::outputs_of(sweep.function, state)) {
            range.include(output);
        }
    }
    return range;
}

/// What a bank divides by, over the states it is driven through.
model::Divisor divisor_of(const kinds::Sweep& sweep) {
    if (!kinds::is_divided(sweep.function)) {
        return {};
    }
    const double first = kinds::divisor_of(sweep.function, sweep.states.front());
    model::Range seen{first, first};
    for (const auto& state : sweep.states) {
        seen.include(kinds::divisor_of(sweep.function, state));
    }
    return {seen, seen.low, seen, seen.low};
}

ActivationCase hidden_case(const kinds::Sweep& sweep) {
    ActivationCase activation{sweep.block, hidden_spec(sweep), {}, 1, sweep.states};
    activation.ranges.input = {-1, 1};
    activation.ranges.visible = {-1, 1};
    activation.ranges.g = {-1, 1};
    const model::Range f = kinds::is_joint(sweep.function)
                               ? *kinds::own_range(sweep.function, sweep.states.front().size())
                               : image_of(sweep);
    activation.ranges.hidden = {{sweep.range, sweep.range.low, f, divisor_of(sweep)}};
    return activation;
}

ActivationCase visible_case(const kinds::Sweep& sweep) {
    ActivationCase activation{sweep.block, visible_spec(sweep), {}, 0, sweep.states};
    model::Ranges& ranges = activation.ranges;
    ranges.visible = sweep.range;
    ranges.input = sweep.range;
    ranges.g = image_of(sweep);
    ranges.divisor = divisor_of(sweep);
    const double most = static_cast<double>(sweep.states.front().size()) * ranges.g.magnitude();
    ranges.hidden = {{{-most, most}, -most, {-most, most}}};
    return activation;
}

ActivationCase case_of(const kinds::Sweep& sweep) {
    return sweep.layer == kinds::Layer::Hidden ? hidden_case(sweep) : visible_case(sweep);
}

}  // namespace

ActivationCase softmax_case(std::size_t size) { return case_of(kinds::softmax_sweep(size)); }

std::vector<ActivationCase> activation_cases() {
    std::vector<ActivationCase> cases;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        for (const kinds::Sweep& sweep : kind->sweeps()) {
            if (cells::find_cell(sweep.function) != nullptr) {
                cases.push_back(case_of(sweep));
            }
        }
    }
    return cases;
}

std::vector<double> ideal_outputs(const ActivationCase& activation,
                                  const std::vector<double>& state) {
    const Function& function = activation.bank == 0
                                   ? activation.spec.visible.activation
                                   : activation.spec.hidden[activation.bank - 1].energy;
    return kinds::outputs_of(function, state);
}

}  // namespace hopspice::bench
