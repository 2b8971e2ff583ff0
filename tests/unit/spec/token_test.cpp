// Token-driven weights and the tokens of queries, as they are read.

#include <hopspice/spec.h>

#include "support/own_file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

using hopspice::Query;
using hopspice::Spec;
using Tokens = std::vector<std::size_t>;

const std::string kEmbedding = R"({"embedding": [[0, 1], [2, 4], [8, 16]], "slots": 2,
                                   "positional": [[0.5, 0], [0, 0.25]]})";

hopspice::Result<Spec> read_with(const std::string& weights, const std::string& keys = "") {
    return hopspice::read_spec_text(
        R"({"format": "denseam/1", "visible": {"size": 2},
            "hidden": [{"energy": {"type": "softmax", "beta": 1}, "bias": [3, 5], "weights": )" +
            weights + "}]" + keys + "}",
        "model.json", std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/arrays");
}

Spec token_spec(const std::string& keys = "") {
    const auto spec = read_with(kEmbedding, keys);
    if (!spec.has_value()) {
        ADD_FAILURE() << hopspice::format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

std::string temporary(const std::string& name, const std::string& text) {
    const std::string path = hopspice::test::own_file(name);
    std::ofstream(path) << text;
    return path;
}

TEST(TokenRows, HoldEveryTokenOfEverySlotWithItsPosition) {
    const hopspice::HiddenBlock block = token_spec().hidden[0];
    EXPECT_EQ(block.vocabulary, 3U);
    EXPECT_EQ(block.size(), 2U);
    EXPECT_TRUE(block.is_token_driven());
    EXPECT_EQ(block.weights.rows, 6U);
    EXPECT_EQ(block.weights.values, (std::vector<double>{0.5, 1, 2.5, 4, 8.5, 16,  //
                                                         0, 1.25, 2, 4.25, 8, 16.25}));
    EXPECT_EQ(block.bias, (std::vector<double>{3, 5}));
}

TEST(TokenRows, WithoutPositionsAreTheEmbeddingInEverySlot) {
    const auto spec = read_with(R"({"embedding": [[0, 1], [2, 4]], "slots": 2})");
    ASSERT_TRUE(spec.has_value());
    EXPECT_EQ(spec->hidden[0].weights.values, (std::vector<double>{0, 1, 2, 4, 0, 1, 2, 4}));
}

TEST(TokenRows, TakeEveryFormOfAnArray) {
    const auto spec = read_with(R"({"embedding": {"patterns": ["01", "11"], "encoding": "bipolar"},
                                    "slots": 2, "positional": {"patterns": ["00", "10"]}})");
    ASSERT_TRUE(spec.has_value());
    EXPECT_EQ(spec->hidden[0].weights.values, (std::vector<double>{-1, 1, 1, 1, 0, 1, 2, 1}));
}

TEST(TokenRows, MayComeFromAFile) {
    const std::string path = temporary("embedding.csv", "0,1\n2,4\n");
    const auto spec = read_with(R"({"embedding": {"file": ")" + path + R"("}, "slots": 2})");
    ASSERT_TRUE(spec.has_value());
    EXPECT_EQ(spec->hidden[0].weights.values, (std::vector<double>{0, 1, 2, 4, 0, 1, 2, 4}));
}

TEST(TokenRows, AnOrdinarySpecHasNone) {
    const auto spec = read_with("[[0, 1], [1, 0]]");
    ASSERT_TRUE(spec.has_value());
    EXPECT_EQ(spec->find_token_driven(), nullptr);
    EXPECT_EQ(token_spec().find_token_driven()->vocabulary, 3U);
}

TEST(Tokens, AreIntegersOrDigits) {
    const Spec spec = token_spec(R"(, "queries": [{"tokens": [2, 0]}, {"tokens": "12"}])");
    ASSERT_EQ(spec.queries.size(), 2U);
    EXPECT_EQ(spec.queries[0].tokens, (Tokens{2, 0}));
    EXPECT_EQ(spec.queries[1].tokens, (Tokens{1, 2}));
    EXPECT_TRUE(spec.queries[1].visible.empty());
}

TEST(Tokens, OfAnInputAreDigitsOrAList) {
    const Spec spec = token_spec();
    for (const std::string text : {"20", "2,0", " 2 , 0 "}) {
        const auto query = hopspice::read_input(text, spec);
        ASSERT_TRUE(query.has_value()) << text;
        EXPECT_EQ(query->tokens, (Tokens{2, 0})) << text;
        EXPECT_TRUE(query->visible.empty());
    }
    EXPECT_EQ(hopspice::read_input("20", spec)->id, "20");
}

TEST(Tokens, OfASingleSlotAreOneNumber) {
    auto one = hopspice::read_spec_text(
        R"({"format": "denseam/1", "visible": {"size": 1},
            "hidden": [{"energy": "relu", "weights": {"embedding": {"file": ")" +
            temporary("column.csv", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n") +
            R"("}, "slots": 1}}]})",
        "one.json", "");
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ(hopspice::read_input("11", *one)->tokens, Tokens{11});
}

TEST(Tokens, OfFilesAreOneRowPerQuery) {
    const Spec spec = token_spec();
    const auto csv = hopspice::read_queries(temporary("tokens.csv", "0,1\n2,2\n"), spec);
    ASSERT_TRUE(csv.has_value());
    ASSERT_EQ(csv->size(), 2U);
    EXPECT_EQ((*csv)[1].tokens, (Tokens{2, 2}));
    EXPECT_TRUE((*csv)[1].visible.empty());
    EXPECT_EQ((*csv)[1].id, "query-1");
    const auto read = hopspice::read_queries(
        temporary("tokens.json", R"({"queries": [{"id": "a", "tokens": "02"}]})"), spec);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ((*read)[0].tokens, (Tokens{0, 2}));
}

TEST(Tokens, OfAnNpyFileAreItsRows) {
    // A header of 128 bytes, then two rows of two bytes.
    std::string text("\x93NUMPY\x01\x00\x76\x00", 10);
    text += "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }";
    text.resize(127, ' ');
    text += std::string("\n\x00\x01\x02\x00", 5);
    const std::string path = hopspice::test::own_file("tokens.npy");
    std::ofstream(path, std::ios::binary) << text;
    const auto queries = hopspice::read_queries(path, token_spec());
    ASSERT_TRUE(queries.has_value()) << hopspice::format_diagnostic(queries.error().front());
    EXPECT_EQ((*queries)[0].tokens, (Tokens{0, 1}));
    EXPECT_EQ((*queries)[1].tokens, (Tokens{2, 0}));
}

TEST(Tokens, AloneAreNoQueryWhereNeuronsAreToBeHeld) {
    const Spec spec = token_spec(R"(, "inference": {"present": "clamp"},
                                     "queries": [{"tokens": "01", "clamp": {"0": 1}}])");
    EXPECT_EQ(spec.queries[0].clamp.at(0), 1);
    const auto input = hopspice::read_input("01", spec);
    ASSERT_FALSE(input.has_value());
    EXPECT_EQ(input.error().front().id, "HS-E033");
    const auto rows = hopspice::read_queries(temporary("clamp.csv", "0,1\n"), spec);
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().front().id, "HS-E033");
}

TEST(Tokens, InDamagedTextNeverCrashTheReader) {
    const std::string text =
        R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [{"energy": "relu",
            "weights": {"embedding": [[0, 1], [2, 4]], "slots": 2, "positional": [[0, 1], [1, 0]]}},
            {"energy": "relu", "weights": {"embedding": [[0, 1], [2, 4]], "slots": 2}}],
            "queries": [{"tokens": [1, 0]}, {"tokens": "01"}]})";
    ASSERT_TRUE(hopspice::read_spec_text(text, "whole.json", "").has_value());
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        EXPECT_FALSE(hopspice::read_spec_text(text.substr(0, cut), "cut.json", "").has_value());
        std::string changed = text;
        for (const char c : {'\0', '"', '{', ']', '\xff', '9', ' '}) {
            changed[cut] = c;
            (void)hopspice::read_spec_text(changed, "changed.json", "").has_value();
        }
    }
}

TEST(Tokens, StandBesideAVisibleStateAndAnExpectation) {
    const Spec spec = token_spec(R"(, "readout": {"type": "linear", "weights": [[1, 0], [0, 1]],
                                     "in_circuit": true},
        "queries": [{"tokens": "12", "visible": [0.5, null], "expect": "1"}])");
    EXPECT_EQ(spec.queries[0].tokens, (Tokens{1, 2}));
    EXPECT_EQ(spec.queries[0].visible[0], 0.5);
    EXPECT_EQ(spec.queries[0].expect->label, "1");
    EXPECT_TRUE(spec.readout.in_circuit);
    EXPECT_FALSE(
        token_spec(R"(, "readout": {"type": "linear", "weights": [[1, 0]]})").readout.in_circuit);
}

}  // namespace
