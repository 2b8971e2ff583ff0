#pragma once
// `hidden`: the blocks of hidden neurons and their energies.

#include "spec/json.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace hopspice::spec {

/// All blocks; `size` is visible.size where known. A block without a name is `hidden_<k>`, k its
/// place or, where another block has that name, the next number that is free.
[[nodiscard]] std::vector<HiddenBlock> read_hidden(Context& context, const Json& json,
                                                   const Where& where,
                                                   std::optional<std::size_t> size);

}  // namespace hopspice::spec
