#pragma once
// Every form an array of a spec may have: one number for all, nested numbers, a data file, stored
// words. Each function returns nothing after it has reported why.

#include "spec/json.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hopspice::spec {

/// How many numbers are needed and why, in words: {7, "visible.size is 7"}. No value: not known
/// because of an earlier error, so any number will do.
struct Count {
    std::optional<std::size_t> value;
    std::string reason;
};

/// A vector; one number stands for all entries. Errors: HS-E006, E007, E013 and those of files.
[[nodiscard]] std::optional<std::vector<double>> read_vector(Context& context, const Json& json,
                                                             const Where& where,
                                                             const Count& count);

/// The same for a key that may be absent: the default is `fallback` for all entries.
[[nodiscard]] std::optional<std::vector<double>> read_vector_or(Context& context, const Json* json,
                                                                const Where& where,
                                                                const Count& count,
                                                                double fallback);

/// A matrix of at least one row and of `size` columns, the number of visible neurons.
/// Errors: HS-E006, E007, E012, E014, E016 and those of files.
[[nodiscard]] std::optional<Matrix> read_matrix(Context& context, const Json& json,
                                                const Where& where,
                                                std::optional<std::size_t> size);

}  // namespace hopspice::spec
