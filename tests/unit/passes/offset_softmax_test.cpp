// Offset mode leaves what the visible neurons get unchanged, because softmax outputs sum to 1.

#include "kinds/functions.h"
#include "networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {
namespace {

/// sum_mu w_i,mu f_mu + a_i of a crossbar into the visible layer.
std::vector<double> drive(const analog::Network& network, const analog::Crossbar& crossbar,
                          const std::vector<double>& f) {
    std::vector<double> sums = network.banks[crossbar.to].bias;
    for (std::size_t row = 0; row < sums.size(); ++row) {
        for (std::size_t col = 0; col < f.size(); ++col) {
            sums[row] += crossbar.weights(row, col) * f[col];
        }
    }
    return sums;
}

TEST(OffsetSoftmax, LeavesTheVisibleInputsUnchangedForOutputsThatSumToOne) {
    const Spec spec = test::shipped_model("grey-level");
    const analog::Network before = test::network_of(spec);
    analog::Network after = before;
    EXPECT_TRUE(offset_softmax(after, test::target_of("opamp-1G")).empty());
    hopspice::test::Draw draw(5);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<double> f;
        double sum = 0;
        for (std::size_t k = 0; k < spec.hidden[0].size(); ++k) {
            f.push_back(std::exp(draw.between(-4, 4)));
            sum += f.back();
        }
        for (double& value : f) {
            value /= sum;
        }
        const auto wanted = drive(before, before.crossbars[1], f);
        const auto got = drive(after, after.crossbars[1], f);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            EXPECT_NEAR(got[i], wanted[i], 1e-13);
        }
    }
}

TEST(OffsetSoftmax, NoNegativeWeightLeavesASoftmaxBank) {
    analog::Network network = test::network_of(test::shipped_model("two-block"));
    static_cast<void>(offset_softmax(network, test::target_of("opamp-1G")));
    for (const analog::Crossbar& crossbar : network.crossbars) {
        const auto least = *std::ranges::min_element(crossbar.weights.values);
        EXPECT_EQ(least >= 0, kinds::is_softmax(network.banks[crossbar.from].function))
            << network.banks[crossbar.from].name;
    }
}

TEST(OffsetSoftmax, MovesEachRowsLeastWeightIntoItsBias) {
    Function energy;
    energy.type = FunctionType::Softmax;
    Spec spec = hopspice::test::make_spec(
        "rows", hopspice::test::make_block("block", energy,
                                           hopspice::test::make_matrix({{1, -3}, {-2, 4}})));
    spec.visible.bias = {0.5, 0.25};
    analog::Network network = test::network_of(spec);
    static_cast<void>(offset_softmax(network, test::target_of("opamp-1G")));
    EXPECT_EQ(network.crossbars[1].weights.values, (std::vector<double>{3, 0, 0, 7}));
    EXPECT_EQ(network.banks[0].bias, (std::vector<double>{-1.5, -2.75}));
    EXPECT_EQ(network.crossbars[0].weights.values, spec.hidden[0].weights.values)
        << "the way to the hidden neurons is not touched";
}

TEST(OffsetSoftmax, RowsWithoutNegativeWeightsStayAsTheyAre) {
    const Spec spec = test::shipped_model("xor");
    const analog::Network before = test::network_of(spec);
    analog::Network after = before;
    static_cast<void>(offset_softmax(after, test::target_of("opamp-1G")));
    EXPECT_EQ(after.crossbars[1].weights.values, before.crossbars[1].weights.values);
    EXPECT_EQ(after.banks[0].bias, before.banks[0].bias);
}

TEST(OffsetSoftmax, DoesNothingAtBehavioralLevel) {
    const analog::Network before = test::network_of(test::shipped_model("grey-level"));
    analog::Network after = before;
    static_cast<void>(offset_softmax(after, test::target_of("behavioral")));
    EXPECT_EQ(after.crossbars[1].weights.values, before.crossbars[1].weights.values);
}

}  // namespace
}  // namespace hopspice::passes
