// Batches through the public interface: samples, sweeps, databases.

#include "support/prepared.h"

#include <hopspice/batch.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

class Batches : public testing::Test {
protected:
    Batches() {
        std::string name = (fs::temp_directory_path() / "hopspice-batch-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    ~Batches() override { fs::remove_all(folder_); }

    /// Three samples of a circuit that settles quickly.
    static BatchPlan plan(const std::string& target = "opamp-1G") {
        BatchPlan plan;
        plan.spec = HOPSPICE_SOURCE_DIR "/models/xor.json";
        plan.target = target;
        plan.settings = {"conductance.mismatch=0.02"};
        plan.samples = 3;
        return plan;
    }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    BatchOutcome run(const BatchPlan& plan, const std::string& name, std::size_t jobs = 2,
                     std::uint64_t at_most = UINT64_MAX) const {
        BatchOptions options;
        options.database = path(name);
        options.resume = true;
        options.jobs = jobs;
        std::uint64_t before = UINT64_MAX;
        std::uint64_t done = 0;
        options.progress = [&](std::size_t stored, std::size_t) {
            before = std::min<std::uint64_t>(before, stored);
            done = stored - before;
        };
        options.interrupted = [&] { return done >= at_most; };
        return test::value_of(run_batch(plan, options));
    }

    [[nodiscard]] std::string csv(const std::string& name, const std::string& where = "") const {
        const std::string file = path(name + ".csv");
        EXPECT_EQ(test::words_of(write_batch_csv(path(name), where, file, CsvColumns::Repeatable)),
                  "");
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }

    fs::path folder_;
};

TEST_F(Batches, GiveTheSameRowsWhateverTheWorkersAndTheInterruptions) {
    const BatchOutcome whole = run(plan(), "whole.db", 1);
    EXPECT_EQ(whole.stored, whole.planned);
    EXPECT_EQ(whole.simulated, whole.planned);
    std::uint64_t simulated = 0;
    int calls = 0;
    for (bool more = true; more; ++calls) {
        const BatchOutcome part = run(plan(), "parts.db", 2, 3);
        simulated += part.simulated;
        EXPECT_EQ(part.interrupted, part.stored < part.planned);
        more = part.interrupted;
    }
    EXPECT_GT(calls, 2);
    EXPECT_EQ(simulated, whole.planned) << "no run is simulated twice";
    EXPECT_EQ(csv("parts.db"), csv("whole.db"));
    EXPECT_EQ(run(plan(), "parts.db").simulated, 0U);
}

/// A library that draws its numbers where it is read: sample k is the same circuit, at every load,
/// whoever runs it; and another one than its neighbours.
TEST_F(Batches, LibrariesThatDrawNumbersDrawThemOfTheSeed) {
    std::ofstream(path("drawn.lib")) << ".subckt unused a b\n"
                                        "r1 a b 'agauss(1000, 300, 3)'\n"
                                        ".ends\n"
                                        ".param share = agauss(1, 0.3, 1)\n"
                                        ".model npn_drawn npn(is=1e-17 bf=150 vaf=60 re='20*share' "
                                        "rb='800*share')\n";
    std::ofstream(path("drawn.json")) << R"({"format": "hopspice-target/1", "name": "drawn",
        "level": "opamp", "time_unit": "10n", "include": ["drawn.lib"],
        "devices": {"bjt": "npn_drawn"}})";
    BatchPlan drawn = plan(path("drawn.json"));
    drawn.settings = {};
    run(drawn, "whole.db", 1);
    while (run(drawn, "parts.db", 2, 5).interrupted) {
    }
    EXPECT_EQ(csv("parts.db"), csv("whole.db"));
    std::set<std::vector<double>> samples;
    RecallOptions options;
    options.jobs = 1;
    for (const std::uint64_t number : {0U, 12U, 24U}) {
        const Results alone = test::value_of(repeat_run(drawn, number, options));
        const std::vector<double>& visible = alone.queries.front().visible;
        const std::string row = csv("whole.db", "run_id = " + std::to_string(number));
        for (const double value : visible) {
            EXPECT_NE(row.find(fmt::format("{}", value)), std::string::npos) << value << row;
        }
        samples.insert(visible);
    }
    EXPECT_EQ(samples.size(), 3U);
}

TEST_F(Batches, ARunAloneHasTheNumbersOfItsRow) {
    run(plan(), "runs.db");
    const BatchSummary summary = test::value_of(read_batch(path("runs.db")));
    RecallOptions options;
    options.jobs = 1;
    for (const std::uint64_t number : {0U, 17U, 35U}) {
        const Results alone = test::value_of(repeat_run(plan(), number, options));
        ASSERT_EQ(alone.queries.size(), 1U);
        const QueryResult& query = alone.queries.front();
        const std::string row = csv("runs.db", "run_id = " + std::to_string(number));
        for (const double value : query.visible) {
            EXPECT_NE(row.find(fmt::format("{}", value)), std::string::npos) << value << row;
        }
        for (const std::optional<double>& value : {query.settle_time_s, query.decision_time_s,
                                                   std::optional(query.energy_j.value().total)}) {
            EXPECT_NE(row.find("," + fmt::format("{}", value.value()) + ","), std::string::npos)
                << row;
        }
    }
    EXPECT_EQ(summary.stored, summary.planned);
    const auto beyond = repeat_run(plan(), summary.planned, options);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().front().id, "HS-E207");
}

/// Noise and everything that is drawn, in samples and at sweep points.
TEST_F(Batches, ANoisyRunIsTheSameWhateverTheWorkersAndAlone) {
    BatchPlan noisy = plan();
    noisy.settings = {"capacitor.mismatch=0.01", "device_mismatch.is=0.02",
                      "conductance.stuck_off=0.02", "amplifier.array_offset_sigma=1m"};
    noisy.samples = 2;
    noisy.sweep = {{"noise", {"0", "1"}}};
    run(noisy, "one.db", 1);
    run(noisy, "two.db", 2);
    EXPECT_EQ(csv("one.db"), csv("two.db"));
    RecallOptions options;
    options.jobs = 1;
    std::set<std::vector<double>> states;
    for (const std::uint64_t number : {3U, 15U, 27U, 39U}) {
        const Results alone = test::value_of(repeat_run(noisy, number, options));
        states.insert(alone.queries.front().visible);
        const std::string row = csv("one.db", "run_id = " + std::to_string(number));
        for (const double value : alone.queries.front().visible) {
            EXPECT_NE(row.find(fmt::format("{}", value)), std::string::npos) << value << row;
        }
    }
    EXPECT_EQ(states.size(), 4U) << "quiet and noisy, of two samples";
}

TEST_F(Batches, SamplesOfNoiseAloneDiffer) {
    BatchPlan noisy = plan();
    noisy.settings = {"noise=1"};
    RecallOptions options;
    const Results a = test::value_of(repeat_run(noisy, 1, options));
    const Results b = test::value_of(repeat_run(noisy, 13, options));
    EXPECT_EQ(a.queries[0].id, b.queries[0].id);
    EXPECT_NE(a.queries[0].visible, b.queries[0].visible);
}

/// Values that are set in a loaded circuit against the circuit that is loaded with them, which is
/// what `recall` does with the sample's seed. They differ by how two readers round a decimal.
void expect_like_recall(const BatchPlan& plan, std::uint64_t run, double tolerance) {
    RecallOptions options;
    options.jobs = 1;
    const Results set = test::value_of(repeat_run(plan, run, options));
    std::vector<std::string> settings = plan.settings;
    const Spec spec = test::value_of(read_spec(plan.spec));
    const std::uint64_t sample = run / spec.queries.size();
    settings.push_back("seed=" + std::to_string(sample_seed(plan.seed, sample)));
    const Target target = test::value_of(read_target(plan.target, settings));
    const std::vector<Query> asked = {spec.queries[run % spec.queries.size()]};
    const Results loaded = test::value_of(recall(spec, target, asked, options));
    ASSERT_EQ(set.queries.size(), 1U);
    ASSERT_EQ(loaded.queries.size(), 1U);
    const QueryResult& a = set.queries[0];
    const QueryResult& b = loaded.queries[0];
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.readout, b.readout);
    ASSERT_EQ(a.visible.size(), b.visible.size());
    for (std::size_t k = 0; k < a.visible.size(); ++k) {
        EXPECT_NEAR(a.visible[k], b.visible[k], tolerance);
    }
    EXPECT_NEAR(a.settle_time_s.value(), b.settle_time_s.value(), 1e-3 * b.settle_time_s.value());
}

TEST_F(Batches, ASampleThatIsSetIsTheOneThatIsLoaded) {
    expect_like_recall(plan(), 18, 1e-7);
    BatchPlan offsets = plan();
    offsets.settings.emplace_back("amplifier.offset_sigma=1m");
    expect_like_recall(offsets, 18, 1e-7);
    expect_like_recall(plan("behavioral"), 18, 1e-7);
    BatchPlan parts = plan();
    parts.settings = {"conductance.stuck_off=0.05", "conductance.array_mismatch=0.05",
                      "capacitor.mismatch=0.01",    "amplifier.array_offset_sigma=1m",
                      "device_mismatch.is=0.02",    "device_mismatch.vt=1m"};
    expect_like_recall(parts, 18, 1e-7);
    BatchPlan pairs = plan("current-mode");
    pairs.spec = HOPSPICE_SOURCE_DIR "/models/hamming-7-4.json";
    expect_like_recall(pairs, 129, 1e-7);
}

TEST_F(Batches, SamplesDifferAndAreTheSameAtEverySweepPoint) {
    BatchPlan swept = plan("behavioral");
    swept.sweep = {{"conductance.mismatch", {"0.01", "0.03"}}};
    run(swept, "swept.db");
    const BatchSummary summary = test::value_of(read_batch(path("swept.db")));
    ASSERT_EQ(summary.points.size(), 2U);
    EXPECT_EQ(summary.points[0].sweep, "conductance.mismatch=0.01");
    EXPECT_EQ(summary.points[0].runs, summary.planned / 2);
    EXPECT_EQ(summary.points[0].yield.of, 3U);
    EXPECT_GT(summary.points[0].settle_time_s.median, 0);
    const std::string text = csv("swept.db", "query = 0");
    std::vector<std::string> seeds;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    EXPECT_TRUE(line.starts_with("run_id,point,conductance.mismatch,sample,seed,")) << line;
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        std::string cell;
        for (int k = 0; k < 5; ++k) {
            std::getline(cells, cell, ',');
        }
        seeds.push_back(cell);
    }
    ASSERT_EQ(seeds.size(), 6U);
    EXPECT_EQ(seeds[0], seeds[3]);
    EXPECT_EQ(seeds[2], seeds[5]);
    EXPECT_NE(seeds[0], seeds[1]);
}

TEST_F(Batches, APointThatTheTargetCannotHoldHasFailedRunsAndTheOthersGoOn) {
    BatchPlan swept = plan();
    swept.samples = 1;
    swept.sweep = {{"supply.vdd", {"0.3", "2.5"}}};
    const BatchOutcome outcome = run(swept, "swept.db");
    EXPECT_EQ(outcome.stored, outcome.planned);
    const BatchSummary summary = test::value_of(read_batch(path("swept.db")));
    ASSERT_EQ(summary.points.size(), 2U);
    EXPECT_EQ(summary.points[0].failed, summary.points[0].runs);
    EXPECT_EQ(summary.points[0].accuracy.count, 0U);
    EXPECT_EQ(summary.points[1].failed, 0U);
    EXPECT_EQ(exit_code(summary), 3);
    EXPECT_NE(csv("swept.db", "point = 0").find("HS-E250"), std::string::npos);
    BatchPlan alone = plan();
    alone.settings.emplace_back("supply.vdd=0.3");
    BatchOptions options;
    options.database = path("alone.db");
    const auto refused = run_batch(alone, options);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(fs::exists(path("alone.db")));
}

TEST_F(Batches, AnotherPlanOrAnExistingFileIsRefused) {
    run(plan("behavioral"), "runs.db");
    BatchPlan other = plan("behavioral");
    other.seed = 2;
    BatchOptions options;
    options.database = path("runs.db");
    const auto there = run_batch(plan("behavioral"), options);
    ASSERT_FALSE(there);
    EXPECT_EQ(there.error().front().id, "HS-E506");
    options.resume = true;
    const auto differs = run_batch(other, options);
    ASSERT_FALSE(differs);
    EXPECT_EQ(differs.error().front().id, "HS-E509");
}

TEST_F(Batches, TheDeckOfARunHoldsItsValues) {
    const Netlist first = test::value_of(compile_run(plan(), 0));
    const Netlist other = test::value_of(compile_run(plan(), 12));
    const Netlist again = test::value_of(compile_run(plan(), 12));
    EXPECT_EQ(other.text, again.text);
    EXPECT_NE(first.text, other.text);
    std::vector<std::string> settings = plan().settings;
    settings.push_back("seed=" + std::to_string(sample_seed(1, 1)));
    const Spec spec = test::shipped_model("xor");
    const Target target = test::value_of(read_target("opamp-1G", settings));
    EXPECT_EQ(
        other.text,
        test::value_of(compile(spec, target, spec.queries, {.form = NetlistForm::Flat})).text);
}

TEST_F(Batches, ConditionsThatSqlRefusesAreDiagnosed) {
    run(plan("behavioral"), "runs.db");
    const auto bad = read_batch(path("runs.db"), "no_such_column > 1");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().front().id, "HS-E510");
    const auto missing = read_batch(path("nowhere.db"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().front().id, "HS-E501");
    EXPECT_EQ(test::value_of(read_batch(path("runs.db"), "sample = 1")).selected, 12U);
}

}  // namespace
}  // namespace hopspice
