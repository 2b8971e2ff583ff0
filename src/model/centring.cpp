#include "model/centring.h"

#include <numeric>

namespace hopspice::model {

std::vector<double> centre(HiddenBlock& hidden) {
    const auto rows = static_cast<double>(hidden.weights.rows);
    std::vector<double> means;
    for (std::size_t col = 0; col < hidden.weights.cols; ++col) {
        double sum = 0;
        for (std::size_t row = 0; row < hidden.weights.rows; ++row) {
            sum += hidden.weights(row, col);
        }
        for (std::size_t row = 0; row < hidden.weights.rows; ++row) {
            hidden.weights(row, col) -= sum / rows;
        }
        means.push_back(sum / rows);
    }
    const double mean = std::accumulate(hidden.bias.begin(), hidden.bias.end(), 0.0) /
                        static_cast<double>(hidden.bias.size());
    for (double& bias : hidden.bias) {
        bias -= mean;
    }
    return means;
}

Spec centred(Spec spec, std::size_t block) {
    const std::vector<double> means = centre(spec.hidden[block]);
    for (std::size_t col = 0; col < means.size(); ++col) {
        spec.visible.bias[col] += means[col];
    }
    return spec;
}

}  // namespace hopspice::model
