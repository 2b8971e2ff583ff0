// What topology current-mode has of imperfect parts: of the cells' resistors, and of the emitters
// that are the cells of the way back, each drawn from the seed and its own name.

#include "passes/current_mode.h"
#include "passes/imperfect_cells.h"
#include "passes/passes.h"
#include "support/draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace hopspice::passes {

namespace {

enum class Drifts { Yes, No };

void perturb(Matrix& values, const Target& target, const std::string& kind,
             const std::string& array, Drifts drifts) {
    const ConductanceSpec& cell = target.conductance;
    for (std::size_t row = 0; row < values.rows; ++row) {
        for (std::size_t col = 0; col < values.cols; ++col) {
            const std::string name = fmt::format("{} {} {}", kind, row, col);
            values(row, col) *=
                spread_of(cell.mismatch, cell.array_mismatch, target.seed, name, array) *
                (drifts == Drifts::Yes ? drift_of(cell, target.seed, name) : 1);
        }
    }
}

}  // namespace

Spreads spreads_of(const Target& target) {
    const ConductanceSpec& cell = target.conductance;
    const DeviceMismatch& device = target.device_mismatch;
    const double decades = std::abs(std::log(cell.drift_time / cell.drift_t0));
    const double thermal = circuit::kThermalVolts * temperature_ratio(target);
    return {.cells = cell.mismatch + cell.array_mismatch + cell.drift_nu_sigma * decades,
            .emitters = cell.mismatch + cell.array_mismatch,
            .devices = std::expm1(6 * (device.is + device.vt / thermal)) / 6,
            .capacitors = target.capacitor.mismatch + target.capacitor.array_mismatch,
            .drift = std::expm1(cell.drift_nu * decades)};
}

Diagnostics perturb_cells(analog::Network& network, const Target& target) {
    if (has_imperfect_cells(target)) {
        perturb(network.current_mode->cells, target, "cell", "array cells", Drifts::Yes);
        perturb(network.current_mode->rising, target, "rising", "array emitters", Drifts::No);
        perturb(network.current_mode->falling, target, "falling", "array emitters", Drifts::No);
    }
    return {};
}

}  // namespace hopspice::passes
