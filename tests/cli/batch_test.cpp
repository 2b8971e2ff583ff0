// batch and results as a user runs them: exit codes, kills, a second batch.

#include "cli/batch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

namespace hopspice::test {
namespace {

using namespace std::chrono_literals;

TEST(BatchCommand, FillsADatabaseAndSaysWhatIsInIt) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
    const Ran ran = hopspice(batch_of(spec, folder / "runs.db"));
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("64 of 64 runs are stored"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("32/32"), std::string::npos) << ran.out;
    EXPECT_EQ(folder.names(), (Words{"runs.db", "spec.json"})) << "no lock and no journal is left";
    const Ran results =
        hopspice({"results", folder / "runs.db", "--where", "sample < 2", "--json", "-"});
    const json summary = parsed(results.out);
    EXPECT_EQ(summary["format"], "hopspice-batch/1");
    EXPECT_EQ(summary["selected"], 4);
    EXPECT_EQ(summary["points"][0]["yield"]["of"], 2);
    EXPECT_EQ(summary["plan"]["samples"], "32");
    EXPECT_EQ(lines_of(csv_of(folder / "runs.db")), 65U);
}

TEST(BatchCommand, WrongRecallsAreExitCode5) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(
        "spec.json", two_words(R"({"id": "wrong", "visible": [0.8, 0.1], "expect": "01"})"));
    EXPECT_EQ(hopspice({"batch", spec, "--db", folder / "runs.db"}).exit_code, 5);
    EXPECT_EQ(hopspice({"results", folder / "runs.db"}).exit_code, 0);
}

TEST(BatchCommand, UsageAndInputErrorsHaveTheirCodes) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
    EXPECT_EQ(hopspice({"batch", spec}).exit_code, 2);
    EXPECT_EQ(hopspice({"batch", spec, "--waves", "w.raw", "--db", "x.db"}).exit_code, 2);
    EXPECT_EQ(hopspice({"batch", spec, "--executor", "nowhere", "--db", "x.db"}).exit_code, 2);
    const Ran sweep = hopspice({"batch", spec, "--db", folder / "x.db", "--sweep", "gbw"});
    EXPECT_EQ(sweep.exit_code, 1);
    EXPECT_NE(sweep.err.find("[HS-E208]"), std::string::npos) << sweep.err;
    const Ran key =
        hopspice({"batch", spec, "--db", folder / "x.db", "--sweep", "hidden.0.energy.bata=1,2"});
    EXPECT_EQ(key.exit_code, 1);
    EXPECT_NE(key.err.find("command line: /hidden/0/energy/bata: unknown key"), std::string::npos)
        << key.err;
    EXPECT_EQ(hopspice({"results", folder / "none.db"}).exit_code, 1);
    EXPECT_EQ(folder.names(), Words{"spec.json"});
}

/// The tool is killed again and again; the rows are those of a batch that nobody disturbed.
TEST(BatchCommand, KilledAndResumedItGivesTheSameTable) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
    const std::string whole = folder / "whole.db";
    const std::string parts = folder / "parts.db";
    ASSERT_EQ(hopspice(batch_of(spec, whole)).exit_code, 0);
    int killed = 0;
    for (int k = 0; k < 3; ++k) {
        Process process(with_program(batch_of(spec, parts, {"--resume"})));
        const std::size_t before = stored_in(parts);
        eventually([&] { return stored_in(parts) > before || !is_alive(process.id()); });
        killed += ::kill(process.id(), SIGKILL) == 0 ? 1 : 0;
        process.wait();
    }
    EXPECT_GT(killed, 0);
    const Ran last = hopspice(batch_of(spec, parts, {"--resume"}));
    EXPECT_EQ(last.exit_code, 0) << last.err;
    EXPECT_EQ(csv_of(parts), csv_of(whole));
}

TEST(BatchCommand, KilledWorkersCostNothing) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
    ASSERT_EQ(hopspice(batch_of(spec, folder / "whole.db")).exit_code, 0);
    Process process(with_program(batch_of(spec, folder / "killed.db")));
    int killed = 0;
    for (int k = 0; k < 4; ++k) {
        const auto workers = process.children();
        if (!workers.empty() && processor_seconds(workers.back()) > 0.05) {
            killed += ::kill(workers.back(), SIGKILL) == 0 ? 1 : 0;
        }
        std::this_thread::sleep_for(100ms);
    }
    const Ran ran = process.wait();
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(csv_of(folder / "killed.db"), csv_of(folder / "whole.db")) << killed;
}

TEST(BatchCommand, AnInterruptLeavesAFileThatGoesOn) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const TemporaryFolder folder;
        const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
        Process process(with_program(batch_of(spec, folder / "runs.db", {}, "100000")));
        ASSERT_TRUE(eventually([&] { return stored_in(folder / "runs.db") > 0; }));
        const Ran second = hopspice(batch_of(spec, folder / "runs.db", {"--resume"}, "100000"));
        EXPECT_EQ(second.exit_code, 1);
        EXPECT_NE(second.err.find("process " + std::to_string(process.id()) + " [HS-E508]"),
                  std::string::npos)
            << second.err;
        ::kill(process.id(), signal);
        const Ran ran = process.wait();
        EXPECT_EQ(ran.exit_code, 128 + signal) << ran.err;
        EXPECT_NE(ran.err.find("--resume goes on"), std::string::npos) << ran.err;
        EXPECT_EQ(folder.names(), (Words{"runs.db", "spec.json"}));
        EXPECT_GT(stored_in(folder / "runs.db"), 0U);
        const Ran other = hopspice(batch_of(spec, folder / "runs.db", {"--resume"}));
        EXPECT_EQ(other.exit_code, 1);
        EXPECT_NE(other.err.find("samples is `100000` there, asked is `32` [HS-E509]"),
                  std::string::npos)
            << other.err;
    }
}

TEST(BatchCommand, OneRunCanBeRepeatedAndExported) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(kQuickQueries));
    const Words plan{"batch",     spec, "-t",    "opamp-1G",
                     "--samples", "4",  "--set", "conductance.mismatch=0.02",
                     "--only",    "5"};
    Words repeat = plan;
    repeat.insert(repeat.end(), {"--json", "-", "--waves", folder / "w.csv"});
    const Ran again = hopspice(repeat);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    const json result = parsed(again.out);
    EXPECT_EQ(result["queries"].size(), 1U);
    EXPECT_EQ(result["queries"][0]["id"], "quicker");
    EXPECT_TRUE(read_text(folder / "w.csv").starts_with("time")) << read_text(folder / "w.csv");
    Words deck = plan;
    deck.insert(deck.end(), {"--deck", folder / "f.cir"});
    EXPECT_EQ(hopspice(deck).exit_code, 0);
    const Ran stock = run({NGSPICE_BINARY, "-b", folder / "f.cir"});
    const std::size_t at = stock.out.find("visible_0");
    ASSERT_NE(at, std::string::npos) << stock.out + stock.err;
    const double measured = std::stod(stock.out.substr(stock.out.find('=', at) + 1));
    EXPECT_TRUE(std::isfinite(measured));
}

}  // namespace
}  // namespace hopspice::test
