// batch --executor slurm beside commands of our own that stand for Slurm's and run tasks here: what
// can go wrong and be seen without a cluster. The real one is in tests/cluster.

#include "cli/batch.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>

namespace hopspice::test {
namespace {

namespace fs = std::filesystem;

/// Runs the tasks of an array in the background, where there is no file `idle`.
constexpr const char* kSbatch = R"(#!/bin/bash
here=$(dirname "$0")
for word in "$@"; do
    case $word in
        --array=*) array=${word#*=} ;;
        --output=*) output=${word#*=} ;;
    esac
done
echo "$*" >>"$here/submissions"
if [[ ! -e $here/idle ]]; then
    for range in ${array//,/ }; do
        for ((task = ${range%-*}; task <= ${range#*-}; ++task)); do
            SLURM_ARRAY_TASK_ID=$task SLURM_CPUS_ON_NODE=1 \
                setsid sh "${!#}" >>"${output/\%a/$task}" 2>&1 </dev/null &
            echo $! >>"$here/tasks"
        done
    done
fi
wc -l <"$here/submissions"
)";

constexpr const char* kSqueue = R"(#!/bin/bash
here=$(dirname "$0")
if [[ -s $here/silent ]]; then
    sed -i 1d "$here/silent"
    echo "squeue: error: the controller is away" >&2
    exit 1
fi
for task in $(cat "$here/tasks" 2>/dev/null); do
    [[ $(cut -d " " -f 3 "/proc/$task/stat" 2>/dev/null) == [!Z]* ]] && echo "RUNNING|None"
done
exit 0
)";

constexpr const char* kScancel = R"(#!/bin/bash
kill $(cat "$(dirname "$0")/tasks") 2>/dev/null
exit 0
)";

class ClusterCommand : public testing::Test {
protected:
    ClusterCommand() {
        spec_ = folder_.write("spec.json", two_words(kQuickQueries));
        for (const auto& [name, text] : std::initializer_list<std::pair<std::string, const char*>>{
                 {"sbatch", kSbatch}, {"squeue", kSqueue}, {"scancel", kScancel}}) {
            ::chmod(folder_.write("bin/" + name, text).c_str(), 0755);
        }
    }
    ~ClusterCommand() override {
        for (const pid_t task : tasks()) {
            ::kill(task, SIGKILL);
        }
    }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    /// The words of a batch by our scheduler.
    [[nodiscard]] Words batch(const Words& more = {}, const std::string& samples = "8") const {
        Words words{"env", "PATH=" + path("bin") + ":" + std::getenv("PATH"), kHopspice};
        const Words rest = batch_of(spec_, path("runs.db"), {"--executor", "slurm"}, samples);
        words.insert(words.end(), rest.begin(), rest.end());
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    /// Samples that take two tasks of one process some seconds.
    [[nodiscard]] const std::string& many() const {
        static const std::string samples =
            samples_for(4, {"batch", spec_, "--set", "conductance.mismatch=0.02"});
        return samples;
    }

    [[nodiscard]] std::size_t submissions() const {
        return lines_of(read_text(path("bin/submissions")));
    }

    [[nodiscard]] std::vector<pid_t> tasks() const {
        std::istringstream text(read_text(path("bin/tasks")));
        std::vector<pid_t> ids;
        for (pid_t id = 0; text >> id;) {
            ids.push_back(id);
        }
        return ids;
    }

    [[nodiscard]] bool has_rows(const std::string& shard) const {
        const std::string said = read_text(path("runs.db.shards/shard-" + shard + ".progress"));
        return !said.empty() && !said.starts_with("0 ");
    }

    void expect_whole(const std::string& samples) const {
        ASSERT_EQ(hopspice(batch_of(spec_, path("whole.db"), {}, samples)).exit_code, 0);
        EXPECT_EQ(csv_of(path("runs.db")), csv_of(path("whole.db")));
        EXPECT_FALSE(fs::exists(path("runs.db.shards")));
    }

    TemporaryFolder folder_;
    std::string spec_;
};

TEST_F(ClusterCommand, SubmitsOneTaskPerShardAndMerges) {
    const Ran ran = run(batch({"--shards", "3", "--submit-options", "--partition='my own' -N1"}));
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("16 of 16 runs are stored"), std::string::npos) << ran.out;
    const std::string asked = read_text(path("bin/submissions"));
    EXPECT_NE(asked.find("--array=1-3 "), std::string::npos) << asked;
    EXPECT_NE(asked.find("--cpus-per-task=2 --partition=my own -N1 "), std::string::npos) << asked;
    expect_whole("8");
}

TEST_F(ClusterCommand, ShardsWhoseTasksDieAreSubmittedAgain) {
    Process process(batch({"--shards", "2"}, many()));
    ASSERT_TRUE(eventually([&] { return has_rows("1") && has_rows("2"); }));
    for (const pid_t task : tasks()) {
        ::kill(task, SIGKILL);
    }
    const Ran ran = process.wait();
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(submissions(), 2U) << ran.err;
    expect_whole(many());
}

TEST_F(ClusterCommand, JobsThatAddNothingAreGivenUpAfterThree) {
    folder_.write("bin/idle", "");
    const Ran ran = run(batch({"--shards", "2"}));
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("16 of 16 runs are missing, and 3 jobs in a row have added none; shard "
                           "1/2: has written no log [HS-E515]"),
              std::string::npos)
        << ran.err;
    EXPECT_EQ(submissions(), 3U);
    fs::remove(path("bin/idle"));
    const Ran resumed = run(batch({"--resume"}));
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(submissions(), 4U);
    expect_whole("8");
}

TEST_F(ClusterCommand, TheLogOfAShardSaysWhyItFails) {
    const std::string program = path("hopspice");
    fs::copy_file(kHopspice, program);
    Words words = batch({"--shards", "2"});
    words[2] = program;
    // The tasks find no program where the submitter has one.
    folder_.write("bin/sbatch", "#!/bin/bash\nmv '" + program + "' '" + program +
                                    ".away' 2>/dev/null\n" + kSbatch);
    const Ran ran = run(words);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("not found [HS-E515]"), std::string::npos) << ran.err;
}

TEST_F(ClusterCommand, AnInterruptCancelsTheTasksAndMergesWhatTheyHave) {
    Process process(batch({"--shards", "2"}, "100000"));
    ASSERT_TRUE(eventually([&] { return has_rows("1") && has_rows("2"); }));
    ::kill(process.id(), SIGTERM);
    const Ran ran = process.wait();
    EXPECT_EQ(ran.exit_code, 128 + SIGTERM) << ran.err;
    EXPECT_NE(ran.err.find("--resume goes on"), std::string::npos) << ran.err;
    for (const pid_t task : tasks()) {
        EXPECT_FALSE(is_alive(task));
    }
    const std::size_t stored = stored_in(path("runs.db"));
    EXPECT_EQ(stored, stored_in(path("runs.db.shards/shard-1.db")) +
                          stored_in(path("runs.db.shards/shard-2.db")));
    EXPECT_GT(stored, 0U);
}

/// The rows of a database with their wall times, which tell whether one was simulated again.
std::set<std::string> stored_rows(const std::string& database) {
    std::istringstream text(hopspice({"results", database, "--csv", "-", "--all-columns"}).out);
    std::set<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        lines.insert(line);
    }
    return lines;
}

TEST_F(ClusterCommand, ABatchThatWasKilledCanBeCutAnew) {
    Process process(batch({"--shards", "2"}, many()));
    ASSERT_TRUE(eventually([&] { return has_rows("1") && has_rows("2"); }));
    ::kill(process.id(), SIGKILL);
    process.wait();
    for (const pid_t task : tasks()) {
        ::kill(task, SIGKILL);
    }
    ASSERT_TRUE(eventually([&] { return std::ranges::none_of(tasks(), is_alive); }));
    ASSERT_TRUE(fs::exists(path("runs.db.shards/shard-1.db-wal"))) << "its journal is left";
    std::set<std::string> before = stored_rows(path("runs.db.shards/shard-1.db"));
    before.merge(stored_rows(path("runs.db.shards/shard-2.db")));
    ASSERT_GT(before.size(), 2U);
    const Ran resumed = run(batch({"--resume", "--shards", "3"}, many()));
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_NE(resumed.err.find(" of 3 shards"), std::string::npos) << resumed.err;
    EXPECT_TRUE(std::ranges::includes(stored_rows(path("runs.db")), before));
    expect_whole(many());
}

TEST_F(ClusterCommand, ASchedulerThatIsAwayForAWhileCostsNothing) {
    folder_.write("bin/silent", "1\n2\n3\n");
    const Ran ran = run(batch());
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(read_text(path("bin/silent")), "");
    EXPECT_NE(ran.err.find("the controller is away [HS-E514]; asking again"), std::string::npos)
        << ran.err;
    EXPECT_EQ(submissions(), 1U);
    expect_whole("8");
}

TEST_F(ClusterCommand, OneProcessAtATimeSubmits) {
    Process process(batch({"--shards", "2"}, many()));
    ASSERT_TRUE(eventually([&] { return has_rows("1"); }));
    const Ran second = run(batch({"--resume"}, many()));
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("process " + std::to_string(process.id()) + " [HS-E508]"),
              std::string::npos)
        << second.err;
    EXPECT_EQ(process.wait().exit_code, 0);
    EXPECT_EQ(submissions(), 1U);
}

TEST_F(ClusterCommand, ShardsOfAnotherBatchAreNotMixedIn) {
    folder_.write("bin/idle", "");
    EXPECT_EQ(run(batch({"--shards", "2"})).exit_code, 1);
    ASSERT_EQ(hopspice(batch_of(spec_, path("runs.db.shards/shard-1.db"),
                                {"--shard", "1/2", "--seed", "2"}, "8"))
                  .exit_code,
              0);
    EXPECT_NE(run(batch({"--resume"})).err.find("seed is `2` here, `1` there [HS-E511]"),
              std::string::npos);
    fs::remove(path("runs.db"));
    EXPECT_NE(run(batch()).err.find("runs.db.shards: the file is there already"),
              std::string::npos);
}

TEST_F(ClusterCommand, ExitCodesAndSweepsAreThoseOfALocalBatch) {
    folder_.write("spec.json",
                  two_words(R"({"id": "wrong", "visible": [0.8, 0.1], "expect": "01"})"));
    const Words sweep{"--sweep", "hidden.0.energy.beta=4,8", "--shards", "3"};
    const Ran wrong = run(batch(sweep));
    EXPECT_EQ(wrong.exit_code, 5) << wrong.err;
    EXPECT_EQ(hopspice(batch_of(spec_, path("whole.db"), {sweep[0], sweep[1]}, "8")).exit_code, 5);
    EXPECT_EQ(csv_of(path("runs.db")), csv_of(path("whole.db")));
    fs::remove(path("runs.db"));
    // What the target cannot hold at a sweep point is an answer, and alone it is an error.
    const Ran failed = run(batch({"-t", "opamp-1G", "--sweep", "supply.vdd=0.3,2.5"}));
    EXPECT_EQ(failed.exit_code, 3) << failed.err;
    fs::remove(path("runs.db"));
    EXPECT_EQ(run(batch({"-t", "opamp-1G", "--set", "supply.vdd=0.3"})).exit_code, 1);
    EXPECT_FALSE(fs::exists(path("runs.db")));
}

TEST_F(ClusterCommand, UsageAndInputErrorsHaveTheirCodes) {
    const std::string none = folder_ / "x.db";
    const Words slurm{"batch", spec_, "--db", none, "--executor", "slurm"};
    const auto with = [&](Words words, const Words& more) {
        words.insert(words.end(), more.begin(), more.end());
        return hopspice(words);
    };
    EXPECT_EQ(with(slurm, {"--shard", "1/2"}).exit_code, 2);
    EXPECT_EQ(with({"batch", spec_, "--db", none}, {"--shards", "2"}).exit_code, 2);
    EXPECT_EQ(
        with({"batch", spec_, "--db", none, "--executor", "local"}, {"--shards", "2"}).exit_code,
        2);
    const Ran open = with(slurm, {"--submit-options", "--comment='x"});
    EXPECT_EQ(open.exit_code, 1);
    EXPECT_NE(open.err.find("[HS-E211]"), std::string::npos) << open.err;
    const Ran input = hopspice({"batch", "-", "--db", none, "--executor", "slurm"});
    EXPECT_NE(input.err.find("[HS-E516]"), std::string::npos) << input.err;
    EXPECT_FALSE(fs::exists(none));
    // Without sbatch.
    const Ran missing = run(
        {"env", "PATH=/nowhere", kHopspice, "batch", spec_, "--db", none, "--executor", "slurm"});
    EXPECT_EQ(missing.exit_code, 1);
    EXPECT_NE(missing.err.find("the scheduler's sbatch: No such file or directory [HS-E514]"),
              std::string::npos)
        << missing.err;
    EXPECT_NE(hopspice({"list", "executors"}).out.find("slurm"), std::string::npos);
}

}  // namespace
}  // namespace hopspice::test
