// The gain of errors at rest against a closed form.

#include "driver/rest_states.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::driver {
namespace {

/// One neuron, memories at +-1: v = tanh(beta v), and lambda = beta (1 - v^2).
TEST(RestStates, OfTwoOppositeMemories) {
    for (const double beta : {1.05, 1.5, 4.0}) {
        analog::CurrentMode machine;
        machine.weights = {2, 1, {1, -1}};
        machine.bias = {0, 0};
        machine.half_range = 1;
        double v = 1;
        for (int step = 0; step < 1000; ++step) {
            v = std::tanh(beta * v);
        }
        EXPECT_NEAR(rest_amplification(machine, beta), 1 / (1 - beta * (1 - v * v)), 1e-3) << beta;
    }
}

TEST(RestStates, OfOneMemoryIsOne) {
    analog::CurrentMode machine;
    machine.weights = {1, 2, {0, 0}};
    machine.bias = {0};
    machine.half_range = 1;
    EXPECT_DOUBLE_EQ(rest_amplification(machine, 3), 1);
}

}  // namespace
}  // namespace hopspice::driver
