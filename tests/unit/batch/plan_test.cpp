// Which run is which, and what a batch is compared by.

#include "batch/plan.h"

#include "spec/fingerprint.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <set>

namespace hopspice::batch {
namespace {

BatchPlan xor_plan() {
    BatchPlan plan;
    plan.spec = HOPSPICE_SOURCE_DIR "/models/xor.json";
    plan.target = "opamp-1G";
    plan.samples = 3;
    plan.sweep = {{"amplifier.gbw", {"1G", "2G"}}, {"hidden.0.energy.beta", {"5", "10", "20"}}};
    return plan;
}

std::string refusal(const BatchPlan& plan) {
    const auto inputs = Inputs::read(plan);
    EXPECT_FALSE(inputs);
    return inputs ? "" : test::words_of(inputs.error());
}

std::string fact(const BatchPlan& plan, const std::string& key) {
    for (const auto& [name, value] : test::value_of(Inputs::read(plan)).stored_plan().facts) {
        if (name == key) {
            return value;
        }
    }
    ADD_FAILURE() << "no fact " << key;
    return "";
}

TEST(BatchPlan, CrossesPointsSamplesAndQueries) {
    const Inputs inputs = test::value_of(Inputs::read(xor_plan()));
    EXPECT_EQ(inputs.points(), 6U);
    EXPECT_EQ(inputs.samples(), 3U);
    EXPECT_EQ(inputs.queries(), test::shipped_model("xor").queries.size());
    EXPECT_EQ(inputs.runs(), 6 * 3 * inputs.queries());
    std::set<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>> places;
    for (std::uint64_t run = 0; run < inputs.runs(); ++run) {
        const Place place = inputs.place_of(run);
        EXPECT_LT(place.point, 6U);
        EXPECT_LT(place.sample, 3U);
        EXPECT_LT(place.query, inputs.queries());
        EXPECT_EQ((place.point * 3 + place.sample) * inputs.queries() + place.query, run);
        places.insert({place.point, place.sample, place.query});
    }
    EXPECT_EQ(places.size(), inputs.runs());
}

TEST(BatchPlan, TheLastKeyChangesFastestAndBothFilesAreSet) {
    const Inputs inputs = test::value_of(Inputs::read(xor_plan()));
    EXPECT_EQ(inputs.sweep_text(0), "amplifier.gbw=1G hidden.0.energy.beta=5");
    EXPECT_EQ(inputs.sweep_text(1), "amplifier.gbw=1G hidden.0.energy.beta=10");
    EXPECT_EQ(inputs.sweep_text(3), "amplifier.gbw=2G hidden.0.energy.beta=5");
    const Point point = test::value_of(inputs.point(5));
    EXPECT_EQ(point.target.amplifier.gbw, 2e9);
    EXPECT_EQ(point.spec.hidden[0].energy.beta, 20);
}

TEST(BatchPlan, CornersOfAKitAreASweep) {
    BatchPlan plan = xor_plan();
    plan.target = HOPSPICE_SOURCE_DIR "/tests/data/kit/target.json";
    plan.sweep = {{"pdk.corner", {"nominal", "slow"}}};
    plan.samples = 0;
    const Inputs inputs = test::value_of(Inputs::read(plan));
    ASSERT_EQ(inputs.points(), 2U);
    EXPECT_EQ(inputs.sweep_text(1), "pdk.corner=slow");
    EXPECT_EQ(test::value_of(inputs.point(0)).target.include.front().section, "tt");
    EXPECT_EQ(test::value_of(inputs.point(1)).target.include.front().section, "ss");
}

TEST(BatchPlan, AKitsMismatchIsWhatSamplesDifferIn) {
    BatchPlan plan = xor_plan();
    plan.target = HOPSPICE_SOURCE_DIR "/tests/data/kit/target.json";
    plan.sweep.clear();
    EXPECT_FALSE(test::value_of(Inputs::read(plan)).warnings().empty());
    plan.settings = {"pdk.statistics=mismatch"};
    EXPECT_TRUE(test::value_of(Inputs::read(plan)).warnings().empty());
}

TEST(BatchPlan, SamplesAreTheSameAtEveryPointAndDifferFromEachOther) {
    const Inputs inputs = test::value_of(Inputs::read(xor_plan()));
    const Point first = test::value_of(inputs.point(0));
    const Point last = test::value_of(inputs.point(5));
    std::set<std::uint64_t> seeds;
    for (std::uint64_t sample = 0; sample < 1000; ++sample) {
        EXPECT_EQ(inputs.target_of(first, sample).seed, inputs.target_of(last, sample).seed);
        seeds.insert(sample_seed(1, sample));
        seeds.insert(sample_seed(2, sample));
        EXPECT_LT(sample_seed(1, sample), std::uint64_t{1} << 53U);
    }
    EXPECT_EQ(seeds.size(), 2000U);
}

/// A seed is part of what databases hold: it must never change.
TEST(BatchPlan, SeedsAreThoseOfTheFirstVersion) {
    EXPECT_EQ(sample_seed(1, 0), 3316356330981164U);
    EXPECT_EQ(sample_seed(1, 1), 8498871037046174U);
    EXPECT_EQ(sample_seed(20260101, 12345), 84614467613556U);
}

TEST(BatchPlan, WithoutSamplesTheSeedIsThatOfTheTarget) {
    BatchPlan plan = xor_plan();
    plan.samples = 0;
    plan.settings = {"seed=42"};
    const Inputs inputs = test::value_of(Inputs::read(plan));
    EXPECT_EQ(inputs.samples(), 1U);
    EXPECT_EQ(inputs.target_of(test::value_of(inputs.point(0)), 0).seed, 42U);
}

TEST(BatchPlan, SaysWhatIsWrongWithASweep) {
    for (const char* text : {"", "amplifier.gbw", "=1,2", "amplifier.gbw=", "a=1,,2", "a=1,2,1"}) {
        const auto sweep = read_sweep(text);
        ASSERT_FALSE(sweep) << text;
        EXPECT_EQ(sweep.error().front().id, "HS-E208") << text;
    }
    const Sweep sweep = test::value_of(read_sweep("time_unit=auto:30,10n"));
    EXPECT_EQ(sweep.key, "time_unit");
    EXPECT_EQ(sweep.values, (std::vector<std::string>{"auto:30", "10n"}));
    BatchPlan plan = xor_plan();
    plan.sweep = {{"seed", {"1"}}, {"seed", {"2"}}};
    EXPECT_NE(refusal(plan).find("[HS-E208]"), std::string::npos);
}

TEST(BatchPlan, UnknownKeysAreNamedWithTheirPointer) {
    BatchPlan plan = xor_plan();
    plan.sweep = {{"amplifier.gwb", {"1G"}}};
    EXPECT_NE(refusal(plan).find("command line: /amplifier/gwb: unknown key `gwb`"),
              std::string::npos)
        << refusal(plan);
    plan.sweep = {{"hidden.0.energy.betta", {"1"}}};
    EXPECT_NE(refusal(plan).find("command line: /hidden/0/energy/betta: unknown key `betta`"),
              std::string::npos)
        << refusal(plan);
    plan.sweep = {{"hidden.7.tau", {"1"}}};
    EXPECT_NE(
        refusal(plan).find("command line: /hidden: `hidden.7.tau=1` sets a key of an array of 1"),
        std::string::npos)
        << refusal(plan);
    plan.sweep = {{"hidden.0.energy.beta", {"1", "-1"}}};
    EXPECT_NE(refusal(plan).find("command line: /hidden/0/energy/beta: must be"), std::string::npos)
        << refusal(plan);
}

TEST(BatchPlan, TooManyRunsAreRefused) {
    BatchPlan plan = xor_plan();
    plan.samples = std::uint64_t{1} << 62U;
    EXPECT_NE(refusal(plan).find("more than 1000000000 runs [HS-E206]"), std::string::npos);
}

TEST(BatchPlan, SamplesThatAreAllAlikeAreAWarning) {
    BatchPlan plan = xor_plan();
    EXPECT_EQ(test::value_of(Inputs::read(plan)).warnings().front().id, "HS-W206");
    plan.settings = {"conductance.mismatch=0.02"};
    EXPECT_TRUE(test::value_of(Inputs::read(plan)).warnings().empty());
    for (const char* setting :
         {"amplifier.offset_sigma=1m", "amplifier.array_offset_sigma=1m",
          "conductance.array_mismatch=0.1", "conductance.stuck_on=0.1", "conductance.stuck_off=0.1",
          "capacitor.mismatch=0.1", "capacitor.array_mismatch=0.1", "device_mismatch.is=0.1",
          "device_mismatch.vt=1m", "noise=1"}) {
        plan.settings = {setting};
        EXPECT_TRUE(test::value_of(Inputs::read(plan)).warnings().empty()) << setting;
    }
    plan.settings = {"conductance.drift_nu=0.1", "conductance.drift_time=100"};
    EXPECT_EQ(test::value_of(Inputs::read(plan)).warnings().front().id, "HS-W206")
        << "all cells drift alike";
    plan.settings.emplace_back("conductance.drift_nu_sigma=0.1");
    EXPECT_TRUE(test::value_of(Inputs::read(plan)).warnings().empty());
}

TEST(BatchPlan, AnotherSpecTargetOrQueryIsAnotherChecksum) {
    const BatchPlan plan = xor_plan();
    BatchPlan other = plan;
    other.settings = {"supply.vdd=3"};
    EXPECT_NE(fact(plan, "target_checksum"), fact(other, "target_checksum"));
    EXPECT_EQ(fact(plan, "spec_checksum"), fact(other, "spec_checksum"));
    other = plan;
    other.sweep[1].values[0] = "6";
    EXPECT_NE(fact(plan, "spec_checksum"), fact(other, "spec_checksum"));
    other = plan;
    other.inputs = {"1,0,?"};
    EXPECT_NE(fact(plan, "queries_checksum"), fact(other, "queries_checksum"));
    EXPECT_EQ(fact(plan, "spec_checksum"), fact(plan, "spec_checksum"));
}

TEST(Fingerprint, SeesEveryNumberOfASpec) {
    const Spec spec = test::shipped_model("hamming-7-4");
    const std::uint64_t before = spec::fingerprint_of(spec);
    for (int change = 0; change < 8; ++change) {
        Spec other = spec;
        change == 0   ? void(other.hidden[0].weights.values.back() += 1e-12)
        : change == 1 ? void(other.hidden[0].bias[3] += 1e-12)
        : change == 2 ? void(other.hidden[0].energy.beta += 1e-12)
        : change == 3 ? void(other.visible.tau += 1e-12)
        : change == 4 ? void(other.visible.initial[0] += 1e-12)
        : change == 5 ? void(other.inference.settle += 1e-12)
        : change == 6 ? void(other.readout.level += 1e-12)
                      : void(other.queries.back().visible[0] = std::nullopt);
        EXPECT_NE(spec::fingerprint_of(other), before) << change;
    }
}

}  // namespace
}  // namespace hopspice::batch
