#pragma once
// What becomes of a cell between what it should hold and what it holds when it is used: mismatch,
// drift, cells that do not move at all.

#include <hopspice/target.h>

#include <cstdint>
#include <string>

namespace hopspice::passes {

/// Whether any cell of the target differs from what it should hold.
[[nodiscard]] bool has_imperfect_cells(const Target& target);

/// (t/t0)^-nu of the cell of that name, nu = nu_mean + sigma z and never negative.
/// Source: Ielmini et al., drift of phase-change memories, IEEE Trans. Electron Devices 2007.
[[nodiscard]] double drift_of(const ConductanceSpec& cell, std::uint64_t seed,
                              const std::string& name);

/// The conductances a stuck cell may have, siemens.
struct StuckAt {
    double on = 0;
    double off = 0;
};

/// What a cell's draws go by: its own name, and those of what it shares draws with.
struct CellNames {
    std::string own;
    std::string array;
    std::string tile;  ///< empty: it is in none
};

/// The conductance of a cell that should hold `siemens` (signed).
[[nodiscard]] double imperfect_siemens(double siemens, const Target& target, const StuckAt& stuck,
                                       const CellNames& names);

}  // namespace hopspice::passes
