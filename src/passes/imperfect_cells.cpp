#include "passes/imperfect_cells.h"

#include "passes/passes.h"
#include "support/draws.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

bool has_imperfect_cells(const Target& target) {
    const ConductanceSpec& cell = target.conductance;
    const bool drifts =
        (cell.drift_nu > 0 || cell.drift_nu_sigma > 0) && cell.drift_time != cell.drift_t0;
    return cell.mismatch > 0 || cell.array_mismatch > 0 || cell.stuck_on > 0 ||
           cell.stuck_off > 0 || drifts || target.tile.mismatch > 0;
}

double drift_of(const ConductanceSpec& cell, std::uint64_t seed, const std::string& name) {
    if (cell.drift_nu == 0 && cell.drift_nu_sigma == 0) {
        return 1;
    }
    const double own = cell.drift_nu_sigma * normal_of(seed, "drift " + name);
    const double nu = std::max(0.0, cell.drift_nu + own);
    return std::pow(cell.drift_time / cell.drift_t0, -nu);
}

double imperfect_siemens(double siemens, const Target& target, const StuckAt& stuck,
                         const CellNames& names) {
    const ConductanceSpec& cell = target.conductance;
    if (siemens == 0) {
        return 0;  // no cell is built
    }
    const double fate = uniform_of(target.seed, "stuck " + names.own);
    if (fate < cell.stuck_on) {
        return std::copysign(stuck.on, siemens);
    }
    if (fate < cell.stuck_on + cell.stuck_off) {
        return std::copysign(stuck.off, siemens);
    }
    const double of_tile =
        names.tile.empty() ? 1 : spread_of(target.tile.mismatch, target.seed, names.tile);
    return siemens * of_tile *
           spread_of(cell.mismatch, cell.array_mismatch, target.seed, names.own, names.array) *
           drift_of(cell, target.seed, names.own);
}

}  // namespace hopspice::passes
