#include "passes/imperfect_cells.h"

#include "passes/passes.h"
#include "support/draws.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

bool has_imperfect_cells(const ConductanceSpec& cell) {
    const bool drifts =
        (cell.drift_nu > 0 || cell.drift_nu_sigma > 0) && cell.drift_time != cell.drift_t0;
    return cell.mismatch > 0 || cell.array_mismatch > 0 || cell.stuck_on > 0 ||
           cell.stuck_off > 0 || drifts;
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
                         const std::string& name, const std::string& array) {
    const ConductanceSpec& cell = target.conductance;
    if (siemens == 0) {
        return 0;  // no cell is built
    }
    const double fate = uniform_of(target.seed, "stuck " + name);
    if (fate < cell.stuck_on) {
        return std::copysign(stuck.on, siemens);
    }
    if (fate < cell.stuck_on + cell.stuck_off) {
        return std::copysign(stuck.off, siemens);
    }
    return siemens * spread_of(cell.mismatch, cell.array_mismatch, target.seed, name, array) *
           drift_of(cell, target.seed, name);
}

}  // namespace hopspice::passes
