// Who simulates: the choice of the engine, and ngspice as the referee of a batch.

#include "support/prepared.h"

#include <hopspice/batch.h>
#include <hopspice/generate.h>
#include <hopspice/recall.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

using test::shipped_model;
using test::target_of;
using test::value_of;

constexpr const char* kLibraries = HOPSPICE_SOURCE_DIR "/tests/data/libraries/";

Result<Results> recall_by(EngineChoice engine, const Target& target) {
    const Spec spec = shipped_model("xor");
    RecallOptions options;
    options.engine = engine;
    options.jobs = 2;
    return recall(spec, target, std::span(spec.queries).first(4), options);
}

TEST(Engine, EveryRecallNamesTheOneThatRanIt) {
    for (const auto& [engine, name] : {std::pair{EngineChoice::Auto, "twin "},
                                       {EngineChoice::Twin, "twin "},
                                       {EngineChoice::Ngspice, "ngspice "}}) {
        const Results results = value_of(recall_by(engine, target_of("opamp-1G")));
        EXPECT_TRUE(results.simulator.starts_with(name)) << results.simulator;
        EXPECT_EQ(results.declined, "");
        for (const QueryResult& query : results.queries) {
            EXPECT_EQ(query.simulator, results.simulator);
        }
        EXPECT_EQ(results.summary.correct, 4U);
    }
}

TEST(Engine, WhatTheTwinDoesNotTakeGoesToNgspice) {
    const Target vendor = target_of(kLibraries + std::string("vendor.json"), {"time_unit=auto:30"});
    const Results results = value_of(recall_by(EngineChoice::Auto, vendor));
    EXPECT_TRUE(results.simulator.starts_with("ngspice ")) << results.simulator;
    EXPECT_FALSE(results.declined.empty());
    const auto refused = recall_by(EngineChoice::Twin, vendor);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().id, "HS-E410");
}

TEST(Engine, AWordThatIsNoneLeavesTheChoiceToUs) {
    EXPECT_EQ(find_engine_choice("ngspice"), EngineChoice::Ngspice);
    EXPECT_FALSE(find_engine_choice("spice"));
    for (const ListedItem& item : list_engine_choices()) {
        EXPECT_EQ(to_string(find_engine_choice(item.name).value()), item.name);
    }
}

class RefereedBatch : public testing::Test {
protected:
    RefereedBatch() {
        std::string name = (fs::temp_directory_path() / "hopspice-engine-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    ~RefereedBatch() override { fs::remove_all(folder_); }

    static BatchPlan plan(EngineChoice engine) {
        BatchPlan plan;
        plan.spec = HOPSPICE_SOURCE_DIR "/models/xor.json";
        plan.target = "opamp-1G";
        plan.settings = {"conductance.mismatch=0.02"};
        plan.samples = 3;
        plan.engine = engine;
        return plan;
    }

    [[nodiscard]] Result<BatchOutcome> run(const BatchPlan& plan, const std::string& name,
                                           std::size_t jobs) const {
        BatchOptions options;
        options.database = folder_ / name;
        options.resume = true;
        options.jobs = jobs;
        return run_batch(plan, options);
    }

    [[nodiscard]] BatchSummary summary(const std::string& name,
                                       const std::string& where = "") const {
        return value_of(read_batch(folder_ / name, where));
    }

    fs::path folder_;
};

TEST_F(RefereedBatch, ASampleRunsInBothAndTheDifferencesAreInTheResults) {
    const BatchOutcome outcome = value_of(run(plan(EngineChoice::Auto), "auto.db", 2));
    EXPECT_EQ(outcome.stored, 36U);
    EXPECT_EQ(outcome.simulated, 36U);
    EXPECT_EQ(test::words_of(outcome.warnings).find("HS-W503"), std::string::npos)
        << test::words_of(outcome.warnings);
    const Referee referee = summary("auto.db").referee;
    EXPECT_EQ(referee.runs, 8U);
    EXPECT_EQ(referee.readouts, 0U);
    EXPECT_GT(referee.path, 0);
    EXPECT_LE(referee.state, RefereeLimits::kState);
    EXPECT_LE(referee.path, RefereeLimits::kPath);
    EXPECT_LE(referee.settle, RefereeLimits::kSettle);
    EXPECT_LE(referee.energy, RefereeLimits::kEnergy);
    EXPECT_EQ(summary("auto.db", "simulator like 'twin %'").selected, 36U);
}

TEST_F(RefereedBatch, ABatchOfOneEngineHasNoReferee) {
    for (const EngineChoice engine : {EngineChoice::Twin, EngineChoice::Ngspice}) {
        const std::string name = to_string(engine) + ".db";
        EXPECT_EQ(value_of(run(plan(engine), name, 2)).stored, 36U);
        EXPECT_EQ(summary(name).referee.runs, 0U);
        EXPECT_EQ(summary(name, "simulator like '" + to_string(engine) + " %'").selected, 36U);
    }
}

TEST_F(RefereedBatch, GivesTheSameRowsWhateverTheWorkers) {
    std::set<std::string> tables;
    for (const std::size_t jobs : {1U, 2U}) {
        const std::string name = std::to_string(jobs) + ".db";
        EXPECT_EQ(value_of(run(plan(EngineChoice::Auto), name, jobs)).stored, 36U);
        const std::string csv = folder_ / (name + ".csv");
        EXPECT_TRUE(write_batch_csv(folder_ / name, "", csv, CsvColumns::Repeatable).empty());
        std::ostringstream text;
        text << std::ifstream(csv).rdbuf();
        tables.insert(text.str());
    }
    EXPECT_EQ(tables.size(), 1U);
}

TEST_F(RefereedBatch, OneRunAloneIsThatOfTheBatch) {
    EXPECT_EQ(value_of(run(plan(EngineChoice::Auto), "auto.db", 2)).stored, 36U);
    const Results alone = value_of(repeat_run(plan(EngineChoice::Auto), 17, {}));
    ASSERT_EQ(alone.queries.size(), 1U);
    EXPECT_TRUE(alone.simulator.starts_with("twin ")) << alone.simulator;
    const std::string state =
        fmt::format("run_id=17 and visible='{}'", fmt::join(alone.queries[0].visible, " "));
    EXPECT_EQ(summary("auto.db", state).selected, 1U);
}

/// Two answers that are equally near: rounding decides, and rounds otherwise in either engine.
TEST_F(RefereedBatch, WhereTheTwoDifferNgspiceHasTheWholePointAndSaysSo) {
    BatchPlan torn = plan(EngineChoice::Auto);
    torn.target = "behavioral";
    torn.settings = {};
    torn.samples = 1;
    torn.inputs = {"???", "?0?"};
    const BatchOutcome outcome = value_of(run(torn, "torn.db", 2));
    EXPECT_NE(test::words_of(outcome.warnings).find("HS-W503"), std::string::npos)
        << test::words_of(outcome.warnings);
    EXPECT_GT(summary("torn.db").referee.path, RefereeLimits::kPath);
    EXPECT_EQ(summary("torn.db", "simulator like 'ngspice %'").selected, 2U);
    const Results alone = value_of(repeat_run(torn, 1, {}));
    EXPECT_TRUE(alone.simulator.starts_with("ngspice ")) << alone.simulator;
}

TEST_F(RefereedBatch, AnotherEngineIsAnotherBatch) {
    EXPECT_EQ(value_of(run(plan(EngineChoice::Twin), "runs.db", 2)).stored, 36U);
    const auto other = run(plan(EngineChoice::Ngspice), "runs.db", 2);
    ASSERT_FALSE(other);
    EXPECT_NE(test::words_of(other.error()).find("engine"), std::string::npos);
}

TEST(Engine, TextIsTheSameOnBoth) {
    const Spec spec = shipped_model("parity");
    const Target target = target_of("opamp-1G");
    const auto prompt = value_of(read_prompt("01101001", spec));
    std::vector<std::string> texts;
    for (const EngineChoice engine : {EngineChoice::Twin, EngineChoice::Ngspice}) {
        GenerateOptions options;
        options.steps = 4;
        options.engine = engine;
        const Generation generation = value_of(generate(spec, target, prompt, options));
        EXPECT_TRUE(generation.simulator.starts_with(to_string(engine))) << generation.simulator;
        texts.push_back(generation.text);
    }
    EXPECT_EQ(texts[0], texts[1]);
}

}  // namespace
}  // namespace hopspice
