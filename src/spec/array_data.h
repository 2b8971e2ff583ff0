#pragma once
// An array as it stands in a data file, before anybody has asked for a shape.

#include "support/rules.h"

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::spec {

/// `values` is in C order; its size is the product of `shape`.
struct ArrayData {
    std::vector<std::size_t> shape;
    std::vector<double> values;
};

/// A data file in diagnostics: where the user names it, and the name he wrote.
struct DataSource {
    Where where;
    std::string name;
};

/// "()", "(7)", "(16, 7)".
[[nodiscard]] std::string format_shape(const std::vector<std::size_t>& shape);

}  // namespace hopspice::spec
