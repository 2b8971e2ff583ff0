// batch --executor slurm on a real Slurm: this program runs under tests/cluster/with_slurm.

#include "cli/batch.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

namespace hopspice::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFewRuns = 32;

class Slurm : public testing::Test {
protected:
    static void SetUpTestSuite() {
        ASSERT_NE(std::getenv("HOPSPICE_SLURM"), nullptr) << "run it by tests/cluster/with_slurm";
    }

    Slurm() { spec_ = folder_.write("spec.json", two_words(kQuickQueries)); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    [[nodiscard]] Words batch(const std::string& name, std::size_t runs,
                              const Words& more = {}) const {
        Words words{"batch",     spec_,
                    "--db",      path(name),
                    "--samples", std::to_string(runs / 2),
                    "--set",     "conductance.mismatch=0.02",
                    "-t",        "opamp-1G"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    [[nodiscard]] Words slurm_batch(std::size_t runs, Words more = {}) const {
        more.insert(more.end(), {"--executor", "slurm", "--shards", "4"});
        return batch("runs.db", runs, more);
    }

    /// The table is that of a local batch, which each number of runs has once.
    void expect_whole(std::size_t runs) const {
        static std::map<std::size_t, std::string> local;
        if (!local.contains(runs)) {
            ASSERT_EQ(hopspice(batch("whole.db", runs, {"--jobs", "2"})).exit_code, 0);
            local[runs] = csv_of(path("whole.db"));
        }
        EXPECT_EQ(csv_of(path("runs.db")), local[runs]);
        EXPECT_EQ(lines_of(local[runs]), runs + 1);
        EXPECT_FALSE(fs::exists(path("runs.db.shards")));
    }

    /// Long enough to be disturbed: four tasks take some seconds.
    [[nodiscard]] std::size_t many_runs() const {
        static const std::string samples = samples_for(
            9, {"batch", spec_, "--set", "conductance.mismatch=0.02", "-t", "opamp-1G"});
        return 2 * std::stoul(samples);
    }

    [[nodiscard]] std::size_t progress() const {
        std::size_t sum = 0;
        for (int shard = 1; shard <= 4; ++shard) {
            std::size_t stored = 0;
            std::istringstream(
                read_text(path("runs.db.shards/shard-") + std::to_string(shard) + ".progress")) >>
                stored;
            sum += stored;
        }
        return sum;
    }

    /// Waits until some runs are stored and others are not.
    void wait_for_rows() const {
        ASSERT_TRUE(eventually([&] { return progress() > 0; }));
        ASSERT_LT(progress(), many_runs());
    }

    static std::string queue() { return run({"squeue", "--noheader", "--format=%i %T %N"}).out; }

    static Ran node(const std::string& what, const std::string& name) {
        return run({HOPSPICE_SOURCE_DIR "/tests/cluster/with_slurm", what, name});
    }

    TemporaryFolder folder_;
    std::string spec_;
};

TEST_F(Slurm, GivesTheTableOfALocalBatch) {
    const Ran ran = hopspice(slurm_batch(kFewRuns, {"--submit-options", "--partition=main"}));
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("32 of 32 runs are stored"), std::string::npos) << ran.out;
    EXPECT_NE(ran.err.find(" of slurm: 4 of 4 shards"), std::string::npos) << ran.err;
    expect_whole(kFewRuns);
    const Ran again = hopspice(slurm_batch(kFewRuns, {"--resume"}));
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(again.err.find(" of slurm: "), std::string::npos) << "nothing is submitted again";
    EXPECT_EQ(hopspice(slurm_batch(kFewRuns)).exit_code, 1) << "the file is there already";
}

TEST_F(Slurm, ASubmitterThatWasKilledFindsItsJobAgain) {
    Process process(with_program(slurm_batch(many_runs())));
    wait_for_rows();
    ::kill(process.id(), SIGKILL);
    process.wait();
    EXPECT_NE(queue(), "") << "the job runs on";
    Process resumed(with_program(slurm_batch(many_runs(), {"--resume"})));
    const Ran ran = resumed.wait();
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err.find(" of slurm: "), std::string::npos) << "no second job: " << ran.err;
    expect_whole(many_runs());
}

TEST_F(Slurm, AnInterruptCancelsTheJobAndKeepsWhatItHas) {
    Process process(with_program(slurm_batch(many_runs())));
    wait_for_rows();
    ::kill(process.id(), SIGINT);
    const Ran ran = process.wait();
    EXPECT_EQ(ran.exit_code, 128 + SIGINT) << ran.err;
    EXPECT_NE(ran.err.find("--resume goes on"), std::string::npos) << ran.err;
    EXPECT_EQ(queue(), "");
    const std::size_t stored = stored_in(path("runs.db"));
    EXPECT_GT(stored, 0U);
    EXPECT_LT(stored, many_runs());
    const Ran resumed = hopspice(slurm_batch(many_runs(), {"--resume"}));
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_NE(resumed.err.find(" of slurm: "), std::string::npos) << resumed.err;
    expect_whole(many_runs());
}

TEST_F(Slurm, WhatSlurmRefusesIsSaidInItsWords) {
    const Ran ran = hopspice(slurm_batch(kFewRuns, {"--submit-options", "--partition=nowhere"}));
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("sbatch: "), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("partition"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("[HS-E514]"), std::string::npos) << ran.err;
    const Ran resumed = hopspice(slurm_batch(kFewRuns, {"--resume"}));
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    expect_whole(kFewRuns);
}

/// The node is gone without a word: its tasks begin again on the other one.
TEST_F(Slurm, ALostNodeCostsNothing) {
    Process process(with_program(slurm_batch(many_runs())));
    wait_for_rows();
    ASSERT_NE(queue().find("RUNNING n1"), std::string::npos) << queue();
    const Ran stopped = node("stop_node", "n1");
    EXPECT_EQ(stopped.exit_code, 0) << stopped.err;
    EXPECT_EQ(stopped.out.find(" 0 processes"), std::string::npos) << stopped.out;
    const Ran ran = process.wait();
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    expect_whole(many_runs());
    EXPECT_EQ(node("start_node", "n1").exit_code, 0);
}

}  // namespace
}  // namespace hopspice::test
