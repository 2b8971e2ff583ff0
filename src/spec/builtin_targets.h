#pragma once
// The targets that are selected by name; their texts are models/targets/*.json, built in.

#include <span>
#include <string_view>

namespace hopspice::spec {

struct BuiltinTarget {
    std::string_view name;
    std::string_view meaning;  ///< one line for `hopspice list targets`
    std::string_view text;     ///< JSON of `hopspice-target/1`
};

[[nodiscard]] std::span<const BuiltinTarget> builtin_targets();

}  // namespace hopspice::spec
