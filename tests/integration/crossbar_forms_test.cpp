// The two forms in which a large crossbar of lines without output resistance is simulated are one
// circuit.

#include "driver/query_runs.h"
#include "integration/agreement.h"
#include "support/prepared.h"

#include <algorithm>
#include <cmath>

namespace hopspice::test {
namespace {

/// 32 patterns of 40 bits: crossbars of 1280 cells.
const Spec& large_model() {
    static const Spec kSpec = [] {
        Json patterns = Json::array();
        std::uint32_t state = 1;
        for (int pattern = 0; pattern < 32; ++pattern) {
            std::string bits;
            for (int bit = 0; bit < 40; ++bit) {
                state = state * 1664525U + 1013904223U;
                bits += (state >> 31U) != 0 ? '1' : '0';
            }
            patterns.push_back(bits);
        }
        const Json spec{
            {"format", "denseam/1"},
            {"name", "forty"},
            {"visible", {{"size", 40}, {"activation", "identity"}, {"tau", 1}}},
            {"hidden",
             {{{"name", "memories"},
               {"tau", 0.1},
               {"energy", {{"type", "softmax"}, {"beta", 0.4}}},
               {"weights", {{"patterns", patterns}, {"encoding", "bipolar"}}}}}},
            {"readout", {{"type", "sign"}}},
            {"queries", {{{"id", "first"}, {"visible", patterns[0]}, {"expect", patterns[0]}}}}};
        return value_of(read_spec_text(spec.dump(), "forty", ""));
    }();
    return kSpec;
}

std::size_t count_lines(const std::vector<std::string>& lines, const std::string& start) {
    return static_cast<std::size_t>(
        std::ranges::count_if(lines, [&](const auto& line) { return line.starts_with(start); }));
}

/// Lines are ideal voltages.
Target stiff(std::vector<std::string> settings) {
    settings.push_back("amplifier.rout=0");
    return make_target("opamp-1G", settings);
}

QueryResult recalled(const std::vector<std::string>& settings) {
    return recall_all(large_model(), stiff(settings), large_model().queries).queries.at(0);
}

TEST(CrossbarForms, GiveTheSameRecallWithAndWithoutMismatch) {
    for (const std::string mismatch : {"0", "0.05"}) {
        const std::string setting = "conductance.mismatch=" + mismatch;
        const QueryResult resistors = recalled({setting});
        const QueryResult sources = recalled({setting, "simulation.crossbar=sources"});
        ASSERT_EQ(resistors.visible.size(), 40U);
        for (std::size_t k = 0; k < 40; ++k) {
            EXPECT_NEAR(resistors.visible[k], sources.visible[k], 1e-6);
        }
        EXPECT_NEAR(*sources.settle_time_s, *resistors.settle_time_s,
                    1e-4 * *resistors.settle_time_s);
        EXPECT_NEAR(sources.energy_j->total, resistors.energy_j->total,
                    1e-3 * resistors.energy_j->total);
    }
}

TEST(CrossbarForms, OfTheSimulatorAreSourcesAndOfTheNetlistResistors) {
    const Target target = stiff({"simulation.crossbar=sources"});
    const auto prepared = value_of(driver::prepare(large_model(), target, large_model().queries));
    const auto simulated =
        dialect::write_ngspice(driver::simulated_circuit(prepared.lowered, target));
    const auto written = dialect::write_ngspice(prepared.lowered.circuit);
    EXPECT_GT(count_lines(written, "rw_"), 1280U);
    EXPECT_EQ(count_lines(written, "gw_"), 0U);
    EXPECT_EQ(count_lines(simulated, "gw_"), count_lines(written, "rw_"));
    EXPECT_EQ(count_lines(simulated, "rw_"), 0U);
    EXPECT_TRUE(
        circuit::verify_circuit(driver::simulated_circuit(prepared.lowered, target)).empty());
}

TEST(CrossbarForms, OfLinesBehindAnOutputResistanceAreResistorsAlways) {
    const Spec spec = shipped_spec("xor.json");
    const Target target = make_target("opamp-1G", {"simulation.crossbar=sources"});
    const auto prepared = value_of(driver::prepare(spec, target, spec.queries));
    EXPECT_EQ(dialect::write_ngspice(driver::simulated_circuit(prepared.lowered, target)),
              dialect::write_ngspice(prepared.lowered.circuit));
}

/// Every output stage of a driver draws iq, and the lines are driven as the ODE has them.
TEST(Drivers, OfManyCellsDrawWhatTheirOutputStagesDraw) {
    const Target target = make_target("opamp-1G", {"amplifier.iq=50m"});
    const Results results = recall_all(large_model(), target, large_model().queries);
    const std::size_t further = results.counts.at("further output stages");
    EXPECT_GE(further, 32U) << "one a memory";
    const auto stages = static_cast<double>(results.counts.at("amplifiers") + further);
    const QueryResult& query = results.queries.at(0);
    ASSERT_TRUE(query.energy_j && query.settle_time_s);
    EXPECT_EQ(query.correct, true);
    EXPECT_LT(query.reference->visible_error, 0.005);
    const double volts = target.vdd - target.vss;
    const double quiescent = stages * target.amplifier.iq * volts * *query.settle_time_s;
    EXPECT_NEAR(query.energy_j->total, quiescent, 0.03 * quiescent);
}

}  // namespace
}  // namespace hopspice::test
