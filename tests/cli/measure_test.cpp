// `hopspice measure` and `compile --query` as a user types them.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::test {
namespace {

/// The first query of XOR, simulated by stock ngspice into w.raw.
void simulate(const TemporaryFolder& folder, const Words& more) {
    Words words = {"compile", model("xor.json"), "-q", "-o", folder / "x.cir"};
    words.insert(words.end(), more.begin(), more.end());
    ASSERT_EQ(hopspice(words).exit_code, 0);
    const Ran ran = run({NGSPICE_BINARY, "-b", "-r", "w.raw", "x.cir"}, {"", folder.path()});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
}

TEST(Measure, GivesTheTableAndTheJsonOfARecall) {
    const TemporaryFolder folder;
    simulate(folder, {});
    const Words measure = {"measure", model("xor.json"), "--waves", folder / "w.raw"};
    const Ran table = hopspice(measure);
    EXPECT_EQ(table.exit_code, 0) << table.err;
    EXPECT_NE(table.out.find("1 queries, 1 of 1 recalled as expected"), std::string::npos)
        << table.out;
    Words words = measure;
    words.insert(words.end(), {"--json", "-"});
    const json results = parsed(hopspice(words).out);
    EXPECT_EQ(results["format"], "hopspice-results/1");
    EXPECT_EQ(results["simulator"], "unknown");
    EXPECT_EQ(results["queries"][0]["status"], "settled");
    EXPECT_EQ(results["queries"][0]["correct"], true);
}

TEST(Measure, TakesTheQueryThatCompileTook) {
    const TemporaryFolder folder;
    const json spec = parsed(read_text(model("xor.json")));
    const std::string last = spec["queries"].back()["id"];
    const std::string first = spec["queries"].front()["id"];
    simulate(folder, {"--query", last});
    const Ran right = hopspice({"measure", model("xor.json"), "--waves", folder / "w.raw",
                                "--query", last, "--json", "-"});
    EXPECT_EQ(right.exit_code, 0) << right.err;
    EXPECT_EQ(parsed(right.out)["queries"][0]["id"], last);
    // A waveform that starts elsewhere is not that of the query.
    const Ran wrong =
        hopspice({"measure", model("xor.json"), "--waves", folder / "w.raw", "--query", first});
    EXPECT_EQ(wrong.exit_code, 1) << wrong.out;
    EXPECT_NE(wrong.err.find("[HS-E528]"), std::string::npos) << wrong.err;
    const Ran unknown =
        hopspice({"measure", model("xor.json"), "--waves", folder / "w.raw", "--query", "nothing"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_NE(unknown.err.find("[HS-E220]"), std::string::npos) << unknown.err;
}

TEST(Measure, ExitsWithFiveWhereTheWaveformShowsAnotherAnswer) {
    const TemporaryFolder folder;
    simulate(folder, {});
    const json spec = parsed(read_text(model("xor.json")));
    json other = spec;
    other["queries"][0]["expect"] = "111";
    const std::string file = folder.write("other.json", other.dump());
    const Ran ran = hopspice({"measure", file, "--waves", folder / "w.raw"});
    EXPECT_EQ(ran.exit_code, 5) << ran.out << ran.err;
}

TEST(Measure, ReadsStandardInputAndWhatRecallWrote) {
    const TemporaryFolder folder;
    ASSERT_EQ(
        hopspice({"recall", model("xor.json"), "--input", "01?", "-q", "--waves", folder / "w.csv"})
            .exit_code,
        0);
    const Ran ran = hopspice({"measure", model("xor.json"), "--input", "01?", "--waves", "-"},
                             {read_text(folder / "w.csv"), ""});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("settled"), std::string::npos) << ran.out;
}

TEST(Measure, NeedsAWaveform) {
    EXPECT_EQ(hopspice({"measure", model("xor.json")}).exit_code, 2);
    const Ran none = hopspice({"measure", model("xor.json"), "--waves", "/nowhere.raw"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_NE(none.err.find("[HS-E501]"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace hopspice::test
