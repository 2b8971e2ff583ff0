#pragma once
// Amplifiers of transistors that no square law describes are measured as their devices are, so that
// what is promised of them is what they do.

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <string>

namespace hopspice::driver {

/// A target of measured MOSFETs with what the bench finds of its amplifiers (`amplifiers`), and no
/// more dc gain or slew than the least of them has; any other target as it is. What was found is
/// kept in the user's cache folder. Errors: HS-E4xx.
[[nodiscard]] Result<Target> with_amplifiers(Target target, const std::string& simulator_library);

}  // namespace hopspice::driver
