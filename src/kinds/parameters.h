#pragma once
// Parameters that several kinds have.

#include "kinds/kind.h"

namespace hopspice::kinds {

inline constexpr Parameter kBeta{
    .key = "beta", .field = &Function::beta, .meaning = "How steep f is.", .required = true};
inline constexpr Parameter kGain{.key = "gain", .field = &Function::gain, .meaning = "k."};
inline constexpr Parameter kEps{
    .key = "eps", .field = &Function::eps, .meaning = "What is added under the root."};

}  // namespace hopspice::kinds
