// Topology steered: a softmax whose collectors feed the visible neurons. Recall, time that does not
// grow with the number of memories, real weights, a second block, and both engines.

#include "integration/agreement.h"

#include "support/specs.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

Target steered(const std::vector<std::string>& overrides = {}) {
    return make_target("steered-1G", overrides);
}

constexpr Bounds kSteeredFast{0.005,
                              0.15};  ///< amplifiers as slow as the model: the path is not followed
constexpr Bounds kSteeredSlow{0.001, 0.05};  ///< tau_h twice the lag of its amplifier
constexpr double kNanosecond = 1e-9;

TEST(Steered, RecallsEveryHammingWordInNanoseconds) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, steered());
    ASSERT_EQ(results.queries.size(), 128U);
    expect_recalled(results);
    expect_agreement(results, kSteeredFast, spec);
    EXPECT_LE(results.summary.settle_time_s.max, 8.5 * kNanosecond);
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.release_time_s && query.energy_j) << query.id;
        EXPECT_LE(*query.release_time_s, 5 * kNanosecond) << query.id;
        EXPECT_LE(query.energy_j->total, 2.5e-9) << query.id;
    }
}

TEST(Steered, FollowsTheOdeWhereAmplifiersAreFast) {
    for (const char* name : {"xor.json", "hamming-7-4.json"}) {
        const Spec spec = shipped_spec(name);
        const Results results =
            recall_all(spec, steered({"time_unit=10n"}), spread(spec.queries, 12));
        expect_recalled(results);
        expect_agreement(results, kSteeredSlow, spec);
    }
}

TEST(Steered, XorIsRightAndClampsHold) {
    const Spec spec = shipped_spec("xor.json");
    const Results results = recall_all(spec, steered());
    expect_recalled(results);
    expect_agreement(results, kSteeredFast, spec);
}

TEST(Steered, ARectifierBesideItKeepsItsResistors) {
    const Spec spec = shipped_spec("two-block.json");
    const Results results = recall_all(spec, steered({"time_unit=10n"}));
    expect_recalled(results);
    expect_agreement(results, kOpampRatio30, spec);
}

/// Both engines: ngspice is the referee.
TEST(Steered, IsTheSameInNgspice) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const auto few = spread(spec.queries, 4);
    const Results ours = recall_all(spec, steered(), few, EngineChoice::Twin);
    const Results theirs = recall_all(spec, steered(), few, EngineChoice::Ngspice);
    ASSERT_EQ(ours.queries.size(), theirs.queries.size());
    for (std::size_t k = 0; k < few.size(); ++k) {
        ASSERT_TRUE(ours.queries[k].settle_time_s && theirs.queries[k].settle_time_s);
        EXPECT_NEAR(*ours.queries[k].settle_time_s, *theirs.queries[k].settle_time_s,
                    0.2 * kNanosecond);
    }
}

class SteeredHamming : public testing::TestWithParam<std::vector<std::string>> {};

/// Whatever the temperature, the supplies, the output resistance and the wires are.
TEST_P(SteeredHamming, IsRecalledInTheSameTime) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, steered(GetParam()), spread(spec.queries, 16));
    expect_recalled(results);
    expect_agreement(results, {0.01, 0.2}, spec);
    EXPECT_LE(results.summary.settle_time_s.max, 9 * kNanosecond);
}

INSTANTIATE_TEST_SUITE_P(
    Conditions, SteeredHamming,
    testing::Values(std::vector<std::string>{"temperature_c=0"},
                    std::vector<std::string>{"temperature_c=70"},
                    std::vector<std::string>{"supply.vdd=1.8", "supply.vss=-1.8"},
                    std::vector<std::string>{"amplifier.rout=0"},
                    std::vector<std::string>{"conductance.wire_capacitance=5f"},
                    std::vector<std::string>{"conductance.bits=6"}));

/// An offset of the exponents: 2 % of saturation currents are half a percent of the state.
TEST(Steered, MismatchOfTransistorsLeavesEveryWordRight) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    for (const char* seed : {"seed=1", "seed=2"}) {
        const Results results =
            recall_all(spec, steered({"device_mismatch.is=0.02", seed}), spread(spec.queries, 16));
        expect_recalled(results);
        expect_agreement(results, {0.015, 0.2}, spec);
    }
}

/// Random memories of N = 16, beta N = 20, one bit of each query wrong.
Spec random_memories(std::size_t patterns, std::uint64_t seed) {
    constexpr std::size_t kNeurons = 16;
    Draw draw(seed);
    Matrix weights{patterns, kNeurons, {}};
    for (std::size_t k = 0; k < patterns * kNeurons; ++k) {
        weights.values.push_back(draw.between(-1, 1) > 0 ? 1 : -1);
    }
    Spec spec = make_spec(
        "memories",
        make_block("memories", {FunctionType::Softmax, 20.0 / kNeurons, 1, 2, false}, weights));
    spec.hidden[0].tau = 0.1;
    for (std::size_t k = 0; k < 2; ++k) {
        std::vector<double> start(weights.values.begin() + static_cast<long>(k * kNeurons),
                                  weights.values.begin() + static_cast<long>((k + 1) * kNeurons));
        start[k] = -start[k];
        spec.queries.push_back(make_query("q" + std::to_string(k), start));
    }
    return spec;
}

double slowest_release(const Results& results) {
    double slowest = 0;
    for (const QueryResult& query : results.queries) {
        slowest = std::max(slowest, query.release_time_s.value_or(INFINITY));
    }
    return slowest;
}

TEST(Steered, TakesAsLongForManyMemoriesAsForFew) {
    double few = 0;
    for (const std::size_t patterns : {4U, 32U, 128U}) {
        const Spec spec = random_memories(patterns, 5);
        const Results results = recall_all(spec, steered());
        expect_agreement(results, kSteeredFast, spec);
        const double seconds = slowest_release(results);
        few = few == 0 ? seconds : few;
        EXPECT_LE(seconds, 1.3 * few) << patterns;
        EXPECT_LE(seconds, 6 * kNanosecond) << patterns;
    }
}

TEST(Steered, SaysWhenItHasToTakeLonger) {
    const Result<CheckReport> report = check(random_memories(1024, 1), steered());
    ASSERT_TRUE(report);
    const auto item = std::ranges::find_if(report->items, [](const CheckItem& each) {
        return each.quantity == "time unit, of the one asked for";
    });
    ASSERT_NE(item, report->items.end());
    EXPECT_EQ(item->verdict, Verdict::Risky);
    EXPECT_GT(item->value, 1);
}

class SteeredTransistors : public testing::TestWithParam<std::vector<std::string>> {};

/// Amplifiers, switches and references of transistors, which go with absolute temperature.
TEST_P(SteeredTransistors, RecallXor) {
    std::vector<std::string> overrides = GetParam();
    const std::string target = overrides.front();
    overrides.front() = "topology=steered";
    const Spec spec = shipped_spec("xor.json");
    const Results results =
        recall_all(spec, make_target(target, overrides), spread(spec.queries, 4));
    expect_recalled(results);
    expect_agreement(results, kTransistor, spec);
}

INSTANTIATE_TEST_SUITE_P(Targets, SteeredTransistors,
                         testing::Values(std::vector<std::string>{"cmos"},
                                         std::vector<std::string>{"cmos", "temperature_c=0"},
                                         std::vector<std::string>{"cmos", "temperature_c=70"},
                                         std::vector<std::string>{"bjt"}));

TEST(Steered, NoiseOfResistorsAndAmplifiersIsInIt) {
    const Spec spec = shipped_spec("xor.json");
    const Results quiet = recall_all(spec, steered({"time_unit=10n"}), spread(spec.queries, 2));
    const Results noisy = recall_all(
        spec, steered({"time_unit=10n", "noise=1", "amplifier.noise=5n"}), spread(spec.queries, 2));
    expect_recalled(noisy);
    expect_agreement(noisy, kOpampRatio30, spec);
    EXPECT_NE(quiet.queries[0].visible, noisy.queries[0].visible);
}

/// The topology that `auto` takes, as check says it.
std::string chosen(const Spec& spec, const std::vector<std::string>& overrides = {}) {
    std::vector<std::string> all = overrides;
    all.emplace_back("topology=auto");
    const Result<CheckReport> report = check(spec, make_target("opamp-1G", all));
    for (const CheckItem& item : report ? report->items : std::vector<CheckItem>{}) {
        if (item.subject == "topology") {
            return item.meaning.substr(0, item.meaning.find(':'));
        }
    }
    return "none";
}

TEST(TopologyAuto, IsSteeredWhereSoftmaxIsAllThereIs) {
    EXPECT_EQ(chosen(shipped_spec("hamming-7-4.json")), "steered");
    EXPECT_EQ(chosen(shipped_spec("xor.json")), "virtual-ground");  // four memories
    EXPECT_EQ(chosen(shipped_spec("two-block.json")), "virtual-ground");
    EXPECT_EQ(chosen(shipped_spec("cubic.json")), "virtual-ground");
    // What the topology does not build, and tails without headroom.
    EXPECT_EQ(chosen(shipped_spec("hamming-7-4.json"), {"conductance.wire_resistance=1"}),
              "virtual-ground");
    EXPECT_EQ(chosen(shipped_spec("hamming-7-4.json"), {"supply.vdd=1.3", "supply.vss=-1.3"}),
              "virtual-ground");
}

TEST(TopologyAuto, RecallsAsTheTopologyItTakes) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const auto few = spread(spec.queries, 4);
    const Results results =
        recall_all(spec, make_target("opamp-1G", {"topology=auto", "time_unit=1n"}), few);
    expect_recalled(results);
    EXPECT_LE(results.summary.settle_time_s.max, 8.5 * kNanosecond);
}

TEST(Steered, FollowsRealWeights) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Spec spec = random_softmax_spec(seed);
        expect_agreement(recall_all(spec, steered({"time_unit=auto:30"})), kOpampRatio30, spec);
    }
}

}  // namespace
}  // namespace hopspice::test
