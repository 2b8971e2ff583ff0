#pragma once
// What spherical and layernorm share: f = (x - c)/n with n^2 = sum or mean of (x - c)^2, plus eps,
// and L = n, or N n.

#include "kinds/kind.h"

#include <cstddef>
#include <string>

namespace hopspice::kinds {

/// Whether the mean of x is taken out, and of the squares too.
enum class Centred { No, Yes };

/// All of Joint but its range and its flags, for one of them.
[[nodiscard]] Joint normalised(Centred centred);

/// Directions all round, of lengths that vary, off the centre.
[[nodiscard]] Sweep directions(const std::string& block, const Function& function);

}  // namespace hopspice::kinds
