// Each certificate against numbers that follow from the weights by hand.

#include "model/certificates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/specs.h"

namespace hopspice::model {
namespace {

// Gram eigenvalues of order 1 carry errors of order 1e-15, their roots of 1e-8 only at 0.
constexpr double kExactBound = 1e-12;

Spec diagonal(const Function& energy, double x, double y) {
    return test::make_spec("diagonal",
                           test::make_block("block", energy, test::make_matrix({{x, 0}, {0, y}})));
}

TEST(Certificates, SpectralNormOfADiagonalIsItsLargestEntry) {
    const Certificates c = certificates(diagonal({FunctionType::Relu, 1, 1, 2, false}, -0.5, 0.25));
    ASSERT_EQ(c.spectral_norm.size(), 1U);
    EXPECT_NEAR(c.spectral_norm[0], 0.5, kExactBound);
    EXPECT_TRUE(c.bounded);
    EXPECT_NEAR(c.bounded_value, 0.5, kExactBound);
    EXPECT_TRUE(c.convergent);
    EXPECT_NEAR(c.convergent_value, 0.75, kExactBound);
}

TEST(Certificates, ReluAndLinearBlocksAreStacked) {
    Spec spec = diagonal({FunctionType::Relu, 1, 1, 2, false}, 0.8, 0.1);
    spec.hidden.push_back(diagonal({FunctionType::Linear, 1, 1, 2, false}, 0.8, 0.1).hidden[0]);
    const Certificates c = certificates(spec);
    EXPECT_NEAR(c.bounded_value, 0.8 * std::sqrt(2.0), kExactBound);
    EXPECT_FALSE(c.bounded);
    EXPECT_FALSE(c.convergent);
    EXPECT_NEAR(c.convergent_value, 1 - 1.28, kExactBound);
}

TEST(Certificates, PolynomialsOfDegreeTwoAreLinearOrRelu) {
    for (const bool rectified : {false, true}) {
        const Certificates c =
            certificates(diagonal({FunctionType::Polynomial, 1, 1, 2, rectified}, 0.5, 0.5));
        EXPECT_TRUE(c.bounded);
        EXPECT_NEAR(c.convergent_value, 0.75, kExactBound);
    }
}

TEST(Certificates, TanhCountsWithItsGain) {
    const Certificates c = certificates(diagonal({FunctionType::Tanh, 1, 3, 2, false}, 0.5, 0.1));
    EXPECT_TRUE(c.bounded);
    EXPECT_NEAR(c.convergent_value, 1 - 3 * 0.25, kExactBound);
}

TEST(Certificates, SoftmaxCountsWithHalfBetaAcrossTheMeanOfItsRows) {
    // Rows +-c around a common mean, which must not matter.
    const Spec spec = test::make_spec(
        "pair", test::make_block("block", {FunctionType::Softmax, 0.5, 1, 2, false},
                                 test::make_matrix({{100 + 0.6, 7}, {100 - 0.6, 7}})));
    const Certificates c = certificates(spec);
    EXPECT_TRUE(c.bounded);
    EXPECT_NEAR(c.convergent_value, 1 - 0.25 * 2 * 0.36, 1e-11);
}

TEST(Certificates, AVisibleGainScalesTheLoop) {
    Spec spec = diagonal({FunctionType::Linear, 1, 1, 2, false}, 0.5, 0.5);
    spec.visible.activation = {.type = FunctionType::Tanh, .gain = 3};
    EXPECT_NEAR(certificates(spec).convergent_value, 1 - 3 * 0.25, kExactBound);
    spec.visible.activation = {.type = FunctionType::Sigmoid, .gain = 3};
    EXPECT_NEAR(certificates(spec).convergent_value, 1 - 0.75 * 0.25, kExactBound);
}

TEST(Certificates, SteepEnergiesNeedABoundedVisibleActivation) {
    for (const FunctionType type : {FunctionType::Polynomial, FunctionType::Exponential}) {
        Spec spec = diagonal({type, 1, 1, 3, true}, 0.1, 0.1);
        EXPECT_FALSE(certificates(spec).bounded);
        EXPECT_FALSE(certificates(spec).convergent);
        spec.visible.activation.type = FunctionType::Tanh;
        EXPECT_TRUE(certificates(spec).bounded);
        EXPECT_TRUE(certificates(spec).convergent);
    }
}

TEST(Certificates, SteepSlopesAreTakenAtTheEdgeOfTheHiddenRange) {
    Spec spec = diagonal({FunctionType::Exponential, 2, 1, 2, false}, 0.3, 0.1);
    spec.visible.activation.type = FunctionType::Tanh;
    spec.hidden[0].bias = {0.2, 0};
    // h_0 <= 0.3 + 0.2, so f' <= 2 exp(1).
    EXPECT_NEAR(certificates(spec).convergent_value, 1 - 2 * std::exp(1.0) * 0.09, kExactBound);
}

TEST(Certificates, AMemoryOfSeveralAttractorsIsBoundedButNotOfOneFixedPoint) {
    const Certificates c = certificates(test::make_hamming(10));
    EXPECT_TRUE(c.bounded);
    EXPECT_FALSE(c.convergent);
    EXPECT_LT(c.convergent_value, 0);
    EXPECT_NE(c.convergent_reason.find("-"), std::string::npos);
}

TEST(Certificates, RandomStableSpecsKeepTheirPromise) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Spec spec = test::random_stable_spec(seed);
        const Certificates c = certificates(spec);
        EXPECT_TRUE(c.bounded) << seed << " " << c.bounded_reason;
        EXPECT_TRUE(c.convergent) << seed << " " << c.convergent_reason;
        EXPECT_GE(c.convergent_value, 0.2);
    }
}

}  // namespace
}  // namespace hopspice::model
