#include "twin/lane_solver.h"

#include "support/assert.h"
#include "twin/positions.h"

#include <algorithm>
#include <utility>

namespace hopspice::twin {

LaneSolver::LaneSolver(Pattern pattern, const Loops& loops)
    : one_(std::move(pattern), Elimination::kNoTail, loops), loops_(loops), size_(one_.size()) {}

bool LaneSolver::analyse(std::span<const double> values) {
    if (!one_.analyse(values)) {
        return false;
    }
    numbers_.resize(to_index(one_.program().numbers));
    inverse_.resize(size_);
    work_.resize(size_);
    return true;
}

std::uint8_t LaneSolver::refactor(std::span<const double> values) {
    const Program& program = one_.program();
    HOPSPICE_ASSERT(values.size() == kLanes * program.places.size());
    unsigned good = loops_.place_lanes(program, values.data(), numbers_.data());
    good &= loops_.eliminate_lanes(program, numbers_.data(), inverse_.data());
    Ranges ranges;
    loops_.widen_lanes(ranges, inverse_);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const bool alike =
            ranges.largest[lane] <=
            Elimination::kSpreadAllowed * one_.spread_in_analysis() * ranges.least[lane];
        good &= alike || size_ == 0 ? ~0U : ~(1U << lane);
    }
    return static_cast<std::uint8_t>(good);
}

void LaneSolver::solve(std::span<double> right_sides) const {
    HOPSPICE_ASSERT(right_sides.size() == kLanes * size_);
    const Program& program = one_.program();
    for (std::size_t k = 0; k < size_; ++k) {
        std::copy_n(right_sides.data() + kLanes * to_index(program.rows[k]), kLanes,
                    work_[k].lane.data());
    }
    loops_.solve_lanes(program, numbers_.data(), inverse_.data(), work_.data());
    for (std::size_t k = 0; k < size_; ++k) {
        std::copy_n(work_[k].lane.data(), kLanes,
                    right_sides.data() + kLanes * to_index(program.columns[k]));
    }
}

}  // namespace hopspice::twin
