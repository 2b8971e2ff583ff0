#pragma once
// Verilog-A modules of a memory: neurons, activations, crossbars, and the memory of them.
// A volt is a unit of the model, an ampere a unit of what drives a neuron. Names of nets are those
// of the netlists: state v0, output v0_g; state h1_0, output h1_0_f; where currents add v0_in.

#include "model/stimulus.h"

#include <hopspice/spec.h>

#include <string>

namespace hopspice::veriloga {

/// An ordinary spec (no token-driven rows) with what a query presents.
struct Memory {
    const Spec& spec;
    const model::Stimulus& stimulus;
    model::State initial;  ///< at the release
    double time_unit_s = 1;
};

/// tau dx/dt = I(in) + bias - x from x0, and a neuron that is held.
[[nodiscard]] std::string neuron_modules();

/// Activations of single neurons, `g = tanh(k v)`: those the spec has, each once.
[[nodiscard]] std::string activation_modules(const Spec& spec);

/// Activations of a whole layer or block: `softmax_1`, `layernorm_0`. Index 0 is the visible layer.
[[nodiscard]] std::string layer_modules(const Spec& spec);

/// `crossbar_1`: the weights of hidden block 1, in both directions.
[[nodiscard]] std::string crossbar_modules(const Spec& spec);

/// The module `name`, whose ports are the states v0, v1, ... of the visible neurons.
[[nodiscard]] std::string memory_module(const Memory& memory, const std::string& name);

/// `memory_` and the text, with `_` for all that is no letter or digit.
[[nodiscard]] std::string identifier(const std::string& text);

}  // namespace hopspice::veriloga
