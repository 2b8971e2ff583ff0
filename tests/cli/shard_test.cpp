// Shards of a batch and their merge as a user runs them.

#include "cli/batch.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>

namespace hopspice::test {
namespace {

class ShardCommand : public testing::Test {
protected:
    ShardCommand() { spec_ = folder_.write("spec.json", two_words(kQuickQueries)); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    /// The arguments of shard I/N into NAME.
    [[nodiscard]] Words shard(const std::string& part, const std::string& name,
                              const Words& more = {}, const std::string& samples = "8") const {
        Words words = batch_of(spec_, path(name), {"--shard", part}, samples);
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    void make(const std::string& part, const std::string& name, const Words& more = {}) const {
        const Ran ran = hopspice(shard(part, name, more));
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
    }

    [[nodiscard]] Ran merge(const Words& names) const {
        Words words{"merge"};
        for (const std::string& name : names) {
            words.push_back(path(name));
        }
        return hopspice(words);
    }

    TemporaryFolder folder_;
    std::string spec_;
};

TEST_F(ShardCommand, MergedShardsAreTheUnshardedBatch) {
    ASSERT_EQ(hopspice(batch_of(spec_, path("whole.db"), {}, "8")).exit_code, 0);
    for (const char* index : {"1", "2", "3"}) {
        make(std::string(index) + "/3", std::string(index) + ".db");
    }
    EXPECT_EQ(stored_in(path("1.db")) + stored_in(path("2.db")) + stored_in(path("3.db")), 16U);
    const Ran ran = merge({"out.db", "3.db", "1.db", "2.db"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_NE(ran.out.find("16 of 16 runs are stored"), std::string::npos) << ran.out;
    EXPECT_EQ(csv_of(path("out.db")), csv_of(path("whole.db")));
    EXPECT_EQ(merge({"out.db", "1.db", "1.db"}).exit_code, 0);
    EXPECT_EQ(csv_of(path("out.db")), csv_of(path("whole.db"))) << "nothing is counted twice";
    EXPECT_EQ(folder_.names(), (Words{"1.db", "2.db", "3.db", "out.db", "spec.json", "whole.db"}));
}

TEST_F(ShardCommand, WhatAMergeLacksIsSaidAndAResumeSimulatesIt) {
    ASSERT_EQ(hopspice(batch_of(spec_, path("whole.db"), {}, "8")).exit_code, 0);
    make("1/4", "1.db");
    make("3/4", "3.db");
    const Ran ran = merge({"out.db", "1.db", "3.db"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("8 of 16 runs are missing: 4 to 7, 12 to 15;"), std::string::npos)
        << ran.err;
    EXPECT_NE(ran.err.find("[HS-W502]"), std::string::npos) << ran.err;
    const Ran resumed = hopspice(batch_of(spec_, path("out.db"), {"--resume"}, "8"));
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(csv_of(path("out.db")), csv_of(path("whole.db")));
}

TEST_F(ShardCommand, AnUnfinishedShardIsNamedAndGoesOn) {
    // The shard has half of the runs, and two processes.
    const std::string samples =
        samples_for(12, {"batch", spec_, "--set", "conductance.mismatch=0.02"});
    Process process(
        with_program(shard("2/2", "2.db", {"--progress-file", path("progress")}, samples)));
    ASSERT_TRUE(eventually([&] {
        const std::string said = read_text(path("progress"));
        return !said.empty() && !said.starts_with("0 ");
    }));
    EXPECT_TRUE(read_text(path("progress")).ends_with(" " + samples + "\n"))
        << read_text(path("progress"));
    const Ran busy = merge({"out.db", "2.db"});
    EXPECT_EQ(busy.exit_code, 1);
    EXPECT_NE(busy.err.find("process " + std::to_string(process.id()) + " [HS-E508]"),
              std::string::npos)
        << busy.err;
    EXPECT_FALSE(std::filesystem::exists(path("out.db")));
    ::kill(process.id(), SIGKILL);
    process.wait();
    const std::size_t stored = stored_in(path("2.db"));
    EXPECT_GT(stored, 0U);
    const Ran part = merge({"out.db", "2.db"});
    EXPECT_EQ(part.exit_code, 1);
    EXPECT_NE(part.err.find("shard 2/2 is unfinished: " + std::to_string(stored) + " of " +
                            samples + " runs are stored [HS-W501]"),
              std::string::npos)
        << part.err;
    EXPECT_EQ(stored_in(path("out.db")), stored);
    Process again(with_program(shard("2/2", "2.db", {"--resume"}, samples)));
    EXPECT_EQ(again.wait().exit_code, 0);
    EXPECT_EQ(stored_in(path("2.db")), std::stoul(samples));
    EXPECT_EQ(merge({"out.db", "2.db"}).exit_code, 1) << "the other shard is missing";
    EXPECT_EQ(stored_in(path("out.db")), std::stoul(samples));
}

TEST_F(ShardCommand, WhatDoesNotBelongTogetherIsRefused) {
    make("1/2", "1.db");
    make("1/2", "other.db", {"--seed", "2"});
    const Ran plans = merge({"out.db", "1.db", "other.db"});
    EXPECT_EQ(plans.exit_code, 1);
    EXPECT_NE(plans.err.find("seed is `2` here, `1` there [HS-E511]"), std::string::npos)
        << plans.err;
    const Ran forgotten = merge({"1.db", "other.db"});
    EXPECT_EQ(forgotten.exit_code, 1);
    EXPECT_NE(forgotten.err.find("it is shard 1/2 [HS-E513]"), std::string::npos) << forgotten.err;
    EXPECT_NE(merge({"out.db", "none.db"}).err.find("[HS-E501]"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(path("out.db")));
    const Ran shard_differs = hopspice(shard("2/2", "1.db", {"--resume"}));
    EXPECT_NE(shard_differs.err.find("shard is `1/2` there, asked is `2/2` [HS-E509]"),
              std::string::npos)
        << shard_differs.err;
    EXPECT_NE(hopspice(shard("3/2", "x.db")).err.find("[HS-E210]"), std::string::npos);
    EXPECT_EQ(hopspice({"merge", path("out.db")}).exit_code, 2);
}

TEST_F(ShardCommand, MoreShardsThanRunsLeaveEmptyOnes) {
    for (int index = 1; index <= 5; ++index) {
        const std::string name = std::to_string(index);
        const Ran ran = hopspice(shard(name + "/5", name + ".db", {}, "1"));
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
    }
    EXPECT_EQ(merge({"out.db", "1.db", "2.db", "3.db", "4.db", "5.db"}).exit_code, 0);
    EXPECT_EQ(stored_in(path("out.db")), 2U);
}

}  // namespace
}  // namespace hopspice::test
