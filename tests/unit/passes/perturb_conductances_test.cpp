// Mismatch: seeded, independent of the order of draws, of the right size, and off by default.

#include "networks.h"
#include "support/draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace hopspice::passes {
namespace {

constexpr int kDraws = 10000;

std::vector<double> draws(std::uint64_t seed) {
    std::vector<double> values;
    for (int k = 0; k < kDraws; ++k) {
        values.push_back(normal_of(seed, fmt::format("cell 0 1 {} {}", k / 100, k % 100)));
    }
    return values;
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double deviation(const std::vector<double>& values) {
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

TEST(NormalOf, HasMeanZeroAndDeviationOne) {
    // Standard errors of n draws: 1/sqrt(n) of the mean, 1/sqrt(2 n) of the deviation.
    const double n = kDraws;
    for (const std::uint64_t seed : {0U, 1U, 7U, 123456789U}) {
        const auto values = draws(seed);
        EXPECT_NEAR(mean(values), 0, 4 / std::sqrt(n)) << seed;
        EXPECT_NEAR(deviation(values), 1, 4 / std::sqrt(2 * n)) << seed;
    }
}

TEST(NormalOf, HasTheTailsOfANormalDistribution) {
    // P(|z| > 2) = 0.0455, standard error sqrt(p (1-p)/n).
    int beyond = 0;
    for (const double z : draws(3)) {
        beyond += std::abs(z) > 2 ? 1 : 0;
    }
    const double p = 0.0455;
    EXPECT_NEAR(static_cast<double>(beyond) / kDraws, p, 4 * std::sqrt(p * (1 - p) / kDraws));
}

TEST(NormalOf, DependsOnSeedAndNameAlone) {
    const double first = normal_of(7, "cell 0 1 2 3");
    static_cast<void>(draws(7));
    EXPECT_EQ(normal_of(7, "cell 0 1 2 3"), first);
    EXPECT_NE(normal_of(8, "cell 0 1 2 3"), first);
    EXPECT_NE(normal_of(7, "cell 0 1 3 2"), first);
    const auto values = draws(7);
    EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), values.size());
}

TEST(NormalOf, NeighbouringSeedsAreUncorrelated) {
    const auto a = draws(7);
    const auto b = draws(8);
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += a[k] * b[k];
    }
    EXPECT_NEAR(sum / kDraws, 0, 4 / std::sqrt(kDraws));
}

analog::Network perturbed(const std::vector<std::string>& overrides) {
    return test::network_after("perturb-conductances", test::shipped_model("hamming-7-4"),
                               test::target_of("opamp-1G", overrides));
}

/// z of every cell that exists.
std::vector<double> relative_errors(const analog::Network& network,
                                    const analog::Network& nominal) {
    std::vector<double> errors;
    for (std::size_t c = 0; c < network.crossbars.size(); ++c) {
        const auto& values = network.crossbars[c].siemens.values;
        const auto& wanted = nominal.crossbars[c].siemens.values;
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (wanted[k] != 0) {
                errors.push_back(values[k] / wanted[k] - 1);
            }
        }
    }
    return errors;
}

TEST(PerturbConductances, IsOffByDefault) {
    const auto nominal = test::network_after("map-conductances", test::shipped_model("hamming-7-4"),
                                             test::target_of("opamp-1G"));
    const auto network = perturbed({"seed=99"});
    for (std::size_t c = 0; c < network.crossbars.size(); ++c) {
        EXPECT_EQ(network.crossbars[c].siemens.values, nominal.crossbars[c].siemens.values);
    }
    EXPECT_EQ(network.banks[1].bias_siemens, nominal.banks[1].bias_siemens);
}

TEST(PerturbConductances, TheSameSeedGivesTheSameCircuit) {
    const auto a = perturbed({"conductance.mismatch=0.02", "seed=7"});
    const auto b = perturbed({"conductance.mismatch=0.02", "seed=7"});
    const auto c = perturbed({"conductance.mismatch=0.02", "seed=8"});
    EXPECT_EQ(a.crossbars[0].siemens.values, b.crossbars[0].siemens.values);
    EXPECT_EQ(a.banks[1].bias_siemens, b.banks[1].bias_siemens);
    EXPECT_NE(a.crossbars[0].siemens.values, c.crossbars[0].siemens.values);
}

TEST(PerturbConductances, HasTheTargetsRelativeDeviation) {
    const auto nominal = perturbed({});
    const double sigma = 0.02;
    std::vector<double> errors;
    for (int seed = 0; seed < 50; ++seed) {
        const auto network = perturbed({"conductance.mismatch=0.02", fmt::format("seed={}", seed)});
        const auto more = relative_errors(network, nominal);
        errors.insert(errors.end(), more.begin(), more.end());
    }
    const auto n = static_cast<double>(errors.size());
    EXPECT_GT(n, 4000);
    EXPECT_NEAR(mean(errors), 0, 4 * sigma / std::sqrt(n));
    EXPECT_NEAR(deviation(errors), sigma, 4 * sigma / std::sqrt(2 * n));
}

TEST(PerturbConductances, ForthAndBackAreDifferentResistors) {
    const auto nominal = perturbed({});
    const auto network = perturbed({"conductance.mismatch=0.05", "seed=7"});
    // Word 1101001 has bit 0: cell (1, 0) forth and (0, 1) back.
    const double forth = network.crossbars[0].siemens(1, 0) / nominal.crossbars[0].siemens(1, 0);
    const double back = network.crossbars[1].siemens(0, 1) / nominal.crossbars[1].siemens(0, 1);
    EXPECT_NE(forth, back);
}

TEST(PerturbConductances, NothingAppearsAndNothingChangesItsSign) {
    const auto nominal = perturbed({});
    const auto wild = perturbed({"conductance.mismatch=0.5", "seed=7"});
    for (std::size_t c = 0; c < wild.crossbars.size(); ++c) {
        for (std::size_t k = 0; k < wild.crossbars[c].siemens.values.size(); ++k) {
            const double before = nominal.crossbars[c].siemens.values[k];
            const double after = wild.crossbars[c].siemens.values[k];
            EXPECT_EQ(before == 0, after == 0);
            EXPECT_GE(before * after, 0);
        }
    }
}

}  // namespace
}  // namespace hopspice::passes
