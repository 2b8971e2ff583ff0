// The gain that normalises a layer ends somewhere: within it the circuit is the model, below it
// `check` says by how much the outputs are too small, and that is what the simulator shows.

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "integration/agreement.h"

namespace hopspice::test {
namespace {

/// v goes from where it starts to one of two directions of length `length`.
Spec directions(const std::string& activation, double length, const std::string& start) {
    const std::string l = std::to_string(length);
    const std::string text = R"({"format": "denseam/1", "name": "directions", "visible": {"size": 4,
        "activation": ")" + activation +
                             R"("}, "hidden": [{"name": "unit", "energy": {"type":
        "softmax", "beta": 12}, "weights": [[)" +
                             l + "," + l + ",-" + l + ",-" + l + "],[" + l + ",-" + l + "," + l +
                             ",-" + l + R"(]], "tau": 0.2}],
        "queries": [{"id": "q", "visible": )" +
                             start + "}]}";
    const Result<Spec> spec = read_spec_text(text, "directions", ".");
    EXPECT_TRUE(spec.has_value());
    return spec ? *spec : Spec{};
}

CheckItem divisor_item(const Spec& spec) {
    const Result<CheckReport> report = check(spec, opamp_auto(30));
    EXPECT_TRUE(report.has_value());
    const auto item = std::ranges::find(report->items, "least divisor", &CheckItem::quantity);
    EXPECT_NE(item, report->items.end());
    return *item;
}

TEST(GainOffset, IsSaidOnlyWhereAmplifiersHaveOffsets) {
    const Spec spec = shipped_spec("layernorm.json");
    const auto said = [&](const std::vector<std::string>& overrides) {
        const Result<CheckReport> report = check(spec, opamp_auto(30, overrides));
        EXPECT_TRUE(report.has_value());
        return std::ranges::count(report->items, "offset, of the outputs", &CheckItem::quantity);
    };
    EXPECT_EQ(said({}), 0);
    EXPECT_EQ(said({"amplifier.offset_sigma=3m"}), 1);
}

class GainRange : public testing::TestWithParam<std::string> {};

/// Ten times shorter at the start than at the end.
TEST_P(GainRange, WithinItTheCircuitFollowsTheOde) {
    const Spec spec = directions(GetParam(), 0.5, "[0.06, 0.05, -0.05, -0.03]");
    EXPECT_EQ(divisor_item(spec).verdict, Verdict::Certain);
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

/// A hundred times shorter: the start is outside, the end is not.
TEST_P(GainRange, BelowItAtTheStartIsRiskyAndTheEndIsRight) {
    const Spec spec = directions(GetParam(), 0.5, "[0.006, 0.005, -0.005, -0.003]");
    const CheckItem item = divisor_item(spec);
    EXPECT_EQ(item.verdict, Verdict::Risky);
    EXPECT_NE(item.meaning.find("too small"), std::string::npos);
    const Results results = recall_all(spec, opamp_auto(30));
    print_figures(results);
    ASSERT_EQ(results.queries.size(), 1U);
    EXPECT_LE(results.queries[0].reference->visible_error, kOpampRatio30.settled);
}

/// The end is a hundred times shorter than the start: the settled state itself would be wrong.
TEST_P(GainRange, BelowItAtTheEndIsImpossible) {
    const Spec spec = directions(GetParam(), 0.005, "[0.6, 0.5, -0.5, -0.3]");
    EXPECT_EQ(divisor_item(spec).verdict, Verdict::Impossible);
    const Result<Results> results = recall(spec, opamp_auto(30), spec.queries, {});
    ASSERT_FALSE(results.has_value());
    EXPECT_EQ(results.error().front().id, "HS-E250");
}

INSTANTIATE_TEST_SUITE_P(Layers, GainRange, testing::Values("spherical", "layernorm"),
                         [](const auto& layer) { return layer.param; });

}  // namespace
}  // namespace hopspice::test
