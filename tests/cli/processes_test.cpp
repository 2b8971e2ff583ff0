// What happens around a run: closed pipes, interrupts, workers that die or take too long.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// A worker of `process` that has simulated for a while.
pid_t busy_worker(const Process& process) {
    pid_t busy = 0;
    EXPECT_TRUE(eventually([&] {
        for (const pid_t child : process.children()) {
            if (processor_seconds(child) > 0.3) {
                busy = child;
            }
        }
        return busy != 0;
    }));
    return busy;
}

const json& query_named(const json& results, const std::string& id) {
    for (const json& query : results["queries"]) {
        if (query["id"] == id) {
            return query;
        }
    }
    ADD_FAILURE() << "no query " << id;
    return results;
}

void expect_only_the_slow_one_failed(const Ran& ran) {
    EXPECT_EQ(ran.exit_code, 3) << ran.err;
    EXPECT_NE(ran.err.find("[HS-E406]"), std::string::npos) << ran.err;
    const json results = parsed(ran.out);
    ASSERT_EQ(results["queries"].size(), 3U);
    EXPECT_EQ(query_named(results, "slow")["status"], "failed");
    EXPECT_FALSE(query_named(results, "slow")["diagnostics"].empty());
    for (const std::string& id : Words{"quick", "quicker"}) {
        EXPECT_EQ(query_named(results, id)["status"], "settled") << id;
        EXPECT_EQ(query_named(results, id)["correct"], true) << id;
    }
    EXPECT_EQ(results["summary"]["failed"], 1);
}

TEST(Processes, AQueryOverTheWallLimitFailsAlone) {
    for (const std::string& jobs : Words{"1", "2"}) {
        const TemporaryFolder folder;
        const std::string spec =
            folder.write("spec.json", two_words(kSlowQuery + ", " + kQuickQueries));
        expect_only_the_slow_one_failed(
            hopspice({"recall", spec, "--jobs", jobs, "--wall-limit", "2", "--json", "-"}));
    }
}

TEST(Processes, AKilledWorkerCostsItsQueryAlone) {
    for (const std::string& jobs : Words{"1", "2"}) {
        const TemporaryFolder folder;
        const std::string spec =
            folder.write("spec.json", two_words(kSlowQuery + ", " + kQuickQueries));
        // The second attempt ends at the limit.
        Process process(
            {kHopspice, "recall", spec, "--jobs", jobs, "--wall-limit", "3", "--json", "-"});
        const pid_t worker = busy_worker(process);
        ASSERT_GT(worker, 0);
        ::kill(worker, SIGKILL);
        expect_only_the_slow_one_failed(process.wait());
    }
}

TEST(Processes, AnInterruptLeavesNoWorkerBehind) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGKILL}) {
        const TemporaryFolder folder;
        const std::string spec =
            folder.write("spec.json", two_words(kSlowQuery + ", " + kQuickQueries));
        Process process({kHopspice, "recall", spec, "--jobs", "2", "--json", folder / "r.json"});
        ASSERT_GT(busy_worker(process), 0);
        const std::vector<pid_t> workers = process.children();
        ::kill(process.id(), signal);
        EXPECT_EQ(process.wait().exit_code, 128 + signal);
        for (const pid_t worker : workers) {
            EXPECT_TRUE(eventually([&] { return !is_alive(worker); })) << "signal " << signal;
        }
        EXPECT_EQ(folder.names(), Words{"spec.json"}) << "signal " << signal;
    }
}

TEST(Processes, ALongCompileEndsAtAnInterrupt) {
    const TemporaryFolder folder;
    json spec = parsed(two_words(""));
    constexpr int kSize = 256;
    spec["visible"]["size"] = kSize;
    json rows = json::array();
    for (int row = 0; row < kSize; ++row) {
        json cells = json::array();
        for (int col = 0; col < kSize; ++col) {
            cells.push_back((row * 37 + col * (row + 11)) % 7 % 2);
        }
        rows.push_back(cells);
    }
    spec["hidden"][0]["weights"] = rows;
    (void)folder.write("spec.json", spec.dump());
    Process process({kHopspice, "compile", folder / "spec.json", "-o", folder / "deck.cir"});
    ASSERT_TRUE(eventually([&] { return processor_seconds(process.id()) > 0.5; }));
    const auto start = std::chrono::steady_clock::now();
    ::kill(process.id(), SIGINT);
    EXPECT_EQ(process.wait().exit_code, 128 + SIGINT);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_EQ(folder.names(), Words{"spec.json"});
}

/// Weights of 1e300 behind a layer: the integrator takes steps of 1e-300 and smaller.
const std::string kEndless = R"({"format": "denseam/1", "visible": {"size": 4, "activation":
    "layernorm", "initial": 0.5}, "hidden": [{"tau": 0.001, "energy": {"type": "relu"}, "weights":
    [[-1e300, -1, 0, 0], [0, 1, 0, -1], [1e300, -2e300, 1, 1e300]], "bias": [-1, 1e299, 1e300]}],
    "queries": [{"id": "a", "visible": [0.12, 0.0042, 0.17, 0.94]}]})";

TEST(Processes, AModelThatRunsAwayByTinyStepsIsLeftAlone) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", kEndless);
    const Ran checked = run({"/usr/bin/timeout", "60", kHopspice, "check", spec});
    EXPECT_EQ(checked.exit_code, 1) << checked.err;
    EXPECT_NE(checked.err.find("[HS-E265]"), std::string::npos) << checked.err;
    const Ran gone = run({"/usr/bin/timeout", "60", kHopspice, "reference", spec});
    EXPECT_NE(gone.exit_code, 124) << "the reference goes on for ever";
    EXPECT_NE(gone.out.find("diverged"), std::string::npos) << gone.out << gone.err;
}

TEST(Processes, AnOdeThatTakesTooLongIsRefused) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(
        "spec.json", two_words(R"({"id": "slow", "visible": [0.8, 0.1], "time": 1e12})"));
    const Ran ran = run({"/usr/bin/timeout", "100", kHopspice, "reference", spec});
    EXPECT_NE(ran.exit_code, 124);
    EXPECT_NE(ran.err.find("steps [HS-E201]"), std::string::npos) << ran.err;
}

/// Time and memory grow with neurons times neurons of the other kind, however many blocks.
TEST(Processes, AThousandBlocksAreCheckedInLittleMemory) {
    const TemporaryFolder folder;
    json spec = parsed(read_text(model("xor.json")));
    json block = spec["hidden"][0];
    block.erase("name");
    spec["hidden"] = json::array();
    for (int k = 0; k < 1000; ++k) {
        spec["hidden"].push_back(block);
    }
    (void)folder.write("spec.json", spec.dump());
    const Ran ran =
        run({"/bin/sh", "-c", "ulimit -v 500000; timeout 60 " + kHopspice + " check -q spec.json"},
            {"", folder.path()});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST(Processes, OutOfMemoryIsSaid) {
    const Ran ran =
        run({"/bin/sh", "-c",
             "head -c 300000000 /dev/zero | (ulimit -v 200000; " + kHopspice + " lint -)"});
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_TRUE(ran.err.starts_with("out of memory: ")) << ran.err;
    EXPECT_EQ(lines_of(ran.err), 1U) << ran.err;
}

TEST(Processes, MoreJobsThanRunsAreNoMoreThanRuns) {
    const Ran ran =
        hopspice({"recall", model("xor.json"), "-q", "--input", "01?", "--jobs", "1000000000000"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

/// Standard error may be closed, or lead to a full disk, where a warning is due.
TEST(Processes, AnUnwritableStandardErrorIsNoCrash) {
    for (const std::string& errors : Words{"2>&-", "2>/dev/full"}) {
        const Ran ran =
            run({"/bin/sh", "-c",
                 kHopspice + " check -t opamp-1G '" + model("xor.json") + "' " + errors});
        EXPECT_EQ(ran.exit_code, 0) << errors;
        const Ran missing = run({"/bin/sh", "-c", kHopspice + " check nowhere.json " + errors});
        EXPECT_EQ(missing.exit_code, 1) << errors;
    }
}

/// The reader has gone before the first byte is written.
TEST(Processes, AClosedPipeIsNoCrash) {
    for (const std::string& command :
         Words{"list diagnostics", "--help", "check '" + model("xor.json") + "'",
               "recall '" + model("xor.json") + "'", "recall --json - '" + model("xor.json") + "'",
               "check -t opamp-1G '" + model("hamming-7-4.json") + "'",
               "reference -v '" + model("hamming-7-4.json") + "'",
               "compile -t opamp-1G '" + model("hamming-7-4.json") + "'"}) {
        const Ran ran =
            run({"/bin/sh", "-c",
                 "{ sleep 0.3; " + kHopspice + " " + command + "; echo $? >&2; } | true"});
        const std::size_t end = ran.err.find_last_not_of('\n');
        const std::string code =
            ran.err.substr(ran.err.rfind('\n', end) + 1, end - ran.err.rfind('\n', end));
        EXPECT_TRUE(code == "0" || code == "1") << command << ": " << ran.err;
    }
}

TEST(Processes, TheFirstLineOfAPipeIsEnough) {
    const Ran ran =
        run({"/bin/sh", "-c",
             kHopspice + " compile -q -t opamp-1G '" + model("hamming-7-4.json") + "' | head -1"});
    EXPECT_EQ(ran.out, "* hamming-7-4 on opamp-1G\n");
    EXPECT_EQ(ran.err.find("terminate"), std::string::npos) << ran.err;
}

TEST(Processes, NothingIsLeftInTheFolderItRunsIn) {
    const TemporaryFolder folder;
    const Ran ran = hopspice({"recall", model("xor.json"), "-t", "opamp-1G"}, {"", folder.path()});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace hopspice::test
