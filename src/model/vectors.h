#pragma once
// Arithmetic of SUNDIALS' vectors: Debian builds its own without optimisation, and an integration
// of few neurons is mostly that.

#include <sundials/sundials_nvector.h>

namespace hopspice::model {

/// A serial vector, and whatever is cloned from it, computes by Eigen: the same bits, but for the
/// norm and the product of `large` vectors, whose sums do not wait for one addition after the
/// other.
void use_own_arithmetic(N_Vector vector, bool large);

}  // namespace hopspice::model
