// XOR and Hamming (7,4): the facts that were derived for them, number by number.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/reference.h"
#include "runs.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

std::vector<double> final_visible(const Trajectory& trajectory) {
    const auto end = trajectory.visible.values.end();
    return {end - static_cast<std::ptrdiff_t>(trajectory.visible.cols), end};
}

/// Runs a query and gives the trajectory; the test fails where there is none.
double error(const Query& query, const std::vector<double>& visible) {
    double most = 0;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        most = std::max(most, std::abs(visible[i] - *query.expect->visible[i]));
    }
    return most;
}

/// 1 % settling time of a query: against the state at 100 tau, not against where it was stopped.
double settling(const Spec& spec, const Query& query) {
    const Trajectory trajectory = settled(spec, [&query] {
        Query to_the_end = query;
        to_the_end.time = 60;
        return to_the_end;
    }());
    return wave::settling_time(trajectory.time, trajectory.visible.values, spec.visible.size, 0.01);
}

TEST(Xor, IsRightForEveryBetaOfTwoAndMoreFromAnyStart) {
    for (const double beta : {2.0, 3.0, 5.0, 10.0, 30.0}) {
        for (const double start : {0.0, 0.5, 1.0}) {
            Spec spec = test::make_xor(beta);
            spec.visible.initial[2] = start;
            for (const Query& query : spec.queries) {
                EXPECT_LT(error(query, final_visible(settled(spec, query))), 0.5)
                    << beta << " " << start << " " << query.id;
            }
        }
    }
}

TEST(Xor, TheFreeBitIsWithinTheResidualOfItsBeta) {
    for (const auto& [beta, residual] : {std::pair{5.0, 0.0145}, std::pair{10.0, 1.05e-4}}) {
        // The facts are rounded: 0.014 and 1e-4 (2 exp(-beta) to first order).
        const Spec spec = test::make_xor(beta);
        for (const Query& query : spec.queries) {
            const Result<Trajectory> found =
                integrate(spec, stimulus(spec, query), std::vector<double>{60});
            ASSERT_TRUE(found);
            EXPECT_LT(error(query, found->visible.values), residual) << beta << " " << query.id;
        }
    }
}

TEST(Xor, AnyTwoClampedBitsRecoverTheThird) {
    Spec spec = test::make_xor(10);
    spec.visible.initial = {0.5, 0.5, 0.5};
    for (const Query& truth : spec.queries) {
        for (std::size_t unknown = 0; unknown < 3; ++unknown) {
            Query query;
            query.expect = truth.expect;
            for (std::size_t i = 0; i < 3; ++i) {
                if (i != unknown) {
                    query.clamp[i] = *truth.expect->visible[i];
                }
            }
            EXPECT_LT(error(query, final_visible(settled(spec, query))), 0.02);
        }
    }
}

TEST(Xor, SettlesInThreePointNineTauFromTheMiddleAndSixFromTheWrongRail) {
    Spec spec = test::make_xor(10);
    for (const Query& query : spec.queries) {
        EXPECT_NEAR(settling(spec, query), 3.9, 0.15) << query.id;
    }
    spec = test::make_xor(5);
    double slowest = 0;
    for (const Query& query : spec.queries) {
        spec.visible.initial[2] = 1 - *query.expect->visible[2];
        slowest = std::max(slowest, settling(spec, query));
    }
    EXPECT_NEAR(slowest, 5.9, 0.15);
}

std::size_t corrected(const Spec& spec) {
    return static_cast<std::size_t>(
        std::ranges::count_if(spec.queries, [&spec](const Query& query) {
            return error(query, final_visible(settled(spec, query))) < 0.5;
        }));
}

TEST(Hamming, CorrectsNoSingleErrorBelowTheThresholdAndAllAboveIt) {
    EXPECT_EQ(corrected(test::make_hamming(2.3)), 0U);
    EXPECT_EQ(corrected(test::make_hamming(2.5)), 112U);
}

TEST(Hamming, AllWordsHoldAboveTheThreshold) {
    Spec spec = test::make_hamming(3);
    for (const std::vector<double>& word : test::hamming_words()) {
        Query query = test::make_query("word", word);
        query.expect = Expectation{{word.begin(), word.end()}, ""};
        EXPECT_LT(error(query, final_visible(settled(spec, query))), 0.5);
    }
}

TEST(Hamming, EveryDoubleErrorReachesSomeOtherWord) {
    const Spec spec = test::make_hamming(10);
    const auto words = test::hamming_words();
    for (std::size_t w = 0; w < words.size(); w += 5) {
        for (std::size_t first = 0; first < 7; ++first) {
            for (std::size_t second = first + 1; second < 7; ++second) {
                std::vector<double> received = words[w];
                received[first] = 1 - received[first];
                received[second] = 1 - received[second];
                std::vector<double> v =
                    final_visible(settled(spec, test::make_query("q", received)));
                for (double& value : v) {
                    value = value > 0.5 ? 1 : 0;
                }
                EXPECT_NE(std::ranges::find(words, v), words.end());
                EXPECT_NE(v, words[w]);
            }
        }
    }
}

TEST(Hamming, ResidualErrorsAreThoseOfTheirBeta) {
    for (const auto& [beta, residual] :
         {std::pair{3.0, 0.076}, std::pair{4.0, 0.010}, std::pair{5.0, 0.002}}) {
        const Spec spec = test::make_hamming(beta);
        const Result<Trajectory> found =
            integrate(spec, stimulus(spec, spec.queries[40]), std::vector<double>{80});
        ASSERT_TRUE(found);
        // The facts are rounded to three decimals.
        EXPECT_NEAR(error(spec.queries[40], found->visible.values), residual, 5.1e-4) << beta;
    }
}

TEST(Hamming, SettlingTimesAreThoseOfTheirBeta) {
    for (const auto& [beta, time] :
         {std::pair{3.0, 12.8}, std::pair{4.0, 5.2}, std::pair{8.0, 4.6}, std::pair{15.0, 4.6}}) {
        const Spec spec = test::make_hamming(beta);
        double slowest = 0;
        for (std::size_t k = 0; k < 14; ++k) {
            slowest = std::max(slowest, settling(spec, spec.queries[k * 8]));
        }
        EXPECT_NEAR(slowest, time, 0.06) << beta;
    }
}

TEST(Hamming, ARunStopsWithinTheBandAndNotMuchLater) {
    for (const double beta : {3.0, 4.0, 8.0, 15.0}) {
        const Spec spec = test::make_hamming(beta);
        for (std::size_t k = 0; k < 112; k += 16) {
            const Trajectory trajectory = settled(spec, spec.queries[k]);
            EXPECT_TRUE(trajectory.settled);
            const Result<Trajectory> end =
                integrate(spec, stimulus(spec, spec.queries[k]), std::vector<double>{100});
            ASSERT_TRUE(end);
            const std::vector<double> stopped = final_visible(trajectory);
            for (std::size_t i = 0; i < stopped.size(); ++i) {
                EXPECT_NEAR(stopped[i], end->visible(0, i), 0.01) << beta << " " << k;
            }
            EXPECT_LT(trajectory.time.back(), settling(spec, spec.queries[k]) + 3) << beta;
        }
    }
}

}  // namespace
}  // namespace hopspice::model
