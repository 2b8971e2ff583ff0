// Results for programs: what `--json -` writes, and that it is the same every time.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

json recall_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "recall");
    arguments.insert(arguments.end(), {"--json", "-"});
    const Ran ran = hopspice(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return parsed(ran.out);
}

void expect_keys(const json& object, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        EXPECT_TRUE(object.contains(key))
            << key << " is missing in " << object.dump().substr(0, 300);
    }
}

/// The same without what a clock says.
void drop_wall_times(json& results) {
    for (json& query : results["queries"]) {
        EXPECT_EQ(query.erase("wall_time_s"), 1U);
    }
}

class ResultsJson : public testing::TestWithParam<std::string> {};

TEST_P(ResultsJson, HasEveryKeyOfTheFormat) {
    const json results = recall_json({model("xor.json"), "-t", GetParam()});
    expect_keys(results, {"format", "model", "target", "level", "simulator", "counts", "queries",
                          "summary"});
    EXPECT_EQ(results["format"], "hopspice-results/1");
    EXPECT_EQ(results["model"], "xor");
    EXPECT_EQ(results["target"], GetParam());
    EXPECT_TRUE(results["simulator"].get<std::string>().starts_with("twin "));
    expect_keys(results["counts"], {"resistors", "capacitors"});
    for (const json& query : results["queries"]) {
        expect_keys(query, {"id", "status", "visible", "readout", "expected", "correct",
                            "settle_time_s", "decision_time_s", "release_time_s", "energy_j",
                            "energy_lyapunov", "reference", "simulator"});
        expect_keys(query["reference"], {"visible_max_error", "settle_time_s", "agrees"});
        EXPECT_EQ(query["visible"].size(), 3U);
        EXPECT_EQ(query["energy_lyapunov"].size(), 2U);
    }
    expect_keys(results["summary"], {"queries", "correct", "settle_time_s", "energy_j"});
    expect_keys(results["summary"]["settle_time_s"], {"median", "p95", "max"});
    expect_keys(results["summary"]["energy_j"], {"median", "max"});
}

TEST_P(ResultsJson, IsTheSameTwiceAndForAnyNumberOfWorkers) {
    const std::vector<std::string> recall = {model("xor.json"), "-t", GetParam(), "--jobs"};
    std::vector<std::string> texts;
    for (const std::string& jobs : Words{"1", "2", "2"}) {
        std::vector<std::string> arguments = recall;
        arguments.push_back(jobs);
        json results = recall_json(arguments);
        drop_wall_times(results);
        texts.push_back(results.dump());
    }
    EXPECT_EQ(texts[0], texts[1]);
    EXPECT_EQ(texts[1], texts[2]);
}

INSTANTIATE_TEST_SUITE_P(Levels, ResultsJson, testing::Values("behavioral", "opamp-1G"),
                         [](const testing::TestParamInfo<std::string>& level) {
                             return level.param.substr(0, level.param.find('-'));
                         });

TEST(Results, OfAnOpampCircuitHaveTheOrderOfMagnitudeOfTheirTimes) {
    const json results = recall_json({model("xor.json"), "-t", "opamp-1G"});
    EXPECT_GT(results["counts"]["amplifiers"], 0);
    for (const json& query : results["queries"]) {
        EXPECT_GT(query["settle_time_s"], 1e-8);
        EXPECT_LT(query["settle_time_s"], 1e-6);
        EXPECT_LE(query["decision_time_s"], query["settle_time_s"]);
        EXPECT_LT(query["release_time_s"], query["settle_time_s"]);
        EXPECT_GT(query["energy_j"], 1e-11);
        EXPECT_LT(query["energy_j"], 1e-7);
        EXPECT_EQ(query["reference"]["agrees"], true);
    }
}

TEST(Results, GoToAFileBesideTheTable) {
    const TemporaryFolder folder;
    const Ran ran = hopspice({"recall", model("xor.json"), "--json", folder / "r.json"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(parsed(read_text(folder / "r.json"))["summary"]["correct"], 12);
    EXPECT_NE(ran.out.find("01x"), std::string::npos);
}

TEST(Results, OfTheReferenceHaveTheSameForm) {
    const Ran ran = hopspice({"reference", model("xor.json"), "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json results = parsed(ran.out);
    EXPECT_EQ(results["level"], "reference");
    EXPECT_EQ(results["summary"]["correct"], 12);
    expect_keys(results["queries"][0], {"id", "status", "visible", "readout", "settle_time_s"});
}

TEST(Results, OfACheckAreJsonToo) {
    const Ran ran = hopspice({"check", model("xor.json"), "-t", "opamp-1G", "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(parsed(ran.out).is_object());
}

TEST(Results, OfSeveralInputsComeInTheirOrder) {
    const json results = recall_json({model("hamming-7-4.json"), "--input", "1101000", "--input",
                                      "1101001", "--input", "0000001"});
    ASSERT_EQ(results["queries"].size(), 3U);
    EXPECT_EQ(results["queries"][0]["readout"], "1101001");
    EXPECT_EQ(results["queries"][1]["readout"], "1101001");
    EXPECT_EQ(results["queries"][2]["readout"], "0000000");
}

TEST(Results, SurviveNamesInAnyScript) {
    const TemporaryFolder folder;
    const std::string spec =
        folder.write("spec.json", two_words(R"({"id": "記憶 \"1\" *", "visible": [0.9, 0.1]})"));
    const Ran ran = hopspice({"recall", spec, "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(parsed(ran.out)["queries"][0]["id"], "記憶 \"1\" *");
}

/// A circuit that the simulator cannot run as asked, but with the second remedy.
TEST(Remedies, AreReportedOnceOnStandardErrorAndInTheResults) {
    const std::string target =
        std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/libraries/creeping.json";
    const Ran ran =
        hopspice({"recall", model("xor.json"), "-t", target, "--input", "01?", "--json", "-"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json query = parsed(ran.out)["queries"][0];
    EXPECT_EQ(query["status"], "settled");
    EXPECT_EQ(query["readout"], "011");
    ASSERT_EQ(query["diagnostics"].size(), 1U) << query;
    EXPECT_EQ(query["diagnostics"][0]["id"], "HS-W401");
    EXPECT_EQ(query["diagnostics"][0]["severity"], "warning");
    const std::string message = query["diagnostics"][0]["message"];
    EXPECT_TRUE(
        message.starts_with("query 01? was simulated with Gear integration, a quarter of "
                            "the step, 200 iterations per point; as asked it failed: "))
        << message;
    EXPECT_NE(ran.err.find(message), std::string::npos) << ran.err;
    EXPECT_EQ(ran.err.find(message), ran.err.rfind(message));
}

}  // namespace
}  // namespace hopspice::test
