#pragma once
// The JSON Schema of a format, made of the table that its reader goes by.

#include "spec/shapes.h"

#include <string>
#include <vector>

namespace hopspice::spec {

/// A schema of draft 2020-12 in lines of at most 100 characters where they can be so short. The
/// first shape is the file itself, the others and the objects of `definitions`, JSON text, are
/// `$defs`. A key that takes a unit refers to `$defs/quantity`, which is added where there is one.
[[nodiscard]] std::string format_schema(const std::string& title,
                                        const std::vector<ObjectShape>& shapes,
                                        const std::string& definitions = "{}");

}  // namespace hopspice::spec
