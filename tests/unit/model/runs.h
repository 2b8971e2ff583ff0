#pragma once
// Runs of the ODE until it settles, and a model for them.

#include "model/dynamics.h"
#include "model/reference.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "support/specs.h"

namespace hopspice::model {

/// Two memories; the second pulls by `bias`. The first loses its fixed point at a bias of 0.53675.
inline Spec two_memories(double bias, double tau_h = 0.1) {
    HiddenBlock block = test::make_block("words", {FunctionType::Softmax, 8, 1, 2, false},
                                         test::make_matrix({{1, 0}, {0, 1}}));
    block.bias = {0, bias};
    block.tau = tau_h;
    return test::make_spec("ghost", block);
}

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
