// Rows of several databases in one: nothing twice, nothing half, nothing that contradicts.

#include "store/run_store.h"

#include "support/prepared.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace hopspice::store {
namespace {

namespace fs = std::filesystem;

class MergeTest : public testing::Test {
protected:
    MergeTest() {
        std::string name = (fs::temp_directory_path() / "hopspice-merge-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    ~MergeTest() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    static RunRow row(std::uint64_t run) {
        RunRow row;
        row.run = run;
        row.status = "settled";
        row.settle_time_s = 1e-9 * static_cast<double>(run);
        row.correct = true;
        row.wall_time_s = 0.25;
        return row;
    }

    [[nodiscard]] RunStore opened(const std::string& name) const {
        return test::value_of(RunStore::open(path(name), {{{"runs", "1000000"}}, {}},
                                             RunStore::Mode::Resume, RunStore::Readers::Nobody));
    }

    /// Writes the rows `begin` to `end` - 1.
    void fill(const std::string& name, std::uint64_t begin, std::uint64_t end) const {
        RunStore store = opened(name);
        for (std::uint64_t run = begin; run < end; ++run) {
            ASSERT_TRUE(store.add(row(run)).empty());
        }
        ASSERT_TRUE(store.finish().empty());
    }

    [[nodiscard]] Result<std::uint64_t> merge(const std::string& into,
                                              const std::vector<std::string>& names) const {
        std::vector<std::string> parts;
        for (const std::string& name : names) {
            parts.push_back(path(name));
        }
        RunStore store = opened(into);
        auto added = store.merge(parts);
        EXPECT_TRUE(store.finish().empty());
        return added;
    }

    [[nodiscard]] std::vector<RunRow> rows(const std::string& name) const {
        auto reader = test::value_of(RunReader::open(path(name)));
        std::vector<RunRow> found;
        EXPECT_TRUE(reader.for_each("", [&](const RunRow& got) { found.push_back(got); }).empty());
        return found;
    }

    fs::path folder_;
};

TEST_F(MergeTest, EveryRowComesOnceInTheOrderOfItsRun) {
    fill("a", 0, 10);
    fill("b", 10, 20);
    fill("c", 5, 15);
    EXPECT_EQ(test::value_of(merge("out", {"b", "a"})), 20U);
    EXPECT_EQ(test::value_of(merge("out", {"a", "c", "b"})), 0U);
    const std::vector<RunRow> found = rows("out");
    ASSERT_EQ(found.size(), 20U);
    for (std::uint64_t run = 0; run < 20; ++run) {
        EXPECT_EQ(found[run].run, run);
        EXPECT_EQ(found[run].settle_time_s, row(run).settle_time_s);
    }
}

TEST_F(MergeTest, WallTimeAndMessagesMayDifferNothingElse) {
    fill("a", 0, 4);
    {
        RunStore slower = opened("slower");
        RunRow same = row(2);
        same.wall_time_s = 9;
        same.messages = "a worker was lost";
        ASSERT_TRUE(slower.add(same).empty());
        RunStore wrong = opened("wrong");
        RunRow other = row(2);
        other.settle_time_s = 2.0000000000000004e-9;
        ASSERT_TRUE(wrong.add(row(7)).empty());
        ASSERT_TRUE(wrong.add(other).empty());
        ASSERT_TRUE(wrong.finish().empty());
        ASSERT_TRUE(slower.finish().empty());
    }
    EXPECT_EQ(test::value_of(merge("out", {"a", "slower"})), 4U);
    EXPECT_EQ(rows("out")[2].wall_time_s, 0.25) << "what is there stays";
    const auto refused = merge("out", {"wrong"});
    ASSERT_FALSE(refused);
    EXPECT_NE(test::words_of(refused.error())
                  .find("wrong: run 2 is not the same here as in " + path("out")),
              std::string::npos)
        << test::words_of(refused.error());
    EXPECT_EQ(refused.error().front().id, "HS-E512");
    EXPECT_EQ(rows("out").size(), 4U) << "run 7 came before the contradiction, and is not kept";
}

TEST_F(MergeTest, AKillAtAnyInstantLeavesAllRowsOrNone) {
    constexpr std::uint64_t kRows = 20000;
    fill("a", 0, kRows / 2);
    fill("b", kRows / 2, kRows);
    int undone = 0;
    for (int round = 0; round < 12; ++round) {
        const std::string out = "out" + std::to_string(round);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto added = merge(out, {"a", "b"});
            ::_exit(added ? 0 : 1);
        }
        ::usleep(static_cast<useconds_t>(12000 * round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        if (!fs::exists(path(out)) || fs::file_size(path(out)) == 0) {
            ++undone;
            continue;
        }
        const std::size_t before = test::value_of(opened(out).stored(kRows)).size();
        EXPECT_EQ(before, kRows);
        const std::size_t found = rows(out).size();
        EXPECT_TRUE(found == 0 || found == kRows) << found;
        undone += found == 0 ? 1 : 0;
        test::value_of(merge(out, {"a", "b"}));
        EXPECT_EQ(rows(out).size(), kRows);
    }
    EXPECT_GT(undone, 0);
}

TEST_F(MergeTest, ADatabaseForOneHostCannotBeReadWhileItIsWritten) {
    RunStore store = opened("a");
    ASSERT_TRUE(store.add(row(0)).empty());
    ASSERT_TRUE(store.commit().empty());
    EXPECT_FALSE(fs::exists(path("a-shm"))) << "memory that processes share is none between hosts";
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
        const auto holder = FileLock::find_holder(path("a"));
        ::_exit(holder == "process " + std::to_string(parent) ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(fs::exists(path("a.lock")));
    EXPECT_EQ(FileLock::find_holder(path("none")), std::nullopt);
    EXPECT_FALSE(fs::exists(path("none.lock")));
}

}  // namespace
}  // namespace hopspice::store
