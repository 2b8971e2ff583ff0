// The energies a recall reports: supply energy is what its parts add up to and what a quiescent
// circuit must draw, and the Lyapunov energy falls along the path.

#include "integration/agreement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace hopspice::test {
namespace {

constexpr double kSupplyVolts = 5;  // from -2.5 V to 2.5 V

std::vector<QueryResult> some_queries(const std::string& model, const Target& target) {
    const Spec spec = shipped_spec(model);
    return recall_all(spec, target, spread(spec.queries, 4)).queries;
}

TEST(SupplyEnergy, IsTheSumOfItsDomains) {
    for (const QueryResult& query : some_queries("xor.json", make_target("opamp-1G"))) {
        ASSERT_TRUE(query.energy_j.has_value());
        const EnergyUse& use = *query.energy_j;
        // The crossbar's share is dissipated by what the domains deliver. Sums of doubles: 1e-12.
        EXPECT_NEAR(use.visible + use.hidden + use.activation + use.reference, use.total,
                    1e-12 * use.total);
        EXPECT_GT(use.visible, 0);
        EXPECT_GT(use.hidden, 0);
        EXPECT_GT(use.activation, 0);
        EXPECT_GT(use.crossbar, 0);
        EXPECT_LT(use.crossbar, use.total);
    }
}

/// Every amplifier draws iq at least; what crossbar, tails and outputs add is less than that again.
TEST(SupplyEnergy, IsQuiescentPowerTimesSettlingTimeAndAModestSignalPart) {
    const Target target = make_target("opamp-1G");
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, target, spread(spec.queries, 4));
    const auto amplifiers = static_cast<double>(results.counts.at("amplifiers"));
    const double watts = amplifiers * target.amplifier.iq * kSupplyVolts;
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.energy_j && query.settle_time_s);
        const double quiescent = watts * *query.settle_time_s;
        std::cout << query.id << ": " << query.energy_j->total / quiescent
                  << " of the quiescent energy\n";
        EXPECT_GE(query.energy_j->total, 0.999 * quiescent) << query.id;
        EXPECT_LE(query.energy_j->total, 1.5 * quiescent) << query.id;
    }
}

/// With large quiescent currents the signal part disappears: iq amps 5 V t within 3 %.
TEST(SupplyEnergy, ApproachesQuiescentPowerWhereQuiescentCurrentIsLarge) {
    const Target target = make_target("opamp-1G", {"amplifier.iq=50m"});
    const Spec spec = shipped_spec("xor.json");
    const Results results = recall_all(spec, target);
    const double watts =
        static_cast<double>(results.counts.at("amplifiers")) * 50e-3 * kSupplyVolts;
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.energy_j && query.settle_time_s);
        EXPECT_NEAR(query.energy_j->total, watts * *query.settle_time_s,
                    0.03 * query.energy_j->total)
            << query.id;
    }
}

/// Static power dominates, and the time constants are what the time is made of.
TEST(SupplyEnergy, GrowsWithTheTimeUnit) {
    const auto fast = some_queries("xor.json", make_target("opamp-1G", {"time_unit=50n"}));
    const auto slow = some_queries("xor.json", make_target("opamp-1G", {"time_unit=100n"}));
    ASSERT_EQ(fast.size(), slow.size());
    for (std::size_t k = 0; k < fast.size(); ++k) {
        ASSERT_TRUE(fast[k].energy_j && slow[k].energy_j);
        const double ratio = slow[k].energy_j->total / fast[k].energy_j->total;
        EXPECT_GT(ratio, 1.8) << fast[k].id;
        EXPECT_LT(ratio, 2.2) << fast[k].id;
    }
}

TEST(SupplyEnergy, IsAbsentWhereThereAreNoSupplies) {
    for (const QueryResult& query : some_queries("xor.json", behavioral())) {
        EXPECT_FALSE(query.energy_j.has_value());
    }
}

class LyapunovEnergy : public testing::TestWithParam<std::string> {};

/// dE/dt <= 0 for softmax, relu, linear and tanh energies; what rises is reltol (5e-4) at work.
/// Measured against the largest fall of the model: a query that starts in its memory hardly falls.
TEST_P(LyapunovEnergy, FallsAlongThePathWithIdealParts) {
    const Spec spec = shipped_spec(GetParam());
    const Results results = recall_all(spec, behavioral(), spread(spec.queries, 16));
    double fall = 0;
    double rise = 0;
    for (const QueryResult& query : results.queries) {
        ASSERT_EQ(query.energy_lyapunov.size(), 2U) << query.id;
        fall = std::max(fall, query.energy_lyapunov.front() - query.energy_lyapunov.back());
        rise = std::max(rise, query.lyapunov_rise);
    }
    std::cout << GetParam() << ": falls by " << fall << ", rises by at most " << rise << '\n';
    EXPECT_GT(fall, 0);
    EXPECT_LE(rise, 1e-3 * fall);
    for (const QueryResult& query : results.queries) {
        EXPECT_LE(query.energy_lyapunov.back(), query.energy_lyapunov.front() + 1e-3 * fall)
            << query.id;
    }
}

/// Amplifiers add poles the energy does not know of: at 100 lags they matter little.
TEST_P(LyapunovEnergy, HardlyRisesAtHundredAmplifierLags) {
    const Spec spec = shipped_spec(GetParam());
    const Results results = recall_all(spec, opamp_auto(100), spread(spec.queries, 4));
    double fall = 0;
    double rise = 0;
    for (const QueryResult& query : results.queries) {
        ASSERT_EQ(query.energy_lyapunov.size(), 2U) << query.id;
        fall = std::max(fall, query.energy_lyapunov.front() - query.energy_lyapunov.back());
        rise = std::max(rise, query.lyapunov_rise);
    }
    std::cout << GetParam() << ": falls by " << fall << ", rises by at most " << rise << '\n';
    EXPECT_GT(fall, 0);
    EXPECT_LE(rise, 0.02 * fall);
}

INSTANTIATE_TEST_SUITE_P(Models, LyapunovEnergy,
                         testing::Values("xor.json", "hamming-7-4.json", "grey-level.json",
                                         "two-block.json", "spherical.json", "layernorm.json"),
                         model_name);

}  // namespace
}  // namespace hopspice::test
