// Text of answers.

#include "cosim/decoding.h"

#include "support/token_specs.h"

#include <gtest/gtest.h>

#include <array>

namespace hopspice::cosim {
namespace {

/// Three slots of four tokens; the answer is the largest visible entry.
Spec argmax_spec() {
    Spec spec = test::make_random_token_model({.vocabulary = 4, .slots = 3, .visible = 4});
    spec.readout.type = ReadoutType::Linear;
    spec.readout.weights =
        test::make_matrix({{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
    spec.readout.labels = {"a", "b", "c", "d"};
    return spec;
}

TEST(Decoding, TheContextIsTheEndOfThePromptAndMovesOnByOneToken) {
    Decoding decoding(argmax_spec(), {3, 0, 1, 2}, 1);
    EXPECT_EQ(decoding.context(), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(decoding.append(std::array{0.1, 0.2, 0.3, 0.9}), 3U);
    EXPECT_EQ(decoding.context(), (std::vector<std::size_t>{1, 2, 3}));
    EXPECT_EQ(decoding.append(std::array{0.5, 0.2, 0.3, 0.4}), 0U);
    EXPECT_EQ(decoding.context(), (std::vector<std::size_t>{2, 3, 0}));
    EXPECT_EQ(decoding.tokens(), (std::vector<std::size_t>{3, 0}));
}

}  // namespace
}  // namespace hopspice::cosim
