#pragma once
// Signed numbers as colours that the colour-blind tell apart too.

#include <string>

namespace hopspice::picture {

/// White at zero, blue for positive, orange for negative numbers, full at +-`scale`; linear in
/// between, `#rrggbb`. Source: the ends of the scheme PuOr/RdBu of ColorBrewer (safe for
/// deuteranopes).
[[nodiscard]] std::string colour_of(double value, double scale);

/// Whether text on that colour must be white.
[[nodiscard]] bool is_dark(double value, double scale);

}  // namespace hopspice::picture
