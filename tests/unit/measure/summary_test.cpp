// Counts, quantiles and worst figures over all queries.

#include "measure/query.h"

#include <gtest/gtest.h>

namespace hopspice::measure {
namespace {

QueryResult timed(double settle_time_s) {
    QueryResult query;
    query.status = Status::Settled;
    query.settle_time_s = settle_time_s;
    return query;
}

TEST(Summarise, OfNothingIsNothing) {
    const Summary summary = summarise({});
    EXPECT_EQ(summary.queries, 0U);
    EXPECT_EQ(summary.settle_time_s.median, 0);
    EXPECT_EQ(summary.settle_time_s.max, 0);
    EXPECT_EQ(summary.settle_time_s.of, 0U);
    EXPECT_FALSE(summary.worst_visible_error);
    EXPECT_FALSE(summary.worst_trajectory_error);
    EXPECT_FALSE(summary.shortfalls.any());
}

TEST(Summarise, WhatHasNotSettledIsNotCompared) {
    QueryResult unsettled;
    unsettled.status = Status::Unsettled;
    unsettled.reference = Comparison{0.1, 0.1, 0.1, {}, true, true, {}, {}};
    EXPECT_FALSE(summarise({unsettled}).worst_visible_error);
}

TEST(Summarise, CountsWhatFallsShort) {
    QueryResult diverged = timed(1);
    diverged.status = Status::Diverged;
    QueryResult unsettled = timed(1);
    unsettled.status = Status::Unsettled;
    QueryResult passing = timed(1);
    passing.rests = false;
    QueryResult disagreeing = timed(1);
    disagreeing.reference = Comparison{};
    QueryResult right = disagreeing;  // what is expected counts alone
    right.correct = true;
    QueryResult wrong = timed(1);
    wrong.correct = false;
    QueryResult failed;
    const auto kinds = summarise({diverged, unsettled, passing, disagreeing, right, wrong, failed,
                                  wrong, timed(1)})
                           .shortfalls.kinds;
    const std::array<std::size_t, kShortfalls> expected = {1, 1, 1, 1, 2};
    for (std::size_t k = 0; k < kShortfalls; ++k) {
        EXPECT_EQ(kinds[k].count, expected[k]) << k;
    }
}

TEST(Summarise, QuantilesInterpolateBetweenSortedValues) {
    const Summary summary = summarise({timed(4), timed(1), timed(3), timed(2)});
    EXPECT_DOUBLE_EQ(summary.settle_time_s.median, 2.5);
    // Rank 0.95 * 3 = 2.85 of 1, 2, 3, 4.
    EXPECT_DOUBLE_EQ(summary.settle_time_s.p95, 3.85);
    EXPECT_DOUBLE_EQ(summary.settle_time_s.max, 4);
}

TEST(Summarise, OneValueIsEveryQuantile) {
    const Summary summary = summarise({timed(7)});
    EXPECT_EQ(summary.settle_time_s.median, 7);
    EXPECT_EQ(summary.settle_time_s.p95, 7);
    EXPECT_EQ(summary.settle_time_s.max, 7);
}

TEST(Summarise, QueriesWithoutATimeDoNotCountAsZero) {
    QueryResult unsettled;
    unsettled.status = Status::Unsettled;
    const Summary summary = summarise({timed(5), unsettled, timed(7)});
    EXPECT_EQ(summary.queries, 3U);
    EXPECT_EQ(summary.settle_time_s.median, 6);
}

TEST(Summarise, CountsExpectedCorrectAndFailed) {
    QueryResult right = timed(1);
    right.expected = "1";
    right.correct = true;
    QueryResult wrong = right;
    wrong.correct = false;
    QueryResult failed = wrong;
    failed.status = Status::Failed;
    const Summary summary = summarise({right, wrong, failed, timed(1)});
    EXPECT_EQ(summary.queries, 4U);
    EXPECT_EQ(summary.expected, 3U);
    EXPECT_EQ(summary.correct, 1U);
    EXPECT_EQ(summary.failed, 1U);
}

TEST(Summarise, KeepsTheWorstErrorsAndTheEnergiesTotal) {
    QueryResult first = timed(1);
    first.reference = Comparison{0.1, 0.01, 0.05, {}, true, true, {}, {}};
    first.energy_j = EnergyUse{3, 1, 1, 1, 0, 9};
    QueryResult second = timed(1);
    second.reference = Comparison{0.1, 0.02, 0.03, {}, true, true, {}, {}};
    second.energy_j = EnergyUse{5, 1, 1, 1, 0, 9};
    const Summary summary = summarise({first, second});
    EXPECT_EQ(summary.worst_visible_error, 0.02);
    EXPECT_EQ(summary.worst_trajectory_error, 0.05);
    EXPECT_EQ(summary.energy_j.median, 4);
    EXPECT_EQ(summary.energy_j.max, 5);
}

}  // namespace
}  // namespace hopspice::measure
