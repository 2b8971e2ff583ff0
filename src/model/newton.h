#pragma once
// The linear algebra of an implicit step: visible neurons are coupled through hidden ones only, so
// one of the two kinds can be eliminated by division and the system shrinks to the smaller kind.

#include "model/dynamics.h"

#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include <cstddef>

namespace hopspice::model {

/// I - gamma J, of which no entry is ever formed: J stays what it is for many gammas.
struct NewtonMatrix {
    Jacobian jacobian;
    double gamma = 0;
};

/// A matrix of SUNDIALS that holds one. Null where there is no memory; SUNMatDestroy frees it.
[[nodiscard]] SUNMatrix make_newton_matrix(std::size_t visible, std::size_t hidden,
                                           SUNContext context);
[[nodiscard]] NewtonMatrix& newton_in(SUNMatrix matrix);

/// A direct linear solver for such matrices, whose diagonal must have no zeros.
/// O(N_v N_h min(N_v, N_h)) to set up, O(N_v N_h) to solve. Null where there is no memory;
/// SUNLinSolFree frees it.
[[nodiscard]] SUNLinearSolver make_newton_solver(SUNContext context);

}  // namespace hopspice::model
