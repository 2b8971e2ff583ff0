#pragma once
// Queries in JSON: what is presented to the network and what it should recall.

#include "spec/json.h"
#include "spec/token_rows.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopspice::spec {

/// What queries are checked against; `size` is visible.size where known, as is `tokens`.
struct QueryRules {
    std::optional<std::size_t> size;
    Readout readout;
    Present present = Present::Initial;
    std::optional<TokenRules> tokens;
};

/// All queries of an array.
[[nodiscard]] std::vector<Query> read_query_array(Context& context, const Json& json,
                                                  const Where& where, const QueryRules& rules);

}  // namespace hopspice::spec
