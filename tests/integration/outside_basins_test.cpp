// Where an epanechnikov block is outside every basin nothing is recalled, and every command says
// so.

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "integration/agreement.h"

namespace hopspice::test {
namespace {

Spec epanechnikov() { return shipped_spec("epanechnikov.json"); }

/// At v = 0 every h is -4, and 1 - 0.4 * 4 is negative.
Query far_away() {
    Query query;
    query.id = "far-away";
    query.visible.assign(8, 0.0);
    query.expect = Expectation{std::vector<std::optional<double>>(8, 1.0), ""};
    return query;
}

void expect_diverged(const Result<Results>& results) {
    ASSERT_TRUE(results.has_value());
    ASSERT_EQ(results->queries.size(), 2U);
    const QueryResult& outside = results->queries[0];
    EXPECT_EQ(outside.status, Status::Diverged);
    EXPECT_EQ(outside.correct, std::optional(false));
    ASSERT_EQ(outside.diagnostics.size(), 1U);
    EXPECT_EQ(outside.diagnostics.front().id, "HS-W251");
    for (const double v : outside.visible) {
        EXPECT_TRUE(std::isfinite(v));
    }
    for (const double energy : outside.energy_lyapunov) {
        EXPECT_TRUE(std::isfinite(energy));
    }
    EXPECT_EQ(results->queries[1].status, Status::Settled);
    EXPECT_EQ(results->queries[1].correct, std::optional(true));
}

TEST(OutsideEveryBasin, TheReferenceDivergesAndSaysWhy) {
    const Spec spec = epanechnikov();
    expect_diverged(reference(spec, std::vector<Query>{far_away(), spec.queries[8]}, 1e-6, {}));
}

TEST(OutsideEveryBasin, SoDoCircuitsOfEitherLevel) {
    const Spec spec = epanechnikov();
    for (const Target& target : {behavioral(), opamp_auto(30)}) {
        expect_diverged(recall(spec, target, std::vector<Query>{far_away(), spec.queries[8]}, {}));
    }
}

TEST(OutsideEveryBasin, CheckCountsTheQueriesThatAre) {
    Spec spec = epanechnikov();
    const auto outside = [&] {
        const Result<CheckReport> report = check(spec, behavioral());
        EXPECT_TRUE(report.has_value());
        const auto item =
            std::ranges::find(report->items, "queries outside every basin", &CheckItem::quantity);
        EXPECT_NE(item, report->items.end());
        return *item;
    };
    EXPECT_EQ(outside().value, 0);
    EXPECT_EQ(outside().verdict, Verdict::Certain);
    spec.queries.push_back(far_away());
    EXPECT_EQ(outside().value, 1);
    EXPECT_EQ(outside().verdict, Verdict::Risky);
}

}  // namespace
}  // namespace hopspice::test
