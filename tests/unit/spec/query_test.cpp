// Queries that are right: bits and numbers, unknown entries, clamps, files, the command line.

#include "data.h"

#include <hopspice/spec.h>

#include "support/own_file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

using hopspice::Query;
using hopspice::Spec;
using Entries = std::vector<std::optional<double>>;

using hopspice::test::kArrays;

Spec spec_with(const std::string& keys) {
    const auto spec = hopspice::read_spec_text(
        R"({"format": "denseam/1", "visible": {"size": 3},
            "hidden": [{"energy": "linear", "weights": [[1, 0, 1]]}])" +
            keys + "}",
        "model.json", "");
    if (!spec.has_value()) {
        ADD_FAILURE() << hopspice::format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

Query first_query(const std::string& query, const std::string& keys = "") {
    return spec_with(keys + R"(, "queries": [)" + query + "]").queries.front();
}

TEST(Queries, BitsAreZeroAndOneUnlessTheSpecIsBipolar) {
    EXPECT_EQ(first_query(R"({"visible": "01?"})").visible, (Entries{0, 1, std::nullopt}));
    EXPECT_EQ(first_query(R"({"visible": "01?"})", R"(, "readout": "sign")").visible,
              (Entries{-1, 1, std::nullopt}));
    EXPECT_EQ(first_query(R"({"expect": "01?"})", R"(, "readout": "sign")").expect->visible,
              (Entries{-1, 1, std::nullopt}));
}

TEST(Queries, StoredBipolarWordsMakeBitsBipolar) {
    const auto spec = hopspice::read_spec_text(
        R"({"format": "denseam/1", "visible": {"size": 3}, "queries": [{"visible": "010"}],
            "hidden": [{"energy": "linear",
                        "weights": {"patterns": ["011"], "encoding": "bipolar"}}]})",
        "model.json", "");
    ASSERT_TRUE(spec.has_value());
    EXPECT_TRUE(spec->bipolar);
    EXPECT_EQ(spec->queries[0].visible, (Entries{-1, 1, -1}));
}

TEST(Queries, NullAndQuestionMarkAreUnknown) {
    EXPECT_EQ(first_query(R"({"visible": [0.5, null, "?"]})").visible,
              (Entries{0.5, std::nullopt, std::nullopt}));
}

TEST(Queries, ClampHoldsSingleEntries) {
    const Query query = first_query(R"({"clamp": {"0": 1, "2": -0.5}, "time": 3})");
    EXPECT_EQ(query.clamp, (std::map<std::size_t, double>{{0, 1}, {2, -0.5}}));
    EXPECT_TRUE(query.visible.empty());
    EXPECT_EQ(query.time, 3);
    EXPECT_EQ(query.id, "query-0");
}

TEST(Queries, ALabelGoesBeforeBitsThatLookLikeIt) {
    const std::string readout =
        R"(, "readout": {"type": "nearest", "patterns": [[0,0,0],[1,1,1]], "labels": ["010", "b"]})";
    EXPECT_EQ(first_query(R"({"expect": "010"})", readout).expect->label, "010");
    EXPECT_EQ(first_query(R"({"expect": "111"})", readout).expect->visible, (Entries{1, 1, 1}));
}

TEST(Queries, CsvFilesHoldOneQueryPerRow) {
    const auto queries = hopspice::read_queries(kArrays + "queries.csv", spec_with(""));
    ASSERT_TRUE(queries.has_value());
    ASSERT_EQ(queries->size(), 2U);
    EXPECT_EQ((*queries)[0].visible, (Entries{1, 0, std::nullopt}));
    EXPECT_EQ((*queries)[1].visible, (Entries{0.5, std::nullopt, 0.1}));
    EXPECT_EQ((*queries)[1].id, "query-1");
}

TEST(Queries, NpyFilesHoldOneQueryPerRow) {
    const auto queries = hopspice::read_queries(kArrays + "queries.npy", spec_with(""));
    ASSERT_TRUE(queries.has_value());
    ASSERT_EQ(queries->size(), 2U);
    EXPECT_EQ((*queries)[1].visible, (Entries{0, 0.5, 0}));
}

TEST(Queries, JsonFilesAreAnArrayOrAnObject) {
    for (const char* text : {R"([{"id": "a", "visible": "010"}])",
                             R"({"queries": [{"id": "a", "visible": "010"}]})"}) {
        const std::string path = hopspice::test::own_file("spec_queries.json");
        std::ofstream(path) << text;
        const auto queries = hopspice::read_queries(path, spec_with(""));
        ASSERT_TRUE(queries.has_value()) << text;
        EXPECT_EQ(queries->front().id, "a");
        EXPECT_EQ(queries->front().visible, (Entries{0, 1, 0}));
    }
}

TEST(Queries, AnInputIsBitsOrNumbers) {
    const Spec binary = spec_with("");
    EXPECT_EQ(hopspice::read_input("01?", binary)->visible, (Entries{0, 1, std::nullopt}));
    EXPECT_EQ(hopspice::read_input("0.5, -1,?", binary)->visible, (Entries{0.5, -1, std::nullopt}));
    EXPECT_EQ(hopspice::read_input("01?", binary)->id, "01?");
    const Spec bipolar = spec_with(R"(, "readout": "sign")");
    EXPECT_EQ(hopspice::read_input("011", bipolar)->visible, (Entries{-1, 1, 1}));
}

}  // namespace
