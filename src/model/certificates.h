#pragma once
// Is the energy bounded below, do the dynamics converge from everywhere: spectral conditions.

#include <hopspice/spec.h>

#include <string>
#include <vector>

namespace hopspice::model {

struct Certificates {
    std::vector<double> spectral_norm;  ///< sigma_max(xi) per block
    bool bounded = false;          ///< certainly bounded below
    double bounded_value = 0;      ///< the number that decides it (see bounded_reason)
    std::string bounded_reason;    ///< one sentence naming the condition
    bool convergent = false;       ///< certainly one fixed point / convergence from everywhere
    double convergent_value = 0;   ///< smallest eigenvalue of I - sum xi^T xi - sum beta xi^T J xi, J = 1/2
    std::string convergent_reason;
};

/// Source: the conditions of the models' Lagrangians; softmax Jacobian bounded by beta/2.
[[nodiscard]] Certificates certificates(const Spec& spec);

}  // namespace hopspice::model
