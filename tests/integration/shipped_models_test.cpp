// Every model in models/ recalls what its queries expect, and its circuit follows the ODE within
// what its level promises. Where the default run takes a part of the queries, the tests whose
// suite begins with Long take them all.

#include "integration/agreement.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::test {
namespace {

constexpr std::size_t kSome = 16;
constexpr std::size_t kFew = 6;

class ShippedModel : public testing::TestWithParam<std::string> {};
class LongShippedModel : public testing::TestWithParam<std::string> {};

void expect_good(const Spec& spec, const Target& target, const std::vector<Query>& queries,
                 const Bounds& bounds) {
    const Results results = recall_all(spec, target, queries);
    expect_recalled(results);
    expect_agreement(results, bounds, spec);
}

/// Of the 336 words with two errors none reaches the word sent: some other codeword is expected.
std::vector<Query> double_errors(const Spec& spec) {
    const auto queries = read_queries(
        std::string(HOPSPICE_SOURCE_DIR) + "/models/hamming-7-4-double-errors.json", spec);
    EXPECT_TRUE(queries.has_value());
    return queries ? *queries : std::vector<Query>{};
}

TEST_P(ShippedModel, RecallsAndFollowsTheOdeWithIdealParts) {
    const Spec spec = shipped_spec(GetParam());
    expect_good(spec, behavioral(), spec.queries, kBehavioral);
}

TEST_P(ShippedModel, RecallsAndFollowsTheOdeAtThirtyAmplifierLags) {
    const Spec spec = shipped_spec(GetParam());
    expect_good(spec, opamp_auto(30), spread(spec.queries, kSome), kOpampRatio30);
}

TEST_P(ShippedModel, RecallsAndFollowsTheOdeAtHundredAmplifierLags) {
    const Spec spec = shipped_spec(GetParam());
    expect_good(spec, opamp_auto(100), spread(spec.queries, kFew), kOpampRatio100);
}

TEST_P(LongShippedModel, EveryQueryAtThirtyAmplifierLags) {
    const Spec spec = shipped_spec(GetParam());
    expect_good(spec, opamp_auto(30), spec.queries, kOpampRatio30);
}

TEST_P(LongShippedModel, EveryQueryAtHundredAmplifierLags) {
    const Spec spec = shipped_spec(GetParam());
    expect_good(spec, opamp_auto(100), spec.queries, kOpampRatio100);
}

TEST_P(LongShippedModel, EveryQueryIsRecalledOnEveryBuiltInAmplifier) {
    const Spec spec = shipped_spec(GetParam());
    for (const std::string target : {"opamp-10M", "opamp-100M", "opamp-1G", "opamp-10G"}) {
        SCOPED_TRACE(target);
        const Results results = recall_all(spec, make_target(target));
        print_figures(results);
        expect_recalled(results);
    }
}

const auto kModels = testing::Values("xor.json", "hamming-7-4.json", "hopfield-classical.json",
                                     "cubic.json", "grey-level.json", "two-block.json",
                                     "spherical.json", "layernorm.json", "epanechnikov.json");
INSTANTIATE_TEST_SUITE_P(Models, ShippedModel, kModels, model_name);
INSTANTIATE_TEST_SUITE_P(Models, LongShippedModel, kModels, model_name);

TEST(ShippedXor, EveryInputIsRecalledOnTheBuiltInGigahertzTarget) {
    const Spec spec = shipped_spec("xor.json");
    const Results results = recall_all(spec, make_target("opamp-1G"));
    print_figures(results);
    EXPECT_EQ(results.summary.expected, 12U);
    expect_recalled(results);
}

TEST(ShippedHamming, EveryWordAndSingleErrorIsRecalledOnTheBuiltInGigahertzTarget) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, make_target("opamp-1G"));
    print_figures(results);
    EXPECT_EQ(results.summary.expected, 128U);
    expect_recalled(results);
}

TEST(ShippedHamming, EveryDoubleErrorReachesItsCodewordWithIdealParts) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const std::vector<Query> queries = double_errors(spec);
    ASSERT_EQ(queries.size(), 336U);
    expect_good(spec, behavioral(), queries, kBehavioral);
}

/// A word with two errors is at distance 1 of another codeword: single errors in the end.
TEST(LongShippedHamming, EveryDoubleErrorReachesItsCodewordOnTheBuiltInGigahertzTarget) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, make_target("opamp-1G"), double_errors(spec));
    print_figures(results);
    EXPECT_EQ(results.summary.expected, 336U);
    expect_recalled(results);
}

TEST(LongShippedHamming, EveryDoubleErrorFollowsTheOdeAtThirtyAmplifierLags) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    expect_good(spec, opamp_auto(30), double_errors(spec), kOpampRatio30);
}

}  // namespace
}  // namespace hopspice::test
