#pragma once
// Specs of every sort that the format allows, ordinary ones and ones that nobody would build:
// what `check` says of them is what tests/soundness holds it to.

#include <hopspice/spec.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hopspice::test {

/// What draw_spec may draw from. Kinds of function are those of hopspice/kinds.def.
struct SpecLimits {
    std::size_t most_visible = 5;
    std::size_t most_hidden = 6;  ///< per block
    std::size_t most_blocks = 2;
    /// Of every number by itself: to be of another size, up to five decades off.
    double wild = 0.08;
    /// The energies; none: all that there are.
    std::vector<FunctionType> energies = {};
    std::vector<FunctionType> activations = {};
};

/// A spec with two queries that passes every rule of the format. The same seed and limits give the
/// same spec with every standard library.
[[nodiscard]] Spec draw_spec(std::uint64_t seed, const SpecLimits& limits = {});

}  // namespace hopspice::test
