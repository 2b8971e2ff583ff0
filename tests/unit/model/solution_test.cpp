// A solution that is kept: the same numbers as those of a new one, whatever was asked before.

#include "model/solution.h"

#include "model/products.h"
#include "runs.h"
#include "support/random.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace hopspice::model {
namespace {

std::vector<double> values_of(const Result<Trajectory>& found) {
    EXPECT_TRUE(found);
    std::vector<double> all = found ? found->visible.values : std::vector<double>{};
    if (found) {
        all.insert(all.end(), found->hidden.values.begin(), found->hidden.values.end());
    }
    return all;
}

TEST(Solution, IsThatOfIntegrate) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const Stimulus start = stimulus(spec, test::make_query("q", {2}));
    const std::vector<double> times = {0, 1e-3, 0.2, 1, 5, 12};
    const std::vector<double> kept = values_of(Solution(spec, start).at(times));
    const std::vector<double> wanted = values_of(integrate(spec, start, times));
    ASSERT_EQ(kept.size(), wanted.size());
    for (std::size_t k = 0; k < kept.size(); ++k) {
        EXPECT_NEAR(kept[k], wanted[k], 5e-7) << "rtol 1e-8 per step, as of the closed form";
    }
}

TEST(Solution, WhatWasAskedBeforeChangesNoBit) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const Stimulus start = stimulus(spec, test::make_query("q", {2}));
    const std::vector<double> times = {0.01, 0.33, 0.34, 3, 7.5};
    const std::vector<double> fresh = values_of(Solution(spec, start).at(times));
    Solution kept(spec, start);
    (void)values_of(kept.at(std::vector{20.0}));
    (void)values_of(kept.at(std::vector{0.0, 0.335}));
    EXPECT_EQ(values_of(kept.at(times)), fresh);
    EXPECT_EQ(values_of(kept.at(times)), fresh);
}

TEST(Solution, SettlesAsIntegratedWhateverWasAskedBefore) {
    const Spec spec = two_memories(0.537);  // passes a ghost
    const Stimulus start = stimulus(spec, test::make_query("q", {0.95, 0.05}));
    const auto wanted = integrate_until_settled(spec, start, one_percent(), 1000);
    ASSERT_TRUE(wanted);
    ASSERT_TRUE(wanted->passage.has_value());
    Solution kept(spec, start);
    (void)values_of(kept.at(std::vector{0.5, 300.0}));
    for (int turn = 0; turn < 2; ++turn) {
        const auto found = kept.until_settled(one_percent(), 1000);
        ASSERT_TRUE(found);
        EXPECT_TRUE(found->settled);
        EXPECT_EQ(found->time, wanted->time);
        EXPECT_EQ(values_of(found), values_of(wanted));
        EXPECT_EQ(found->passage->time, wanted->passage->time);
    }
    const auto cut = kept.until_settled(one_percent(), 0.3);
    ASSERT_TRUE(cut);
    EXPECT_FALSE(cut->settled);
    EXPECT_EQ(cut->time.back(), 0.3);
}

TEST(Solution, EndsWhereItDivergesEveryTime) {
    const Spec spec = test::make_linear(3, 0.3, -0.2, 0.1);  // w^2 > 1: runs away
    const Stimulus start = stimulus(spec, test::make_query("q", {2}));
    Solution solution(spec, start);
    for (int turn = 0; turn < 2; ++turn) {
        const auto found = solution.at(std::vector{0.1, 1000.0, 2000.0});
        ASSERT_TRUE(found);
        EXPECT_TRUE(found->diverged);
        EXPECT_LE(found->time.size(), 2U);
    }
}

/// Numbers from -1 to 1.
std::vector<double> draws(std::size_t size, std::uint64_t seed) {
    std::vector<double> values(size);
    for (double& value : values) {
        value = 2 * uniform_from(mix_bits(seed++)) - 1;
    }
    return values;
}

TEST(Products, AreThoseOfTheDefinitionWhateverTheSize) {
    for (const std::size_t rows : {1U, 3U, 8U, 30U, 127U, 128U, 150U}) {
        for (const std::size_t cols : {1U, 5U, 512U, 700U}) {
            const Matrix xi{rows, cols, draws(rows * cols, 1)};
            const std::vector<double> f = draws(rows, 77);
            const std::vector<double> g = draws(cols, 99);
            std::vector<double> into_columns = draws(cols, 5);
            std::vector<double> into_rows = draws(rows, 6);
            std::vector<double> columns = into_columns;
            std::vector<double> sums = into_rows;
            add_columns(xi, f, columns);
            add_rows(xi, g, sums);
            for (std::size_t i = 0; i < cols; ++i) {
                for (std::size_t mu = 0; mu < rows; ++mu) {
                    into_columns[i] += xi(mu, i) * f[mu];
                }
                EXPECT_NEAR(columns[i], into_columns[i], 1e-13);
            }
            for (std::size_t mu = 0; mu < rows; ++mu) {
                for (std::size_t i = 0; i < cols; ++i) {
                    into_rows[mu] += xi(mu, i) * g[i];
                }
                EXPECT_EQ(sums[mu], into_rows[mu]) << "term by term";
            }
        }
    }
}

TEST(Products, OfLargeMatricesAreTheSameBitsWithVectorsOfAnyWidth) {
    for (const std::size_t rows : {65U, 100U, 128U}) {
        for (const std::size_t cols : {65U, 256U, 515U}) {
            const Matrix xi{rows, cols, draws(rows * cols, 1)};
            ASSERT_TRUE(is_large(xi));
            const LargeMatrix large(xi);
            const std::vector<double> f = draws(rows, 77);
            const std::vector<double> g = draws(cols, 99);
            std::vector<double> hidden = draws(rows, 6);
            std::vector<double> visible = draws(cols, 5);
            std::vector<double> same_hidden = hidden;
            std::vector<double> same_visible = visible;
            add_rows(xi, g, same_hidden);
            for (std::size_t mu = 0; mu < rows; ++mu) {
                for (std::size_t i = 0; i < cols; ++i) {
                    same_visible[i] += xi(mu, i) * f[mu];
                }
            }
            const std::vector<double> before_hidden = hidden;
            const std::vector<double> before_visible = visible;
            add_both(large, g, f, hidden, visible);
            EXPECT_EQ(visible, same_visible) << "term by term";
            for (std::size_t mu = 0; mu < rows; ++mu) {
                EXPECT_NEAR(hidden[mu], same_hidden[mu], 1e-13);
            }
            for (const AddBoth way : ways_to_add_both()) {
                std::vector<double> other_hidden = before_hidden;
                std::vector<double> other_visible = before_visible;
                way(large, g.data(), f.data(), other_hidden.data(), other_visible.data());
                EXPECT_EQ(other_hidden, hidden);
                EXPECT_EQ(other_visible, visible);
            }
        }
    }
}

}  // namespace
}  // namespace hopspice::model
