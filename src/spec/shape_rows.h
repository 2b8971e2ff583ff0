#pragma once
// The words that the tables of shapes are written in.

#include "spec/shapes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace hopspice::spec {

inline constexpr Presence kRequired = Presence::Required;

[[nodiscard]] inline Bounds positive() { return {.low = 0, .lower = Edge::Open}; }

[[nodiscard]] inline Bounds at_least_zero() { return {.low = 0}; }

[[nodiscard]] inline Bounds integer(double low, double high) {
    return {.low = low, .high = high, .kind = NumberKind::Integer};
}

/// What a key takes that is a word, or one of several objects by their names in `$defs`.
[[nodiscard]] inline std::string word_or_object(const std::vector<std::string>& words,
                                                const std::vector<std::string>& objects) {
    std::string form = fmt::format(R"({{"anyOf": [{{"type": "string", "enum": ["{}"]}})",
                                   fmt::join(words, R"(", ")"));
    for (const std::string& object : objects) {
        form += fmt::format(R"(, {{"$ref": "#/$defs/{}"}})", object);
    }
    return form + "]}";
}

}  // namespace hopspice::spec
