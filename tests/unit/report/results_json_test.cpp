// Results for programs: every key of the format, and null where there is no number.

#include "sample_results.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hopspice {
namespace {

using Json = nlohmann::json;

Json json_of(const Results& results) { return Json::parse(format_results_json(results)); }

void expect_keys(const Json& object, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        EXPECT_TRUE(object.contains(key)) << key << " in " << object.dump();
    }
}

TEST(ResultsJson, HasEveryKeyOfTheFormat) {
    const Json json = json_of(test::sample_results());
    expect_keys(
        json, {"format", "model", "target", "level", "simulator", "counts", "queries", "summary"});
    expect_keys(json["counts"], {"amplifiers", "resistors"});
    expect_keys(json["queries"][0],
                {"id", "status", "rests", "visible", "readout", "margin", "tie", "expected",
                 "correct", "settle_time_s", "release_time_s", "decision_time_s", "energy_j",
                 "energy_lyapunov", "reference"});
    expect_keys(json["queries"][0]["reference"], {"visible_max_error", "settle_time_s", "rests",
                                                  "rest_error", "same_path", "agrees"});
    expect_keys(json["summary"], {"shortfalls", "queries", "correct", "settle_time_s", "energy_j"});
    expect_keys(json["summary"]["settle_time_s"], {"median", "p95", "max"});
    expect_keys(json["summary"]["energy_j"], {"median", "max"});
}

TEST(ResultsJson, CarriesTheNumbersUnchanged) {
    const Json json = json_of(test::sample_results());
    EXPECT_EQ(json["format"], "hopspice-results/1");
    EXPECT_EQ(json["counts"]["resistors"], 43);
    const Json& query = json["queries"][0];
    EXPECT_EQ(query["status"], "settled");
    EXPECT_EQ(query["visible"], (Json{0.01, 0.99}));
    EXPECT_EQ(query["settle_time_s"], 4.1e-8);
    EXPECT_EQ(query["energy_j"], 3.1e-11);
    EXPECT_EQ(query["energy_lyapunov"], (Json{-2.1, -7.4}));
    EXPECT_EQ(query["correct"], true);
    EXPECT_EQ(query["reference"]["agrees"], true);
    EXPECT_EQ(query["reference"]["visible_max_error"], 0.004);
    EXPECT_EQ(json["read_back"]["tau_error"], 3e-4);
    EXPECT_EQ(json["warnings"][0]["severity"], "warning");
}

TEST(ResultsJson, HasTokensAndProbabilitiesOnlyWhereThereAreAny) {
    Results results = test::sample_results();
    EXPECT_FALSE(json_of(results)["queries"][0].contains("tokens"));
    EXPECT_FALSE(json_of(results)["queries"][0].contains("probabilities"));
    results.queries[0].tokens = {0, 1, 12};
    results.queries[0].probabilities = {{"0", 0.03125}, {"1", 0.96875}};
    const Json query = json_of(results)["queries"][0];
    EXPECT_EQ(query["tokens"], Json::parse("[0, 1, 12]"));
    EXPECT_EQ(query["probabilities"], Json::parse(R"({"0": 0.03125, "1": 0.96875})"));
}

TEST(ResultsJson, IsNullWhereThereIsNothingToSay) {
    Results results = test::sample_results();
    results.queries = {QueryResult{}};
    results.summary = {};
    const Json summary = json_of(results)["summary"];
    for (const char* key : {"settle_time_s", "energy_j"}) {
        EXPECT_TRUE(summary[key]["median"].is_null() && summary[key]["max"].is_null()) << key;
    }
    EXPECT_TRUE(summary["worst_visible_error"].is_null());
    EXPECT_TRUE(summary["worst_trajectory_error"].is_null());
    const Json query = json_of(results)["queries"][0];
    for (const char* key : {"rests", "margin", "expected", "correct", "settle_time_s",
                            "release_time_s", "decision_time_s", "energy_j", "reference"}) {
        EXPECT_TRUE(query[key].is_null()) << key;
    }
    EXPECT_EQ(query["visible"], Json::array());
    EXPECT_EQ(query["status"], "failed");
}

TEST(ResultsJson, IsNullWhereANumberIsNotFinite) {
    Results results = test::sample_results();
    results.queries[0].visible = {NAN, INFINITY, 1};
    results.queries[0].settle_time_s = -INFINITY;
    results.queries[0].energy_lyapunov = {NAN};
    results.summary.energy_j.max = NAN;
    const Json json = json_of(results);
    EXPECT_EQ(json["queries"][0]["visible"], (Json{nullptr, nullptr, 1}));
    EXPECT_TRUE(json["queries"][0]["settle_time_s"].is_null());
    EXPECT_EQ(json["queries"][0]["energy_lyapunov"], Json::array({nullptr}));
    EXPECT_TRUE(json["summary"]["energy_j"]["max"].is_null());
}

TEST(ResultsJson, AFailedQueryHasItsDiagnostic) {
    Results results = test::sample_results();
    results.queries = {test::failed_query()};
    const Json query = json_of(results)["queries"][0];
    EXPECT_EQ(query["status"], "failed");
    EXPECT_EQ(query["correct"], false);
    EXPECT_EQ(query["diagnostics"][0]["id"], "HS-E406");
    EXPECT_EQ(query["diagnostics"][0]["file"], "m.json");
}

TEST(ResultsJson, EndsWithANewlineAndSurvivesBytesThatAreNoUtf8) {
    Results results = test::sample_results();
    results.queries[0].id = "bad \xff byte";
    const std::string text = format_results_json(results);
    EXPECT_EQ(text.back(), '\n');
    EXPECT_TRUE(Json::accept(text));
}

}  // namespace
}  // namespace hopspice
