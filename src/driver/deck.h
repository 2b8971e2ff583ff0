#pragma once
// A prepared circuit as one deck that runs one query.

#include "driver/prepare.h"

#include <hopspice/recall.h>

#include <string>

namespace hopspice::driver {

/// `folder` is where the deck will stand, as for hopspice::compile.
[[nodiscard]] Netlist deck_of(const Prepared& prepared, const Spec& spec, const Target& target,
                              const Query& query, const std::string& folder);

}  // namespace hopspice::driver
