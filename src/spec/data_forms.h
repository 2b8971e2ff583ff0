#pragma once
// Arrays given as an object: {"file": ...} and {"patterns": ...}; {"embedding"} is refused here,
// since token_rows reads it where it may stand.

#include "spec/array_data.h"
#include "spec/json.h"

#include <cstddef>
#include <optional>

namespace hopspice::spec {

/// Reads the object, its file, and applies `transform`. `size` is visible.size where known, which
/// stored words must have. Every number of the result is finite; nothing after reporting why not.
[[nodiscard]] std::optional<ArrayData> read_data_form(Context& context, const Json& json,
                                                      const Where& where,
                                                      std::optional<std::size_t> size);

/// Reads a data file by its extension. `path` is as the user wrote it, relative to the folder of
/// `context`; `array` is for .npz. Errors: HS-E017 to HS-E024, HS-E035.
[[nodiscard]] std::optional<ArrayData> read_data_file(Context& context, const std::string& path,
                                                      const std::string& array, const Where& where);

}  // namespace hopspice::spec
