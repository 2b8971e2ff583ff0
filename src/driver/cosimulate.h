#pragma once
// A controller on a circuit that is compiled already.

#include "driver/prepare.h"

#include <hopspice/cosim.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

namespace hopspice::driver {

/// As cosimulate. Errors (nothing ran): HS-E4xx.
[[nodiscard]] Result<CosimResult> run_controller(const Spec& spec, const Target& target,
                                                 const Prepared& prepared, Controller& controller,
                                                 const CosimOptions& options);

}  // namespace hopspice::driver
