// sum xi f + a -> sum (xi - xi_min) f + (a + xi_min): exact behind a softmax, whose outputs sum
// to 1. Saves the inverters and rows that negative weights would need.

#include "kinds/functions.h"
#include "passes/passes.h"

#include <algorithm>

namespace hopspice::passes {

Diagnostics offset_softmax(analog::Network& network, const Target& target) {
    if (target.level == Level::Behavioral) {
        return {};
    }
    for (analog::Crossbar& crossbar : network.crossbars) {
        if (!kinds::is_softmax(network.banks[crossbar.from].function) || crossbar.steering) {
            continue;
        }
        for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
            double least = 0;
            for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                least = std::min(least, crossbar.weights(row, col));
            }
            for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                crossbar.weights(row, col) -= least;
            }
            network.banks[crossbar.to].bias[row] += least;
        }
    }
    return {};
}

}  // namespace hopspice::passes
