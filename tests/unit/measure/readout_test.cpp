// The five readouts, their ties, and what fulfils an expectation.

#include "measure/readout.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace hopspice::measure {
namespace {

using Values = std::vector<double>;

Readout threshold(double level) {
    Readout readout;
    readout.type = ReadoutType::Threshold;
    readout.level = level;
    return readout;
}

Readout sign() {
    Readout readout;
    readout.type = ReadoutType::Sign;
    return readout;
}

Readout nearest() {
    Readout readout;
    readout.type = ReadoutType::Nearest;
    readout.patterns = test::make_matrix({{0, 0}, {1, 1}, {-1, 1}});
    readout.labels = {"origin", "corner", "left"};
    return readout;
}

Readout linear() {
    Readout readout;
    readout.type = ReadoutType::Linear;
    readout.weights = test::make_matrix({{1, 0}, {0, 1}, {-1, -1}});
    readout.bias = {0, 0.5, 0};
    readout.labels = {"x", "y", "minus"};
    return readout;
}

double margin_of(const Readout& readout, const Values& visible) {
    const auto margin = ReadoutReader(readout, 1).margin(visible);
    EXPECT_TRUE(margin);
    return margin ? margin->distance : -1;
}

Expectation numbers(std::vector<std::optional<double>> visible) { return {std::move(visible), ""}; }
Expectation label(const std::string& text) { return {{}, text}; }

TEST(Readout, ThresholdGivesABitPerNeuron) {
    const ReadoutReader reader(threshold(0.5), 1);
    EXPECT_EQ(reader.answer(Values{0.1, 0.9, 0.51, 0.49, -3, 7}), "011001");
}

TEST(Readout, MarginIsTheDistanceToAnotherAnswer) {
    EXPECT_NEAR(margin_of(threshold(0.5), {0.1, 0.9, 0.45}), 0.05, 1e-15);
    EXPECT_NEAR(margin_of(sign(), {-0.3, 0.2}), 0.2, 1e-15);
    // From (0.8, 0.8) to the bisector of (0, 0) and (1, 1): 0.6 / sqrt 2.
    EXPECT_NEAR(margin_of(nearest(), {0.8, 0.8}), 0.6 / std::sqrt(2), 1e-15);
    // x leads with 1 - 0.5 = 0.5 over y, whose weights are sqrt 2 away.
    EXPECT_NEAR(margin_of(linear(), {1, 0}), 0.5 / std::sqrt(2), 1e-15);
    EXPECT_EQ(ReadoutReader(nearest(), 1).margin(Values{0.8, 0.8})->runner_up, "origin");
    EXPECT_EQ(ReadoutReader(threshold(0.5), 1).margin(Values{0.1, 0.9, 0.45})->runner_up, "011");
}

TEST(Readout, MarginOfATieIsZero) {
    EXPECT_EQ(margin_of(threshold(0.5), {0.5, 0}), 0);
    EXPECT_EQ(margin_of(nearest(), {0.5, 0.5}), 0);
    Readout same = nearest();
    same.patterns = test::make_matrix({{0, 0}, {0, 0}, {1, 1}});
    EXPECT_EQ(margin_of(same, {0, 0}), 0) << "two labels of one pattern";
}

TEST(Readout, MarginIsThatToAnotherLabel) {
    Readout readout = nearest();
    readout.labels = {"a", "a", "b"};
    // The bisector of (1, 1) and (-1, 1) is the vertical axis.
    EXPECT_NEAR(margin_of(readout, {0.9, 0.8}), 0.9, 1e-15);
    readout.labels = {"a", "a", "a"};
    EXPECT_FALSE(ReadoutReader(readout, 1).margin(Values{0, 0}));
    EXPECT_FALSE(ReadoutReader(Readout{}, 1).margin(Values{0, 0}));
}

TEST(Readout, AValueOnTheThresholdIsAZero) {
    EXPECT_EQ(ReadoutReader(threshold(0.5), 1).answer(Values{0.5, 0.5000001}), "01");
    EXPECT_EQ(ReadoutReader(threshold(-0.25), 1).answer(Values{-0.25, -0.2}), "01");
}

TEST(Readout, SignGivesABitPerNeuronAndZeroIsAZero) {
    EXPECT_EQ(ReadoutReader(sign(), 2).answer(Values{-1, 1, 0, 1e-9, -1e-9}), "01010");
}

TEST(Readout, SignIgnoresTheLevelOfAThreshold) {
    Readout readout = sign();
    readout.level = 0.5;
    EXPECT_EQ(ReadoutReader(readout, 2).answer(Values{0.2}), "1");
}

TEST(Readout, NearestGivesTheLabelOfTheClosestPattern) {
    const ReadoutReader reader(nearest(), 2);
    EXPECT_EQ(reader.answer(Values{0.1, 0.2}), "origin");
    EXPECT_EQ(reader.answer(Values{0.9, 0.7}), "corner");
    EXPECT_EQ(reader.answer(Values{-2, 0.5}), "left");
}

TEST(Readout, NearestTakesTheFirstOfTiedPatterns) {
    EXPECT_EQ(ReadoutReader(nearest(), 2).answer(Values{0.5, 0.5}), "origin");
    EXPECT_EQ(ReadoutReader(nearest(), 2).answer(Values{0, 5}), "corner");
}

TEST(Readout, LinearGivesTheLabelOfTheLargestScore) {
    const ReadoutReader reader(linear(), 2);
    EXPECT_EQ(reader.answer(Values{1, 0.2}), "x");
    EXPECT_EQ(reader.answer(Values{1, 0.6}), "y") << "0.6 + 0.5 beats 1";
    EXPECT_EQ(reader.answer(Values{-1, -1}), "minus");
}

TEST(Readout, LinearTakesTheFirstOfTiedScoresAndNeedsNoBias) {
    EXPECT_EQ(ReadoutReader(linear(), 2).answer(Values{1, 0.5}), "x");
    Readout readout = linear();
    readout.bias.clear();
    EXPECT_EQ(ReadoutReader(readout, 2).answer(Values{0.2, 0.3}), "y");
}

TEST(Readout, LinearGivesTheSoftmaxOfItsScoresAsProbabilities) {
    Readout readout = linear();
    readout.weights = test::make_matrix({{1, 0}, {0, 2}, {0, 0}});
    readout.bias = {0, 0, 1};
    const auto found = ReadoutReader(readout, 2).probabilities(Values{0.5, 0.75});
    const double sum = std::exp(0.5) + std::exp(1.5) + std::exp(1.0);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_NEAR(found.at(readout.labels[0]), std::exp(0.5) / sum, 1e-15);
    EXPECT_NEAR(found.at(readout.labels[1]), std::exp(1.5) / sum, 1e-15);
    EXPECT_NEAR(found.at(readout.labels[2]), std::exp(1.0) / sum, 1e-15);
}

TEST(Readout, ProbabilitiesOfHugeScoresAreFiniteAndRowsOfOneLabelAddUp) {
    Readout readout = linear();
    readout.weights = test::make_matrix({{1000, 0}, {1000, 0}, {0, 1}});
    readout.bias.clear();
    readout.labels = {"x", "x", "y"};
    const auto found = ReadoutReader(readout, 2).probabilities(Values{2, 0});
    EXPECT_EQ(found.at("x"), 1);
    EXPECT_EQ(found.at("y"), 0);
}

TEST(Readout, OnlyALinearOneHasProbabilities) {
    EXPECT_TRUE(ReadoutReader(Readout{}, 1).probabilities(Values{1}).empty());
    Readout readout;
    readout.type = ReadoutType::Threshold;
    EXPECT_TRUE(ReadoutReader(readout, 1).probabilities(Values{1}).empty());
}

TEST(Readout, NoneHasNoAnswer) {
    const ReadoutReader reader(Readout{}, 1);
    EXPECT_EQ(reader.answer(Values{1, 2}), "");
    EXPECT_EQ(reader.identify(Values{1, 2}), reader.identify(Values{-5, 9}));
}

TEST(Readout, IdentityChangesExactlyWhenTheAnswerDoes) {
    const ReadoutReader bits(threshold(0.5), 1);
    std::set<std::size_t> seen;
    for (unsigned word = 0; word < 1024; ++word) {
        Values visible;
        for (unsigned bit = 0; bit < 10; ++bit) {
            visible.push_back(static_cast<double>(word >> bit & 1U));
        }
        seen.insert(bits.identify(visible));
        visible[3] += 0.1;
        EXPECT_EQ(bits.identify(visible), *seen.find(bits.identify(visible)));
    }
    EXPECT_EQ(seen.size(), 1024U);
    const ReadoutReader labels(nearest(), 1);
    EXPECT_EQ(labels.identify(Values{0.9, 0.7}), labels.identify(Values{1.1, 1.2}));
    EXPECT_NE(labels.identify(Values{0.9, 0.7}), labels.identify(Values{0, 0}));
}

TEST(Expectation, IsWordedLikeTheAnswer) {
    EXPECT_EQ(ReadoutReader(threshold(0.5), 1).expected(numbers({1, 0, std::nullopt})), "10?");
    EXPECT_EQ(ReadoutReader(sign(), 1).expected(numbers({-1, 1})), "01");
    EXPECT_EQ(ReadoutReader(nearest(), 1).expected(label("left")), "left");
    EXPECT_EQ(ReadoutReader(Readout{}, 1).expected(numbers({0.25, std::nullopt, -1})), "0.25,?,-1");
}

TEST(Expectation, BitsMustAgreeWhereTheyAreGiven) {
    const ReadoutReader reader(threshold(0.5), 1);
    EXPECT_TRUE(reader.fulfils(Values{0.9, 0.2, 0.6}, numbers({1, 0, 1})));
    EXPECT_FALSE(reader.fulfils(Values{0.9, 0.6, 0.6}, numbers({1, 0, 1})));
    EXPECT_TRUE(reader.fulfils(Values{0.9, 0.6, 0.6}, numbers({1, std::nullopt, 1})));
}

TEST(Expectation, ALabelMustBeTheAnswer) {
    const ReadoutReader reader(nearest(), 1);
    EXPECT_TRUE(reader.fulfils(Values{0.9, 0.9}, label("corner")));
    EXPECT_FALSE(reader.fulfils(Values{0.9, 0.9}, label("origin")));
}

TEST(Expectation, NumbersMustBeMetWithinFivePercentOfTheRangeWithoutBits) {
    const ReadoutReader reader(Readout{}, 2);  // 5 % of 2 is 0.1
    EXPECT_TRUE(reader.fulfils(Values{0.09, 5}, numbers({0, std::nullopt})));
    EXPECT_FALSE(reader.fulfils(Values{0.11, 5}, numbers({0, std::nullopt})));
    EXPECT_TRUE(reader.fulfils(Values{-0.09, -1.09}, numbers({0, -1})));
    EXPECT_FALSE(reader.fulfils(Values{-0.09, -1.11}, numbers({0, -1})));
}

}  // namespace
}  // namespace hopspice::measure
