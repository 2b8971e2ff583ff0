// The network of a spec: banks, crossbars and ranges, every number still as the spec has it.

#include "analog/network.h"
#include "kinds/functions.h"
#include "support/specs.h"

#include <gtest/gtest.h>

namespace hopspice::analog {
namespace {

model::Ranges ranges_of(const Spec& spec) {
    model::Ranges ranges;
    ranges.visible = {-1, 2};
    ranges.g = {-0.5, 0.75};
    ranges.bias_input = {-0.25, 0.125};
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        const double scale = static_cast<double>(block + 1);
        ranges.hidden.push_back({{-3 * scale, scale}, 0, {0, scale}});
    }
    return ranges;
}

Spec two_blocks() {
    Spec spec =
        test::make_spec("two", test::make_block("first", {FunctionType::Softmax, 4, 1, 2, false},
                                                test::make_matrix({{1, 2}, {3, 4}, {5, 6}})));
    spec.hidden.push_back(test::make_block("second", {FunctionType::Relu, 1, 1, 2, false},
                                           test::make_matrix({{7, 8}})));
    spec.visible.tau = 2;
    spec.visible.bias = {0.1, 0.2};
    spec.visible.initial = {0.3, 0.4};
    spec.hidden[0].tau = 0.5;
    spec.hidden[0].bias = {9, 10, 11};
    spec.hidden[1].initial = {{12}};
    return spec;
}

TEST(Network, FirstBankIsTheVisibleLayerThenOnePerBlock) {
    const Spec spec = two_blocks();
    const Network network = build_network(spec, ranges_of(spec));
    ASSERT_EQ(network.banks.size(), 3U);
    EXPECT_EQ(network.banks[0].name, "visible");
    EXPECT_EQ(network.banks[1].name, "hidden first");
    EXPECT_EQ(network.banks[2].name, "hidden second");
    EXPECT_EQ(network.banks[0].size, 2U);
    EXPECT_EQ(network.banks[1].size, 3U);
    EXPECT_EQ(network.banks[2].size, 1U);
}

TEST(Network, BanksCarryTheSpecsNumbersAndRanges) {
    const Spec spec = two_blocks();
    const Network network = build_network(spec, ranges_of(spec));
    EXPECT_EQ(network.banks[0].tau, 2);
    EXPECT_EQ(network.banks[1].tau, 0.5);
    EXPECT_EQ(network.banks[0].bias, spec.visible.bias);
    EXPECT_EQ(network.banks[1].bias, spec.hidden[0].bias);
    EXPECT_EQ(network.banks[0].state.high, 2);
    EXPECT_EQ(network.banks[0].output.low, -0.5);
    EXPECT_EQ(network.banks[2].state.low, -6);
    EXPECT_EQ(network.banks[2].output.high, 2);
    EXPECT_EQ(network.visible_range, 3);
}

TEST(Network, OnlyBlocksThatSayTheirInitialStateHaveOne) {
    const Spec spec = two_blocks();
    const Network network = build_network(spec, ranges_of(spec));
    EXPECT_EQ(network.banks[0].initial, spec.visible.initial);
    EXPECT_FALSE(network.banks[1].initial.has_value());
    EXPECT_EQ(network.banks[2].initial, std::vector<double>{12});
}

TEST(Network, EveryBlockHasACrossbarForthAndItsTransposeBack) {
    const Spec spec = two_blocks();
    const Network network = build_network(spec, ranges_of(spec));
    ASSERT_EQ(network.crossbars.size(), 4U);
    for (std::size_t block = 0; block < 2; ++block) {
        const Crossbar& forth = network.crossbars[2 * block];
        const Crossbar& back = network.crossbars[2 * block + 1];
        EXPECT_EQ(forth.from, 0U);
        EXPECT_EQ(forth.to, block + 1);
        EXPECT_EQ(back.from, block + 1);
        EXPECT_EQ(back.to, 0U);
        EXPECT_EQ(forth.weights.values, spec.hidden[block].weights.values);
        for (std::size_t row = 0; row < forth.weights.rows; ++row) {
            for (std::size_t col = 0; col < forth.weights.cols; ++col) {
                EXPECT_EQ(back.weights(col, row), forth.weights(row, col));
            }
        }
    }
}

TEST(Network, HasABiasInputOnlyWhereQueriesArePresentedAsBias) {
    Spec spec = two_blocks();
    EXPECT_FALSE(build_network(spec, ranges_of(spec)).bias_input);
    spec.inference.present = Present::Bias;
    const Network network = build_network(spec, ranges_of(spec));
    EXPECT_TRUE(network.bias_input);
    EXPECT_EQ(network.bias_input_range.magnitude(), 0.25);
}

TEST(Network, KnowsWhichBanksAreSoftmax) {
    const Spec spec = two_blocks();
    const Network network = build_network(spec, ranges_of(spec));
    EXPECT_FALSE(kinds::is_softmax(network.banks[0].function));
    EXPECT_TRUE(kinds::is_softmax(network.banks[1].function));
    EXPECT_FALSE(kinds::is_softmax(network.banks[2].function));
}

TEST(Transposed, RowsBecomeColumns) {
    const Matrix matrix = test::make_matrix({{1, 2, 3}, {4, 5, 6}});
    const Matrix result = transposed(matrix);
    EXPECT_EQ(result.rows, 3U);
    EXPECT_EQ(result.cols, 2U);
    EXPECT_EQ(result.values, (std::vector<double>{1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(transposed(result).values, matrix.values);
}

}  // namespace
}  // namespace hopspice::analog
