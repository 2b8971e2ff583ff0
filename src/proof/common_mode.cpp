#include "proof/common_mode.h"

namespace hopspice::proof {

void move_mean_to_bias(Matrix& weights, std::vector<double>& bias) {
    for (std::size_t row = 0; row < weights.rows; ++row) {
        double sum = 0;
        for (std::size_t col = 0; col < weights.cols; ++col) {
            sum += weights(row, col);
        }
        const double shift = sum / static_cast<double>(weights.cols);
        for (std::size_t col = 0; col < weights.cols; ++col) {
            weights(row, col) -= shift;
        }
        bias[row] += shift;
    }
}

}  // namespace hopspice::proof
