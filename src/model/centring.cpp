#include "model/centring.h"

#include <numeric>

namespace hopspice::model {

std::vector<double> centre_columns(Matrix& matrix) {
    std::vector<double> means(matrix.cols);
    for (std::size_t col = 0; col < matrix.cols; ++col) {
        for (std::size_t row = 0; row < matrix.rows; ++row) {
            means[col] += matrix(row, col);
        }
        means[col] /= static_cast<double>(matrix.rows);
        for (std::size_t row = 0; row < matrix.rows; ++row) {
            matrix(row, col) -= means[col];
        }
    }
    return means;
}

void centre(std::vector<double>& values) {
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    for (double& value : values) {
        value -= mean;
    }
}

std::vector<double> centre(HiddenBlock& hidden) {
    centre(hidden.bias);
    return centre_columns(hidden.weights);
}

Spec centred(Spec spec, std::size_t block) {
    const std::vector<double> means = centre(spec.hidden[block]);
    for (std::size_t col = 0; col < means.size(); ++col) {
        spec.visible.bias[col] += means[col];
    }
    return spec;
}

}  // namespace hopspice::model
