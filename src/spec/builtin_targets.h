#pragma once
// The targets that are selected by name; their texts are models/targets/*.json, built in.

#include <span>
#include <string_view>

namespace hopspice::spec {

struct BuiltinTarget {
    std::string_view name;  ///< of the file, and in it
    std::string_view text;  ///< JSON of `hopspice-target/1`
};

[[nodiscard]] std::span<const BuiltinTarget> builtin_targets();

}  // namespace hopspice::spec
