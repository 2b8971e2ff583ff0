#pragma once
// Do the queries of a spec come to rest: what `check` says of the model, whatever is built.

#include "model/ranges.h"

#include <hopspice/check.h>

#include <vector>

namespace hopspice::driver {

/// How many queries rest where they settle, of the first 64 that are not read at a fixed time: one
/// row, risky where one passes a state that meets the settling rule, diverges, or does not settle;
/// none without such queries. Errors: HS-E201.
[[nodiscard]] Result<std::vector<CheckItem>> rest_items(const Spec& spec,
                                                        const model::Ranges& ranges);

}  // namespace hopspice::driver
