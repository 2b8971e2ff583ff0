// Mismatch of topology current-mode: of the cells' resistors, and of the emitters that are the
// cells of the way back, each drawn from the seed and its own name.

#include "passes/current_mode.h"
#include "passes/passes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace hopspice::passes {

namespace {

void perturb(Matrix& values, const Target& target, const std::string& kind) {
    for (std::size_t row = 0; row < values.rows; ++row) {
        for (std::size_t col = 0; col < values.cols; ++col) {
            const std::string name = fmt::format("{} {} {}", kind, row, col);
            values(row, col) *=
                std::max(1e-3, 1 + target.conductance.mismatch * normal_of(target.seed, name));
        }
    }
}

}  // namespace

Diagnostics perturb_cells(analog::Network& network, const Target& target) {
    if (target.conductance.mismatch > 0) {
        perturb(network.current_mode->cells, target, "cell");
        perturb(network.current_mode->rising, target, "rising");
        perturb(network.current_mode->falling, target, "falling");
    }
    return {};
}

}  // namespace hopspice::passes
