// xi_i -> 0, a_i -> 0 of every neuron i that is held: its line is its value, whatever adds up.

#include "passes/passes.h"

namespace hopspice::passes {

Diagnostics drop_held_columns(analog::Network& network, const Target&) {
    analog::Bank& visible = network.banks[0];
    for (std::size_t neuron = 0; neuron < visible.size; ++neuron) {
        if (!visible.is_held(neuron)) {
            continue;
        }
        visible.bias[neuron] = 0;
        for (analog::Crossbar& crossbar : network.crossbars) {
            for (std::size_t col = 0; crossbar.to == 0 && col < crossbar.weights.cols; ++col) {
                crossbar.weights(neuron, col) = 0;
            }
        }
    }
    return {};
}

}  // namespace hopspice::passes
