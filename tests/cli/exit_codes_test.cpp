// What does not settle, rest or agree is exit code 5 and a sentence on standard error, whether
// something was expected or not; and no figure is given of it.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::test {
namespace {

bool holds(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

/// Two memories, the first of which has just lost its fixed point where `bias` is above 0.53675.
std::string ghost(double bias, const std::string& timeout) {
    return R"({"format": "denseam/1", "name": "ghost", "visible": {"size": 2},
        "hidden": [{"energy": {"type": "softmax", "beta": 8}, "weights": [[1, 0], [0, 1]],
                    "bias": [0, )" +
           std::to_string(bias) + R"(]}], "readout": {"type": "threshold"},
        "inference": {"stop": {"timeout": )" +
           timeout + R"(}}, "queries": [{"id": "g", "visible": [0.95, 0.05]}]})";
}

class ExitCodes : public testing::Test {
protected:
    Ran ran(Words words, const std::string& spec) {
        words.insert(words.begin() + 1, folder_.write("spec.json", spec));
        return hopspice(words);
    }
    /// The first query of a recall's JSON.
    json query_of(Words words, const std::string& spec) {
        words.insert(words.end(), {"--json", "-"});
        return parsed(ran(words, spec).out)["queries"][0];
    }
    TemporaryFolder folder_;
};

TEST_F(ExitCodes, AGhostIsNotSettledForTheOdeNorForACircuit) {
    for (const double bias : {0.5369, 0.538}) {
        const std::string spec = ghost(bias, "20");
        for (const std::string command : {"reference", "recall"}) {
            const Ran table = ran({command}, spec);
            EXPECT_EQ(table.exit_code, 5) << table.out;
            EXPECT_TRUE(holds(table.err, "[HS-W403]")) << table.err;
            EXPECT_TRUE(holds(table.err, "goes on to 01")) << table.err;
            EXPECT_TRUE(holds(table.err, "1 of 1 queries has not settled: g\n")) << table.err;
            EXPECT_TRUE(holds(table.out, "median -, 95 % -, max -")) << table.out;
            const json query = query_of({command}, spec);
            EXPECT_EQ(query["status"], "unsettled");
            EXPECT_EQ(query["rests"], false);
            for (const char* key : {"settle_time_s", "decision_time_s", "energy_j", "margin"}) {
                EXPECT_TRUE(query[key].is_null()) << key;
            }
        }
    }
}

TEST_F(ExitCodes, WithTimeBothGoOnToTheOtherMemory) {
    const std::string spec = ghost(0.538, "200");
    for (const std::string command : {"reference", "recall"}) {
        const Ran table = ran({command}, spec);
        EXPECT_EQ(table.exit_code, 0) << table.err;
        EXPECT_EQ(query_of({command}, spec)["readout"], "01");
    }
}

TEST_F(ExitCodes, ACircuitThatWasFasterPastAGhostIsNotBlamed) {
    const Words recall = {"recall", "-t", "opamp-1G"};
    const Ran table = ran(recall, ghost(0.538, "40"));
    EXPECT_EQ(table.exit_code, 0) << table.err;
    EXPECT_TRUE(holds(table.out, "  end\n")) << "never an unqualified yes:\n" << table.out;
    const json query = query_of(recall, ghost(0.538, "40"));
    EXPECT_EQ(query["rests"], true);
    EXPECT_EQ(query["readout"], "01");
    EXPECT_EQ(query["reference"]["agrees"], true);
    EXPECT_EQ(query["reference"]["same_path"], false);
    EXPECT_EQ(query["reference"]["rests"], false);
}

TEST_F(ExitCodes, ACircuitThatRecallsAnotherMemoryThanTheOdeDisagrees) {
    const Ran table = ran({"recall", "-t", "opamp-1G"}, ghost(0.5365, "40"));
    EXPECT_EQ(table.exit_code, 5) << table.out;
    EXPECT_TRUE(holds(table.err, "1 of 1 queries does not agree with the ODE: g\n")) << table.err;
    EXPECT_TRUE(holds(table.out, "  NO\n")) << table.out;
}

TEST_F(ExitCodes, WhatRunsAwayIsSaidAndHasNoFigures) {
    const std::string spec = R"({"format": "denseam/1", "name": "runaway", "visible": {"size": 1},
        "hidden": [{"energy": {"type": "relu"}, "weights": [[1.5]]}],
        "queries": [{"id": "a", "visible": [0.2]}, {"id": "b", "visible": [0.3]},
                    {"id": "c", "visible": [0.4]}, {"id": "d", "visible": [0.5]}]})";
    const Ran table = ran({"reference"}, spec);
    EXPECT_EQ(table.exit_code, 5);
    EXPECT_TRUE(holds(table.err, "4 of 4 queries have diverged: a, b, c and 1 more\n"))
        << table.err;
    const Ran circuit = ran({"recall", "-q"}, spec);
    EXPECT_EQ(circuit.exit_code, 5);
    EXPECT_TRUE(holds(circuit.err, "4 of 4 queries have")) << "quiet or not: " << circuit.err;
    const Ran shown = ran({"recall"}, spec);
    EXPECT_FALSE(holds(shown.out.substr(shown.out.find("\n4 queries")), "0.000 %")) << shown.out;
    EXPECT_TRUE(holds(shown.out, "settled state within -")) << shown.out;
    const json summary = parsed(ran({"recall", "--json", "-"}, spec).out)["summary"];
    EXPECT_TRUE(summary["settle_time_s"]["max"].is_null()) << summary;
    EXPECT_TRUE(summary["worst_visible_error"].is_null()) << summary;
}

TEST_F(ExitCodes, ABatchCountsLikeARecall) {
    const Ran batch = ran({"batch", "--db", folder_ / "runs.db", "--samples", "5", "--seed", "1"},
                          ghost(0.538, "20"));
    EXPECT_EQ(batch.exit_code, 5) << batch.out;
    EXPECT_TRUE(holds(batch.err, "5 of 5 runs have not settled: 0, 1, 2 and 2 more\n"))
        << batch.err;
    const Ran results = hopspice({"results", folder_ / "runs.db", "--json", "-"});
    EXPECT_EQ(results.exit_code, 0);
    const json summary = parsed(results.out);
    EXPECT_EQ(summary["shortfalls"]["unsettled"], 5);
    EXPECT_TRUE(summary["points"][0]["settle_time_s"]["median"].is_null());
    const Ran resting = hopspice(
        {"results", folder_ / "runs.db", "--where", "rests = 0 and margin is null", "--csv", "-"});
    EXPECT_EQ(lines_of(resting.out), 6U) << resting.out;
}

TEST_F(ExitCodes, AnAnswerThatOnlyPassesIsNotRight) {
    std::string spec = ghost(0.538, "20");
    spec.insert(spec.find("}]}"), R"(, "expect": "10")");
    const Ran table = ran({"recall"}, spec);
    EXPECT_EQ(table.exit_code, 5) << table.out;
    EXPECT_EQ(query_of({"recall"}, spec)["correct"], false);
}

TEST_F(ExitCodes, WhatStartsAtItsRestTakesNoTime) {
    const std::string spec = two_words(R"({"id": "there", "visible": [1, 0]})");
    for (const std::string command : {"reference", "recall"}) {
        const json query = query_of({command}, spec);
        EXPECT_EQ(query["settle_time_s"], 0) << command;
        EXPECT_EQ(query["decision_time_s"], 0) << command;
    }
}

TEST_F(ExitCodes, ATieSaysSo) {
    const std::string spec = two_words(R"({"id": "tie", "visible": [0.5, 0.5]})");
    const Ran ode = ran({"reference"}, spec);
    EXPECT_EQ(ode.exit_code, 5) << "an unstable fixed point";
    EXPECT_TRUE(holds(ode.err, "goes on to 01 or 10") || holds(ode.err, "goes on to 10 or 01"))
        << ode.err;
    const Ran circuit = ran({"recall", "--engine", "ngspice"}, spec);
    EXPECT_TRUE(holds(circuit.err, "[HS-W405]")) << circuit.err;
    EXPECT_TRUE(holds(circuit.out, " TIE ")) << circuit.out;
    // The twin may stay there until the timeout.
    const Ran balanced = ran({"recall", "--engine", "twin"}, spec);
    EXPECT_TRUE(holds(balanced.err, "[HS-W405]") || holds(balanced.err, "[HS-W403]"))
        << balanced.err;
    // The ODE leaves the diagonal by rounding errors, a circuit by its own.
    const std::string diagonal = two_words(R"({"id": "d", "visible": [1, 1]})");
    const Ran either = ran({"recall"}, diagonal);
    EXPECT_EQ(either.exit_code, 0) << either.err << either.out;
    EXPECT_EQ(query_of({"reference"}, diagonal)["tie"], true);
    // A rest at the level.
    const std::string middle = R"({"format": "denseam/1", "name": "middle",
        "hidden": [{"energy": {"type": "linear"}, "weights": [[0]]}],
        "visible": {"size": 1, "bias": 0.5}, "readout": {"type": "threshold", "level": 0.5},
        "queries": [{"id": "on the way", "visible": [0]}, {"id": "there", "visible": [0.5]}]})";
    for (const std::string command : {"reference", "recall"}) {
        const Ran level = ran({command}, middle);
        EXPECT_EQ(level.exit_code, 0) << "either answer agrees: " << level.out;
        EXPECT_TRUE(holds(level.err, "query on the way: the ODE stands between two")) << level.err;
        EXPECT_TRUE(holds(level.err, "query there: 0 is a tie with 1") ||
                    holds(level.err, "query there: 1 is a tie with 0"))
            << level.err;
        EXPECT_EQ(query_of({command}, middle)["tie"], true);
    }
}

TEST_F(ExitCodes, CheckSaysWhatPassesAGhost) {
    const Ran risky = ran({"check"}, ghost(0.538, "40"));
    EXPECT_TRUE(holds(risky.out, "query g seems to settle at")) << risky.out;
    EXPECT_TRUE(holds(risky.out, "verdict: risky")) << risky.out;
    const Ran certain = ran({"check"}, ghost(0.4, "40"));
    EXPECT_TRUE(holds(certain.out, "verdict: certain")) << certain.out;
}

}  // namespace
}  // namespace hopspice::test
