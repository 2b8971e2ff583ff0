#pragma once
// Runs of the ODE until it settles.

#include "model/dynamics.h"
#include "model/reference.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

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

/// The whole matrix, column by column.
inline std::vector<double> columns_of(const Jacobian& jacobian) {
    const std::size_t n = jacobian.visible + jacobian.hidden;
    std::vector<double> columns(n * n);
    for (std::size_t k = 0; k < n; ++k) {
        columns[k * n + k] = jacobian.diagonal[k];
    }
    for (std::size_t mu = 0; mu < jacobian.hidden; ++mu) {
        for (std::size_t i = 0; i < jacobian.visible; ++i) {
            const std::size_t h = jacobian.visible + mu;
            columns[h * n + i] = jacobian.to_visible[mu * jacobian.visible + i];
            columns[i * n + h] = jacobian.to_hidden[mu * jacobian.visible + i];
        }
    }
    return columns;
}

}  // namespace hopspice::model
