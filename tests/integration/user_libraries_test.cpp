// A user's own amplifiers and devices: recalled with them, compared with the ODE.

#include "integration/agreement.h"

namespace hopspice::test {
namespace {

const std::string kLibraries = std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/libraries/";

Results recalled(const Spec& spec, const Target& target, std::size_t queries) {
    RecallOptions options;
    options.jobs = 2;
    const std::span<const Query> asked(spec.queries.data(), std::min(queries, spec.queries.size()));
    const auto results = recall(spec, target, asked, options);
    if (!results) {
        ADD_FAILURE() << format_diagnostic(results.error().front());
        return {};
    }
    return *results;
}

TEST(UserLibraries, AVendorsAmplifierRecallsXor) {
    const Spec spec = shipped_spec("xor.json");
    const Target target =
        make_target(kLibraries + "vendor.json", {"time_unit=auto:30", "amplifier.gbw=98.7M"});
    const Results results = recalled(spec, target, 4);
    EXPECT_EQ(results.summary.correct, 4U);
    EXPECT_LE(results.summary.worst_visible_error, kOpampRatio30.settled);
    EXPECT_LE(results.summary.worst_trajectory_error, kOpampRatio30.path);
    const Results ours = recalled(spec, make_target("opamp-100M"), 1);
    // The same but for the two resistors that hold each visible state against input currents.
    auto expected = ours.counts;
    expected["resistors"] += 2 * spec.visible.size;
    EXPECT_EQ(results.counts, expected) << "a vendor's amplifier counts as one";
    // Its supply current is what its own netlist draws: 1.5 mA each, from +-2.5 V.
    const QueryResult& query = results.queries[0];
    ASSERT_TRUE(query.energy_j && query.settle_time_s);
    const double watts = static_cast<double>(results.counts.at("amplifiers")) * 1.5e-3 * 5;
    EXPECT_NEAR(query.energy_j->total / *query.settle_time_s, watts, 0.1 * watts);
}

TEST(UserLibraries, AVendorsAmplifierCorrectsHammingWords) {
    const Results results =
        recalled(shipped_spec("hamming-7-4.json"), make_target(kLibraries + "vendor.json"), 3);
    EXPECT_EQ(results.summary.correct, 3U);
    EXPECT_LE(results.summary.worst_visible_error, 0.01);
}

/// Two corners of one library: both work, and they are not the same devices.
TEST(UserLibraries, TheSectionOfALibraryDecides) {
    const Spec spec = shipped_spec("xor.json");
    std::vector<Results> corners;
    for (const std::string section : {"tt", "ss"}) {
        const Target target = make_target(
            kLibraries + "pdk.json", {"include=[\"" + kLibraries + "pdk.lib " + section + "\"]"});
        corners.push_back(recalled(spec, target, 2));
        EXPECT_EQ(corners.back().summary.correct, 2U) << section;
        EXPECT_LE(corners.back().summary.worst_visible_error, 0.01) << section;
        ASSERT_TRUE(corners.back().read_back);
        EXPECT_LE(corners.back().read_back->gain_error, 1e-3)
            << "sized with the gain of the device that is there";
    }
    EXPECT_NE(corners[0].queries[0].visible, corners[1].queries[0].visible);
}

}  // namespace
}  // namespace hopspice::test
