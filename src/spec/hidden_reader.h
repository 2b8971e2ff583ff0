#pragma once
// `hidden`: the blocks of hidden neurons and their energies.

#include "spec/json.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hopspice::spec {

/// All blocks; `size` is visible.size where known.
[[nodiscard]] std::vector<HiddenBlock> read_hidden(Context& context, const Json& json,
                                                   const Where& where,
                                                   std::optional<std::size_t> size);

}  // namespace hopspice::spec
