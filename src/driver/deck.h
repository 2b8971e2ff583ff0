#pragma once
// A prepared circuit as one deck that runs one query.

#include "driver/prepare.h"

#include <hopspice/recall.h>

#include <string>

namespace hopspice::driver {

/// Errors: HS-E310.
[[nodiscard]] Result<Netlist> deck_of(const Prepared& prepared, const Spec& spec,
                                      const Target& target, const Query& query,
                                      const CompileOptions& options);

}  // namespace hopspice::driver
