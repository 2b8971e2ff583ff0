// The functions are derivatives of their Lagrangians, and the energy is the one they belong to.

#include "model/functions.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "support/specs.h"

namespace hopspice::model {
namespace {

// Central differences: step 1e-5 on functions of order 1 to 100 leaves h^2 L'''/6 + eps L/h, below
// 1e-8 of the largest derivative here.
constexpr double kFunctionStep = 1e-5;
constexpr double kFunctionTolerance = 1e-7;

std::vector<Function> all_energies() {
    return {
        {FunctionType::Softmax, 3, 1, 2, false},    {FunctionType::Relu, 1, 1, 2, false},
        {FunctionType::Polynomial, 1, 1, 2, false}, {FunctionType::Polynomial, 1, 1, 3, false},
        {FunctionType::Polynomial, 1, 1, 4, true},  {FunctionType::Linear, 1, 1, 2, false},
        {FunctionType::Tanh, 1, 2.5, 2, false},     {FunctionType::Exponential, 0.7, 1, 2, false}};
}

std::vector<Function> all_activations() {
    return {{.type = FunctionType::Linear, .gain = 1},
            {.type = FunctionType::Tanh, .gain = 2.5},
            {.type = FunctionType::Sigmoid, .gain = 4},
            {.type = FunctionType::Relu, .gain = 1}};
}

TEST(Functions, HiddenOutputIsTheGradientOfItsLagrangian) {
    const std::vector<double> h = {-1.3, 0.4, 2.1, -0.2};
    for (const Function& energy : all_energies()) {
        const std::vector<double> f = kinds::outputs_of(energy, h);
        for (std::size_t mu = 0; mu < h.size(); ++mu) {
            std::vector<double> up = h;
            std::vector<double> down = h;
            up[mu] += kFunctionStep;
            down[mu] -= kFunctionStep;
            const double slope =
                (kinds::lagrangian_of(energy, up) - kinds::lagrangian_of(energy, down)) /
                (2 * kFunctionStep);
            EXPECT_NEAR(f[mu], slope, kFunctionTolerance)
                << static_cast<int>(energy.type) << " " << mu;
        }
    }
}

TEST(Functions, HiddenSlopeIsTheDerivativeOfTheOutput) {
    for (const Function& energy : all_energies()) {
        if (energy.type == FunctionType::Softmax) {
            continue;
        }
        for (const double h : {-1.3, -0.2, 0.4, 2.1}) {
            const double slope = (kinds::value_of(energy, h + kFunctionStep) -
                                  kinds::value_of(energy, h - kFunctionStep)) /
                                 (2 * kFunctionStep);
            EXPECT_NEAR(kinds::slope_of(energy, h), slope, kFunctionTolerance)
                << static_cast<int>(energy.type) << " " << h;
        }
    }
}

TEST(Functions, VisibleActivationIsTheDerivativeOfItsLagrangianAndHasItsSlope) {
    for (const Function& g : all_activations()) {
        for (const double v : {-1.3, -0.2, 0.4, 2.1}) {
            const double first = (kinds::lagrangian_of(g, v + kFunctionStep) -
                                  kinds::lagrangian_of(g, v - kFunctionStep)) /
                                 (2 * kFunctionStep);
            const double second =
                (kinds::value_of(g, v + kFunctionStep) - kinds::value_of(g, v - kFunctionStep)) /
                (2 * kFunctionStep);
            EXPECT_NEAR(kinds::value_of(g, v), first, kFunctionTolerance)
                << static_cast<int>(g.type);
            EXPECT_NEAR(kinds::slope_of(g, v), second, kFunctionTolerance)
                << static_cast<int>(g.type);
        }
    }
}

TEST(Functions, SoftmaxOfHugeNumbersIsExact) {
    const Function energy{FunctionType::Softmax, 10, 1, 2, false};
    const std::vector<double> f = kinds::outputs_of(energy, std::array{1e4, 1e4, -1e4});
    EXPECT_DOUBLE_EQ(f[0], 0.5);
    EXPECT_DOUBLE_EQ(f[1], 0.5);
    EXPECT_DOUBLE_EQ(f[2], 0.0);
    EXPECT_DOUBLE_EQ(kinds::lagrangian_of(energy, std::array{1e4, 0.0}), 1e4);
}

TEST(Functions, SaturatedLagrangiansStayFinite) {
    EXPECT_DOUBLE_EQ(kinds::lagrangian_of({.type = FunctionType::Sigmoid, .gain = 4}, 1e4), 1e4);
    EXPECT_DOUBLE_EQ(kinds::lagrangian_of({.type = FunctionType::Sigmoid, .gain = 4}, -1e4), 0);
    EXPECT_NEAR(kinds::lagrangian_of({.type = FunctionType::Tanh, .gain = 2}, -1e4),
                1e4 - std::log(2.0) / 2, 1e-9);
    EXPECT_DOUBLE_EQ(kinds::value_of({.type = FunctionType::Sigmoid, .gain = 4}, -1e4), 0);
}

TEST(Functions, OddPowersKeepTheirSignAndRectifiedOnesAreZeroBelowZero) {
    EXPECT_DOUBLE_EQ(kinds::value_of({FunctionType::Polynomial, 1, 1, 4, false}, -2), -8);
    EXPECT_DOUBLE_EQ(kinds::value_of({FunctionType::Polynomial, 1, 1, 3, false}, -2), 4);
    EXPECT_DOUBLE_EQ(kinds::value_of({FunctionType::Polynomial, 1, 1, 3, true}, -2), 0);
}

TEST(Functions, EnergyOfATwoNeuronModelIsTheSumWrittenByHand) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const State state{{1.5}, {0.7}};
    // [v(v-a) - v^2/2] + [h(h-b) - h^2/2] - h xi v
    const double by_hand = 1.5 * 1.2 - 1.5 * 1.5 / 2 + 0.7 * 0.9 - 0.7 * 0.7 / 2 - 0.7 * 0.6 * 1.5;
    EXPECT_NEAR(lyapunov_energy(spec, spec.visible.bias, state), by_hand, 1e-15);
}

TEST(Functions, HiddenTargetIsTheAffineMapOfTheBlock) {
    HiddenBlock block = test::make_block("b", {}, test::make_matrix({{1, -2}, {0.5, 4}}));
    block.bias = {10, 20};
    EXPECT_EQ(hidden_target(block, std::array{3.0, 1.0}), (std::vector<double>{11, 25.5}));
}

}  // namespace
}  // namespace hopspice::model
