#pragma once
// The linear algebra of an implicit step: visible neurons are coupled through hidden ones only, so
// one of the two kinds can be eliminated by division and the system shrinks to the smaller kind.

#include <sundials/sundials_linearsolver.h>

#include <cstddef>

namespace hopspice::model {

/// A direct linear solver for dense matrices [[Dv, B], [C, Dh]] with diagonal Dv (`visible` rows)
/// and Dh (`hidden` rows), both without zeros. O(N_v N_h min(N_v, N_h)) to set up, O(N_v N_h) to
/// solve. Null where there is no memory; SUNLinSolFree frees it.
[[nodiscard]] SUNLinearSolver make_newton_solver(std::size_t visible, std::size_t hidden,
                                                 SUNContext context);

}  // namespace hopspice::model
