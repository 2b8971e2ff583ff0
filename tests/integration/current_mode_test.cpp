// Topology current-mode: an associative memory without an op-amp. Recall, time, energy,
// temperature, mismatch, real weights, and what stands in the netlist.

#include "integration/agreement.h"

#include "netlist/reader.h"
#include "support/kits.h"
#include "support/specs.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <set>

namespace hopspice::test {
namespace {

Target current_mode(const std::vector<std::string>& overrides = {}) {
    return make_target("current-mode", overrides);
}

constexpr Bounds kCurrentMode{0.03, 0.1};  // of the settled state and the path, of the range

TEST(CurrentMode, RecallsEveryHammingWordInNanoseconds) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(spec, current_mode());
    ASSERT_EQ(results.queries.size(), 128U);
    expect_recalled(results);
    expect_agreement(results, kCurrentMode, spec);
    EXPECT_LE(results.summary.settle_time_s.max, 15e-9);
    EXPECT_LE(results.summary.energy_j.max, 1e-9);
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.energy_j && query.settle_time_s && query.release_time_s) << query.id;
        EXPECT_LE(query.energy_j->total / *query.settle_time_s, 60e-3) << query.id;
        EXPECT_LT(*query.release_time_s, *query.settle_time_s) << query.id;
        EXPECT_GT(query.energy_j->visible, 0) << query.id;
        EXPECT_GT(query.energy_j->hidden, 0) << query.id;
        EXPECT_GT(query.energy_j->activation, 0) << query.id;
    }
    EXPECT_EQ(results.counts.count("amplifiers"), 0U);
}

constexpr Bounds kHurried{0.03, 0.15};  // columns as fast as their switches allow

/// IHP's SiGe HBTs: the same memory in a tenth of a nanosecond per time unit.
TEST(CurrentMode, RecallsOnAFoundrysTransistors) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    const Spec xors = shipped_spec("xor.json");
    const Target fast =
        make_target("ihp-current-mode", {"time_unit=75p", "supply.vdd=1.65", "supply.vss=-1.65"});
    const Results bits = recall_all(xors, fast);
    ASSERT_EQ(bits.queries.size(), 12U);
    expect_recalled(bits);
    expect_agreement(bits, kHurried, xors);
    EXPECT_LE(bits.summary.settle_time_s.max, 0.6e-9);
    EXPECT_LE(bits.summary.energy_j.max, 8e-12);

    const Spec hamming = shipped_spec("hamming-7-4.json");
    const Results words =
        recall_all(hamming, make_target("ihp-current-mode"), spread(hamming.queries, 8));
    expect_recalled(words);
    expect_agreement(words, kHurried, hamming);
    EXPECT_LE(words.summary.settle_time_s.max, 3.5e-9);
    EXPECT_LE(words.summary.energy_j.max, 100e-12);
}

/// Q = I t: what the design says the supplies feed, from the input to settling.
TEST(CurrentMode, TheEnergyIsThePowerThatCheckEstimates) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Result<CheckReport> report = check(spec, current_mode());
    ASSERT_TRUE(report);
    double watts = 0;
    for (const CheckItem& item : report->items) {
        watts = item.subject == "power" ? item.value : watts;
    }
    const Results results = recall_all(spec, current_mode(), spread(spec.queries, 2));
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.energy_j && query.settle_time_s);
        EXPECT_NEAR(query.energy_j->total / *query.settle_time_s, watts, 0.1 * watts);
    }
}

TEST(CurrentMode, XorIsRightAndClampsHold) {
    const Spec spec = shipped_spec("xor.json");
    const Results results = recall_all(spec, current_mode());
    expect_recalled(results);
    expect_agreement(results, kCurrentMode, spec);
    EXPECT_LE(results.summary.settle_time_s.max, 15e-9);
}

class CurrentModeTemperature : public testing::TestWithParam<const char*> {};

TEST_P(CurrentModeTemperature, RecallsAndKeepsItsTime) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results = recall_all(
        spec, current_mode({std::string("temperature_c=") + GetParam()}), spread(spec.queries, 16));
    expect_recalled(results);
    expect_agreement(results, kCurrentMode, spec);
    EXPECT_LE(results.summary.settle_time_s.max, 15e-9);
}

INSTANTIATE_TEST_SUITE_P(Celsius, CurrentModeTemperature, testing::Values("0", "27", "70"));

Results recall_spread(int seed, std::size_t words) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    return recall_all(spec,
                      current_mode({"conductance.mismatch=0.1", "seed=" + std::to_string(seed)}),
                      spread(spec.queries, words));
}

TEST(CurrentMode, TenPercentMismatchLeavesEveryWordRight) {
    for (const int seed : {1, 2}) {
        expect_recalled(recall_spread(seed, 16));
    }
}

TEST(LongCurrentMode, TenPercentMismatchLeavesAllWordsRightOnTwentyDies) {
    for (int seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        expect_recalled(recall_spread(seed, 128));
    }
}

Spec real_model(std::uint64_t seed) {
    RandomSpecOptions options;
    options.most_visible = 8;
    options.most_blocks = 1;
    options.most_hidden = 8;
    options.queries = 2;
    options.energies = {FunctionType::Softmax};
    options.activations = {FunctionType::Linear};
    return random_stable_spec(seed, options);
}

void expect_real_models(std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        SCOPED_TRACE(seed);
        const Spec spec = real_model(seed);
        expect_agreement(recall_all(spec, current_mode({"time_unit=10n"})), kCurrentMode, spec);
    }
}

TEST(CurrentMode, FollowsRandomModelsOfRealWeights) { expect_real_models(1, 4); }
TEST(LongCurrentMode, FollowsManyRandomModelsOfRealWeights) { expect_real_models(5, 30); }

TEST(CurrentMode, ItsNetlistHoldsNothingButParts) {
    const Result<Netlist> netlist =
        compile(shipped_spec("hamming-7-4.json"), current_mode(), {}, {.form = NetlistForm::Flat});
    ASSERT_TRUE(netlist);
    const auto deck = netlist::read_deck(netlist->text);
    ASSERT_TRUE(deck);
    const circuit::Circuit* circuit = &deck->circuit;
    const std::set<circuit::Kind> allowed = {
        circuit::Kind::Resistor,      circuit::Kind::Capacitor,     circuit::Kind::Bjt,
        circuit::Kind::VoltageSource, circuit::Kind::CurrentSource, circuit::Kind::Mosfet};
    std::size_t currents = 0;
    for (const circuit::Group& group : circuit->groups) {
        for (const circuit::Element& element : group.elements) {
            EXPECT_TRUE(allowed.contains(element.kind)) << element.name;
            currents += element.kind == circuit::Kind::CurrentSource ? 1U : 0U;
        }
    }
    EXPECT_EQ(currents, 1U);  // the bias reference
    EXPECT_TRUE(circuit->subcircuits.empty());
}

/// N memories of N bits at a beta that asks for volts the supplies do not have.
TEST(CurrentMode, AModelThatDoesNotFitIsRefused) {
    const Result<Netlist> netlist = compile(make_hamming(60), current_mode(), {});
    ASSERT_FALSE(netlist);
    EXPECT_EQ(netlist.error().front().id, "HS-E250");
}

TEST(CurrentMode, AModelItDoesNotBuildIsRefused) {
    const Result<Netlist> netlist = compile(shipped_spec("two-block.json"), current_mode(), {});
    ASSERT_FALSE(netlist);
    EXPECT_EQ(netlist.error().front().id, "HS-E260");
}

}  // namespace
}  // namespace hopspice::test
