// Which runs both simulators have, and what may differ.

#include "batch/referee.h"

#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace hopspice::batch {
namespace {

Inputs inputs_of(std::uint64_t samples, std::vector<Sweep> sweep = {}, std::uint64_t seed = 1) {
    BatchPlan plan;
    plan.spec = HOPSPICE_SOURCE_DIR "/models/xor.json";
    plan.target = "opamp-1G";
    plan.samples = samples;
    plan.sweep = std::move(sweep);
    plan.seed = seed;
    return test::value_of(Inputs::read(plan));
}

TEST(Referee, HasOneRunInAHundredAndEightAtLeast) {
    EXPECT_EQ(refereed_runs(inputs_of(1000), 0).size(), 120U);
    EXPECT_EQ(refereed_runs(inputs_of(10), 0).size(), 8U);
}

TEST(Referee, HasAllRunsOfASmallBatchAndOneOfEveryPoint) {
    BatchPlan plan;
    plan.spec = HOPSPICE_SOURCE_DIR "/models/xor.json";
    plan.inputs = {"00?", "01?", "11?"};
    const auto all = refereed_runs(test::value_of(Inputs::read(plan)), 0);
    EXPECT_EQ(all, (std::vector<std::uint64_t>{0, 1, 2}));
    std::vector<std::string> gbw;
    for (int k = 1; k <= 20; ++k) {
        gbw.push_back(std::to_string(k) + "G");
    }
    const Inputs swept = inputs_of(0, {{"amplifier.gbw", gbw}});
    for (std::uint64_t point = 0; point < 20; ++point) {
        const auto runs = refereed_runs(swept, point);
        ASSERT_EQ(runs.size(), 1U);
        EXPECT_EQ(swept.place_of(runs.front()).point, point);
    }
}

TEST(Referee, ChoosesByTheSeedAloneInRisingOrder) {
    const auto runs = refereed_runs(inputs_of(500), 0);
    EXPECT_TRUE(std::ranges::is_sorted(runs));
    EXPECT_EQ(std::ranges::adjacent_find(runs), runs.end());
    EXPECT_EQ(runs, refereed_runs(inputs_of(500), 0));
    EXPECT_NE(runs, refereed_runs(inputs_of(500, {}, 2), 0));
}

/// A row within every limit.
RunRow row() {
    RunRow row;
    row.run = 12;
    row.referee_state = 1e-6;
    row.referee_path = 1e-4;
    row.referee_settle = 1e-3;
    row.referee_energy = 1e-3;
    row.referee_readout = true;
    return row;
}

TEST(Referee, ObjectsToWhatPassesALimit) {
    EXPECT_EQ(objection_to(row()), "");
    EXPECT_EQ(objection_to(RunRow{}), "");
    RunRow other = row();
    other.referee_readout = false;
    EXPECT_EQ(objection_to(other), "run 12: another readout");
    for (const auto& [field, words] : {std::pair{&RunRow::referee_state, "state at the end"},
                                       {&RunRow::referee_path, "path"},
                                       {&RunRow::referee_settle, "settling time"},
                                       {&RunRow::referee_energy, "energy"}}) {
        for (const double difference : {0.2, std::numeric_limits<double>::quiet_NaN(),
                                        std::numeric_limits<double>::infinity()}) {
            other = row();
            other.*field = difference;
            EXPECT_TRUE(objection_to(other).starts_with(std::string("run 12: ") + words))
                << objection_to(other);
        }
    }
}

}  // namespace
}  // namespace hopspice::batch
