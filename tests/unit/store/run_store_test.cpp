// The database of a batch: what survives a kill, a full disk and a second writer.

#include "store/run_store.h"
#include "store/columns.h"
#include "support/prepared.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>

namespace hopspice::store {
namespace {

namespace fs = std::filesystem;

/// A database in a folder of its own, which is removed with it.
class StoreTest : public testing::Test {
protected:
    StoreTest() {
        std::string name = (fs::temp_directory_path() / "hopspice-store-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    ~StoreTest() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string path() const { return folder_ / "runs.db"; }

    static StoredPlan plan() {
        return {{{"batch", "xor on opamp-1G"}, {"runs", "1000000"}, {"seed", "1"}},
                {{{"amplifier.gbw", "1G"}}, {{"amplifier.gbw", "2G"}}}};
    }

    static RunRow row(std::uint64_t run) {
        RunRow row;
        row.run = run;
        row.sample = run / 4;
        row.query = run % 4;
        row.seed = (std::uint64_t{1} << 53U) - 1;
        row.query_id = "a, \"b\"";
        row.status = "settled";
        row.visible = "0.1 0.30000000000000004";
        row.correct = run % 2 == 0;
        row.settle_time_s = 1e-9 * static_cast<double>(run);
        row.simulator = "ngspice 39";
        return row;
    }

    [[nodiscard]] RunStore opened(RunStore::Mode mode) const {
        return test::value_of(RunStore::open(path(), plan(), mode));
    }

    [[nodiscard]] std::string refusal(const StoredPlan& asked, RunStore::Mode mode) const {
        const auto store = RunStore::open(path(), asked, mode);
        EXPECT_FALSE(store);
        return store ? "" : test::words_of(store.error());
    }

    [[nodiscard]] std::vector<std::uint64_t> runs() const {
        auto reader = test::value_of(RunReader::open(path()));
        std::vector<std::uint64_t> found;
        EXPECT_TRUE(
            reader.for_each("", [&](const RunRow& got) { found.push_back(got.run); }).empty());
        return found;
    }

    /// How a child that runs `body` ends: its wait status.
    template <typename Body>
    static int in_child(const Body& body) {
        const pid_t child = ::fork();
        if (child == 0) {
            body();
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return status;
    }

    fs::path folder_;
};

/// Other columns are another version of the tables.
TEST(Columns, AreThoseOfTheVersion) {
    std::set<std::string_view> names;
    for (const Column& column : columns()) {
        names.insert(column.name);
    }
    const std::set<std::string_view> first = {"run_id",
                                              "point",
                                              "sample",
                                              "query",
                                              "seed",
                                              "query_id",
                                              "sweep",
                                              "input",
                                              "status",
                                              "visible",
                                              "readout",
                                              "expected",
                                              "correct",
                                              "rests",
                                              "margin",
                                              "same_path",
                                              "settle_time_s",
                                              "release_time_s",
                                              "energy_j",
                                              "visible_error",
                                              "decision_time_s",
                                              "trajectory_error",
                                              "agrees",
                                              "lyapunov_rise",
                                              "diagnostics",
                                              "messages",
                                              "wall_time_s",
                                              "simulator",
                                              "referee_state",
                                              "referee_path",
                                              "referee_settle",
                                              "referee_energy",
                                              "referee_readout"};
    EXPECT_EQ(names, first);
    EXPECT_EQ(kSchemaVersion, 3);
}

TEST_F(StoreTest, ARowComesBackAsItWas) {
    RunRow sent = row(7);
    sent.energy_j = 3.1e-11;
    sent.messages = "two\nlines";
    {
        RunStore store = opened(RunStore::Mode::New);
        EXPECT_TRUE(store.add(sent).empty());
        EXPECT_TRUE(store.commit().empty());
    }
    auto reader = test::value_of(RunReader::open(path()));
    int rows = 0;
    EXPECT_TRUE(reader
                    .for_each("",
                              [&](const RunRow& got) {
                                  ++rows;
                                  EXPECT_EQ(got.run, 7U);
                                  EXPECT_EQ(got.seed, sent.seed);
                                  EXPECT_EQ(got.query_id, sent.query_id);
                                  EXPECT_EQ(got.visible, sent.visible);
                                  EXPECT_EQ(got.correct, sent.correct);
                                  EXPECT_EQ(got.settle_time_s, sent.settle_time_s);
                                  EXPECT_EQ(got.energy_j, sent.energy_j);
                                  EXPECT_EQ(got.decision_time_s, std::nullopt);
                                  EXPECT_EQ(got.agrees, std::nullopt);
                                  EXPECT_EQ(got.messages, sent.messages);
                              })
                    .empty());
    EXPECT_EQ(rows, 1);
    const StoredPlan stored = test::value_of(reader.plan());
    EXPECT_EQ(stored.facts, plan().facts);
    EXPECT_EQ(stored.points, plan().points);
}

TEST_F(StoreTest, ARunThatIsStoredStaysAsItIs) {
    RunStore store = opened(RunStore::Mode::New);
    EXPECT_TRUE(store.add(row(3)).empty());
    RunRow again = row(3);
    again.status = "failed";
    EXPECT_TRUE(store.add(again).empty());
    EXPECT_TRUE(store.commit().empty());
    auto reader = test::value_of(RunReader::open(path()));
    int rows = 0;
    EXPECT_TRUE(reader
                    .for_each("",
                              [&](const RunRow& got) {
                                  ++rows;
                                  EXPECT_EQ(got.status, "settled");
                              })
                    .empty());
    EXPECT_EQ(rows, 1);
}

TEST_F(StoreTest, AnExistingFileNeedsResumeAndTheSamePlan) {
    { const RunStore store = opened(RunStore::Mode::New); }
    EXPECT_NE(refusal(plan(), RunStore::Mode::New).find("[HS-E506]"), std::string::npos);
    StoredPlan other = plan();
    other.facts.back().second = "2";
    const std::string words = refusal(other, RunStore::Mode::Resume);
    EXPECT_NE(words.find("seed is `1` there, asked is `2` [HS-E509]"), std::string::npos) << words;
    { const RunStore store = opened(RunStore::Mode::Resume); }
}

TEST_F(StoreTest, FilesThatAreNoDatabaseOfRunsAreRefused) {
    std::ofstream(path()) << "no database at all, but long enough to be looked at as one ......";
    EXPECT_NE(refusal(plan(), RunStore::Mode::Resume).find("[HS-E505]"), std::string::npos);
    fs::remove(path());
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE runs (a)", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    EXPECT_NE(refusal(plan(), RunStore::Mode::Resume).find("[HS-E507]"), std::string::npos);
    const auto reader = RunReader::open(path());
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().front().id, "HS-E507");
}

TEST_F(StoreTest, AVersionThatIsNotKnownIsRefused) {
    { const RunStore store = opened(RunStore::Mode::New); }
    sqlite3* newer = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &newer), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(newer, "PRAGMA user_version=99", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(newer);
    const std::string words = refusal(plan(), RunStore::Mode::Resume);
    EXPECT_NE(words.find("version 99, this program knows 3 [HS-E507]"), std::string::npos) << words;
}

TEST_F(StoreTest, ASecondProcessIsRefusedAndTheFirstIsNamed) {
    const RunStore store = opened(RunStore::Mode::New);
    const pid_t parent = ::getpid();
    const int status = in_child([&] {
        const auto second = RunStore::open(path(), plan(), RunStore::Mode::Resume);
        const bool named = !second && second.error().front().id == "HS-E508" &&
                           second.error().front().message.find(
                               "process " + std::to_string(parent)) != std::string::npos;
        ::_exit(named ? 0 : 1);
    });
    EXPECT_EQ(status, 0);
}

/// A child that was forked while the store was open holds no lock once its parent has let go.
TEST_F(StoreTest, AChildOfTheWriterHoldsNoLock) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t child = 0;
    {
        const RunStore store = opened(RunStore::Mode::New);
        child = ::fork();
        if (child == 0) {
            char byte = 0;
            ::close(ends[1]);
            static_cast<void>(::read(ends[0], &byte, 1));
            ::_exit(0);
        }
    }
    { const RunStore store = opened(RunStore::Mode::Resume); }
    EXPECT_FALSE(fs::exists(path() + ".lock"));
    ::close(ends[1]);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
}

/// The writer is killed at instants all over its work; every commit it reported is there
/// afterwards.
TEST_F(StoreTest, AKillLosesNothingThatWasCommitted) {
    std::uint64_t next = 0;
    for (int round = 0; round < 8; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            auto store = RunStore::open(path(), plan(), RunStore::Mode::Resume);
            for (std::uint64_t run = next; store; ++run) {
                if (store->add(row(run)).has_errors()) {
                    ::_exit(1);
                }
                if (run % 50 == 49) {
                    if (store->commit().has_errors() ||
                        ::write(ends[1], &run, sizeof run) != sizeof run) {
                        ::_exit(1);
                    }
                }
            }
            ::_exit(1);
        }
        ::close(ends[1]);
        std::uint64_t reported = 0;
        for (int commits = 0; commits <= 3 * round; ++commits) {
            ASSERT_EQ(::read(ends[0], &reported, sizeof reported),
                      static_cast<ssize_t>(sizeof reported));
        }
        ::usleep(static_cast<useconds_t>(137 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        std::uint64_t last = reported;
        while (::read(ends[0], &last, sizeof last) > 0) {
        }
        ::close(ends[0]);
        const std::vector<std::uint64_t> found = runs();
        ASSERT_GT(found.size(), last);
        for (std::uint64_t run = 0; run < found.size(); ++run) {
            ASSERT_EQ(found[run], run) << "none is missing and none is there twice";
        }
        next = found.size();
    }
}

/// The limit on the size of a file stands for a full disk: writes fail half way.
TEST_F(StoreTest, AFullDiskIsSaidAndCostsNothingThatWasCommitted) {
    constexpr std::uint64_t kBefore = 300;
    {
        RunStore store = opened(RunStore::Mode::New);
        for (std::uint64_t run = 0; run < kBefore; ++run) {
            ASSERT_TRUE(store.add(row(run)).empty());
        }
        ASSERT_TRUE(store.commit().empty());
    }
    const int status = in_child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlim_t limit = fs::file_size(path()) + 20000;
        const rlimit limits{limit, limit};
        ::setrlimit(RLIMIT_FSIZE, &limits);
        auto store = RunStore::open(path(), plan(), RunStore::Mode::Resume);
        for (std::uint64_t run = kBefore; store && run < 100000; ++run) {
            const Diagnostics problem = store->add(row(run));
            if (problem.has_errors()) {
                ::_exit(problem.front().id == "HS-E505" ? 0 : 2);
            }
        }
        ::_exit(3);
    });
    EXPECT_EQ(status, 0);
    const std::vector<std::uint64_t> found = runs();
    ASSERT_GE(found.size(), kBefore);
    EXPECT_EQ(found.back() + 1, found.size());
    RunStore store = opened(RunStore::Mode::Resume);
    const std::vector<bool> stored = test::value_of(store.stored(1000));
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(stored, true)),
              std::min<std::size_t>(1000, found.size()));
}

TEST_F(StoreTest, ConditionsSelectAndBadOnesAreRefused) {
    RunStore store = opened(RunStore::Mode::New);
    for (std::uint64_t run = 0; run < 10; ++run) {
        ASSERT_TRUE(store.add(row(run)).empty());
    }
    ASSERT_TRUE(store.commit().empty());
    auto reader = test::value_of(RunReader::open(path()));
    std::vector<std::uint64_t> found;
    const auto take = [&](const RunRow& got) { found.push_back(got.run); };
    EXPECT_TRUE(reader.for_each("sample = 1 OR run_id = 9 -- comment", take).empty());
    EXPECT_EQ(found, (std::vector<std::uint64_t>{4, 5, 6, 7, 9}));
    for (const char* bad : {"nonsense", "1); DELETE FROM runs; SELECT (1", "("}) {
        const Diagnostics problem = reader.for_each(bad, take);
        ASSERT_TRUE(problem.has_errors()) << bad;
        EXPECT_EQ(problem.front().id, "HS-E510") << bad;
    }
    EXPECT_EQ(runs().size(), 10U);
}

}  // namespace
}  // namespace hopspice::store
