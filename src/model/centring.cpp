#include "model/centring.h"

#include <numeric>

namespace hopspice::model {

Spec centred(Spec spec, std::size_t block) {
    HiddenBlock& hidden = spec.hidden[block];
    const auto rows = static_cast<double>(hidden.weights.rows);
    for (std::size_t col = 0; col < hidden.weights.cols; ++col) {
        double sum = 0;
        for (std::size_t row = 0; row < hidden.weights.rows; ++row) {
            sum += hidden.weights(row, col);
        }
        for (std::size_t row = 0; row < hidden.weights.rows; ++row) {
            hidden.weights(row, col) -= sum / rows;
        }
        spec.visible.bias[col] += sum / rows;
    }
    const double mean = std::accumulate(hidden.bias.begin(), hidden.bias.end(), 0.0) /
                        static_cast<double>(hidden.bias.size());
    for (double& bias : hidden.bias) {
        bias -= mean;
    }
    return spec;
}

}  // namespace hopspice::model
