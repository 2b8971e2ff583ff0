#pragma once
// The words that the tables of shapes are written in.

#include "spec/shapes.h"

namespace hopspice::spec {

inline constexpr Presence kRequired = Presence::Required;

[[nodiscard]] inline Bounds positive() { return {.low = 0, .lower = Edge::Open}; }

[[nodiscard]] inline Bounds at_least_zero() { return {.low = 0}; }

[[nodiscard]] inline Bounds integer(double low, double high) {
    return {.low = low, .high = high, .kind = NumberKind::Integer};
}

}  // namespace hopspice::spec
