#pragma once
// `readout`: how the settled visible state becomes an answer.

#include "spec/json.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>

namespace hopspice::spec {

/// `size` is visible.size where known.
[[nodiscard]] Readout read_readout(Context& context, const Json& json, const Where& where,
                                   std::optional<std::size_t> size);

/// `none`, `threshold`, ...
[[nodiscard]] std::string readout_word(ReadoutType type);

}  // namespace hopspice::spec
