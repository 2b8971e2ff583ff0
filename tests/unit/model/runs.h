#pragma once
// Runs of the ODE until it settles.

#include "model/reference.h"

#include <gtest/gtest.h>

#include <utility>

namespace hopspice::model {

inline wave::SettleRule one_percent() {
    wave::SettleRule rule;
    rule.tolerance = 0.01;
    return rule;
}

/// The path of a query within `longest` time units.
inline Trajectory settled(const Spec& spec, const Query& query, double longest = 100) {
    Result<Trajectory> found =
        integrate_until_settled(spec, stimulus(spec, query), one_percent(), longest);
    EXPECT_TRUE(found);
    return found ? std::move(*found) : Trajectory{};
}

}  // namespace hopspice::model
