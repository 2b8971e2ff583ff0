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

std::vector<Energy> all_energies() {
    return {{EnergyType::Softmax, 3, 1, 2, false},    {EnergyType::Relu, 1, 1, 2, false},
            {EnergyType::Polynomial, 1, 1, 2, false}, {EnergyType::Polynomial, 1, 1, 3, false},
            {EnergyType::Polynomial, 1, 1, 4, true},  {EnergyType::Linear, 1, 1, 2, false},
            {EnergyType::Tanh, 1, 2.5, 2, false},     {EnergyType::Exponential, 0.7, 1, 2, false}};
}

std::vector<Activation> all_activations() {
    return {{ActivationType::Identity, 1},
            {ActivationType::Tanh, 2.5},
            {ActivationType::Sigmoid, 4},
            {ActivationType::Relu, 1}};
}

TEST(Functions, HiddenOutputIsTheGradientOfItsLagrangian) {
    const std::vector<double> h = {-1.3, 0.4, 2.1, -0.2};
    for (const Energy& energy : all_energies()) {
        const std::vector<double> f = hidden_output(energy, h);
        for (std::size_t mu = 0; mu < h.size(); ++mu) {
            std::vector<double> up = h;
            std::vector<double> down = h;
            up[mu] += kFunctionStep;
            down[mu] -= kFunctionStep;
            const double slope = (hidden_lagrangian(energy, up) - hidden_lagrangian(energy, down)) /
                                 (2 * kFunctionStep);
            EXPECT_NEAR(f[mu], slope, kFunctionTolerance)
                << static_cast<int>(energy.type) << " " << mu;
        }
    }
}

TEST(Functions, HiddenSlopeIsTheDerivativeOfTheOutput) {
    for (const Energy& energy : all_energies()) {
        if (energy.type == EnergyType::Softmax) {
            continue;
        }
        for (const double h : {-1.3, -0.2, 0.4, 2.1}) {
            const double slope = (hidden_activation(energy, h + kFunctionStep) -
                                  hidden_activation(energy, h - kFunctionStep)) /
                                 (2 * kFunctionStep);
            EXPECT_NEAR(hidden_slope(energy, h), slope, kFunctionTolerance)
                << static_cast<int>(energy.type) << " " << h;
        }
    }
}

TEST(Functions, VisibleActivationIsTheDerivativeOfItsLagrangianAndHasItsSlope) {
    for (const Activation& g : all_activations()) {
        for (const double v : {-1.3, -0.2, 0.4, 2.1}) {
            const double first = (visible_lagrangian(g, v + kFunctionStep) -
                                  visible_lagrangian(g, v - kFunctionStep)) /
                                 (2 * kFunctionStep);
            const double second = (visible_activation(g, v + kFunctionStep) -
                                   visible_activation(g, v - kFunctionStep)) /
                                  (2 * kFunctionStep);
            EXPECT_NEAR(visible_activation(g, v), first, kFunctionTolerance)
                << static_cast<int>(g.type);
            EXPECT_NEAR(visible_slope(g, v), second, kFunctionTolerance)
                << static_cast<int>(g.type);
        }
    }
}

TEST(Functions, SoftmaxOfHugeNumbersIsExact) {
    const Energy energy{EnergyType::Softmax, 10, 1, 2, false};
    const std::vector<double> f = hidden_output(energy, std::array{1e4, 1e4, -1e4});
    EXPECT_DOUBLE_EQ(f[0], 0.5);
    EXPECT_DOUBLE_EQ(f[1], 0.5);
    EXPECT_DOUBLE_EQ(f[2], 0.0);
    EXPECT_DOUBLE_EQ(hidden_lagrangian(energy, std::array{1e4, 0.0}), 1e4);
}

TEST(Functions, SaturatedLagrangiansStayFinite) {
    EXPECT_DOUBLE_EQ(visible_lagrangian({ActivationType::Sigmoid, 4}, 1e4), 1e4);
    EXPECT_DOUBLE_EQ(visible_lagrangian({ActivationType::Sigmoid, 4}, -1e4), 0);
    EXPECT_NEAR(visible_lagrangian({ActivationType::Tanh, 2}, -1e4), 1e4 - std::log(2.0) / 2, 1e-9);
    EXPECT_DOUBLE_EQ(visible_activation({ActivationType::Sigmoid, 4}, -1e4), 0);
}

TEST(Functions, OddPowersKeepTheirSignAndRectifiedOnesAreZeroBelowZero) {
    EXPECT_DOUBLE_EQ(hidden_activation({EnergyType::Polynomial, 1, 1, 4, false}, -2), -8);
    EXPECT_DOUBLE_EQ(hidden_activation({EnergyType::Polynomial, 1, 1, 3, false}, -2), 4);
    EXPECT_DOUBLE_EQ(hidden_activation({EnergyType::Polynomial, 1, 1, 3, true}, -2), 0);
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
