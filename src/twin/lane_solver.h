#pragma once
// Eight sets of equations of one pattern, solved side by side: recalls of one circuit in step.

#include "twin/elimination.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hopspice::twin {

/// A lane has one set of values, and a right side. What comes out of a lane are the bits that
/// Elimination gives for it alone with the same analysis and no dense tail, whatever is in the
/// other lanes and whatever the processor. Arrays have the eight numbers of an entry, or of an
/// unknown, next to each other. For circuits whose factors fit into the cache eight times over: a
/// few hundred unknowns. Of one thread.
class LaneSolver {
public:
    static constexpr std::size_t kLanes = 8;

    explicit LaneSolver(Pattern pattern, const Loops& loops = *twin::loops().front());

    /// Chooses order and pivots for the values of one lane, one per entry. False: they are singular
    /// or not finite. There are no factors yet.
    [[nodiscard]] bool analyse(std::span<const double> values);

    /// Factors the lanes with the order and pivots of the last analysis, which must have succeeded.
    /// Bit k says that lane k has factors: that these pivots do for its values.
    [[nodiscard]] std::uint8_t refactor(std::span<const double> values);

    /// Replaces the right sides by the solutions. Those of lanes without factors are anything.
    void solve(std::span<double> right_sides) const;

private:
    Elimination one_;
    const Loops& loops_;
    std::size_t size_;
    std::vector<Lanes> numbers_;
    std::vector<Lanes> inverse_;
    mutable std::vector<Lanes> work_;
};

}  // namespace hopspice::twin
