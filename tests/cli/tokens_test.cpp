// A model whose rows are chosen by tokens, from the command line: the majority of three bits.
// Attention that hardly prefers any slot makes v the mean of the three embeddings, [1, 0] and
// [0, 1], so that v_1 is about the share of ones.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace hopspice::test {
namespace {

std::string majority(const std::string& queries) {
    return R"({"format": "denseam/1", "name": "majority", "visible": {"size": 2},
        "hidden": [{"name": "attention", "energy": {"type": "softmax", "beta": 0.1},
                    "weights": {"embedding": [[1, 0], [0, 1]], "slots": 3}}],
        "readout": {"type": "linear", "weights": [[8, 0], [0, 8]]}, "queries": [)" +
           queries + "]}";
}

std::string all_contexts() {
    std::string queries;
    for (int context = 0; context < 8; ++context) {
        const int bits[] = {context / 4, context / 2 % 2, context % 2};
        std::string digits;
        for (const int bit : bits) {
            digits += std::to_string(bit);
        }
        const bool most = bits[0] + bits[1] + bits[2] >= 2;
        queries += (queries.empty() ? R"({"id": ")" : R"(, {"id": ")") + digits +
                   R"(", "tokens": ")" + digits + R"(", "expect": ")" + (most ? "1" : "0") +
                   R"("})";
    }
    return queries;
}

TEST(Tokens, ChooseTheRowsOfEveryReferenceQuery) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("majority.json", majority(all_contexts()));
    const Ran ran = hopspice({"reference", spec, "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json results = parsed(ran.out);
    EXPECT_EQ(results["summary"]["correct"], 8);
    const json& query = results["queries"][3];
    EXPECT_EQ(query["tokens"], json::parse("[0, 1, 1]"));
    const double one = query["probabilities"]["1"].get<double>();
    EXPECT_NEAR(one + query["probabilities"]["0"].get<double>(), 1, 1e-12);
    // v is near (1/3, 2/3): the logits differ by 8/3, and by what attention at beta 0.1 adds.
    EXPECT_NEAR(one, 1 / (1 + std::exp(-8.0 / 3)), 0.02);
}

TEST(Tokens, OfTheCommandLineAreDigitsOrAList) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("majority.json", majority(""));
    const Ran ran = hopspice({"reference", spec, "--input", "110", "--input", "0,1,0"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("probability"), std::string::npos) << ran.out;
    const Ran as_json = hopspice(
        {"reference", spec, "--input", "110", "--input", "0,1,0", "--json", "-", "--quiet"});
    const json results = parsed(as_json.out);
    EXPECT_EQ(results["queries"][0]["readout"], "1");
    EXPECT_EQ(results["queries"][1]["readout"], "0");
}

TEST(Tokens, OfAFileAreItsRows) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("majority.json", majority(""));
    const std::string file = folder.write("queries.csv", "# three tokens\n1,1,1\n0,0,1\n");
    const Ran ran = hopspice({"reference", spec, "--queries", file, "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json results = parsed(ran.out);
    ASSERT_EQ(results["queries"].size(), 2U);
    EXPECT_EQ(results["queries"][0]["readout"], "1");
    EXPECT_EQ(results["queries"][1]["readout"], "0");
}

TEST(Tokens, ThatAreMissingOrTooManyAreWrongInput) {
    const TemporaryFolder folder;
    const Ran missing =
        hopspice({"reference", folder.write("missing.json", majority(R"({"id": "none"})"))});
    EXPECT_EQ(missing.exit_code, 1);
    EXPECT_NE(missing.err.find("[HS-E044]"), std::string::npos) << missing.err;
    const std::string spec = folder.write("majority.json", majority(""));
    const Ran many = hopspice({"reference", spec, "--input", "0110"});
    EXPECT_EQ(many.exit_code, 1);
    EXPECT_NE(many.err.find("[HS-E046]"), std::string::npos) << many.err;
}

TEST(Tokens, CheckProvesConvergenceForAllContexts) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("majority.json", majority(all_contexts()));
    const Ran ran = hopspice({"check", spec});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("the worst of all 8 contexts"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("one fixed point, reached from everywhere"), std::string::npos);
}

TEST(Tokens, ChooseInTheCircuit) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("majority.json", majority(all_contexts()));
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const Ran ran = hopspice({"recall", spec, "-t", target, "--json", "-", "--quiet"});
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        const json results = parsed(ran.out);
        EXPECT_EQ(results["summary"]["correct"], 8) << target;
        EXPECT_TRUE(results["queries"][5]["reference"]["agrees"]) << target;
    }
    const Ran ran = hopspice({"compile", spec, "--input", "101"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("vsel_2_1 sel_2_1 0"), std::string::npos);
}

TEST(Tokens, ADecoderInTheCircuitGivesTheAnswers) {
    const TemporaryFolder folder;
    std::string text = majority(all_contexts());
    const std::string plain = R"("type": "linear",)";
    text.replace(text.find(plain), plain.size(), plain + R"( "in_circuit": true,)");
    const std::string spec = folder.write("majority.json", text);
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const Ran ran = hopspice({"recall", spec, "-t", target, "--json", "-", "--quiet"});
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        const json results = parsed(ran.out);
        EXPECT_EQ(results["summary"]["correct"], 8) << target;
        EXPECT_GT(results["queries"][7]["decoder"]["1"].get<double>(), 0.9) << target;
        EXPECT_EQ(ran.err.find("HS-W402"), std::string::npos) << ran.err;
    }
}

TEST(Tokens, ADecoderInTheCircuitNeedsLinesThatCarryTheStates) {
    const TemporaryFolder folder;
    std::string text = two_words(R"({"visible": [1, 0]})");
    const std::string plain = R"("readout": {"type": "threshold", "level": 0.5})";
    text.replace(text.find(plain), plain.size(),
                 R"("readout": {"type": "linear", "weights": [[1, 0]], "in_circuit": true})");
    const std::string size = R"("size": 2)";
    text.replace(text.find(size), size.size(), size + R"(, "activation": "tanh")");
    const Ran ran = hopspice({"recall", folder.write("readout.json", text)});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E261]"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace hopspice::test
