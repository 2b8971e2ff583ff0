// Command lines taken apart and put together.

#include "cluster/words.h"

#include "cluster/command.h"
#include "support/prepared.h"

#include <hopspice/cluster.h>

#include <gtest/gtest.h>

namespace hopspice::cluster {
namespace {

using Words = std::vector<std::string>;

TEST(Words, AreSplitAtBlanksAndKeptWithinQuotes) {
    EXPECT_EQ(test::value_of(split_words("")), Words{});
    EXPECT_EQ(test::value_of(split_words("  --time=1:00 \t -p  short ")),
              (Words{"--time=1:00", "-p", "short"}));
    EXPECT_EQ(test::value_of(split_words("--constraint='a b|c' \"it's\" ''")),
              (Words{"--constraint=a b|c", "it's", ""}));
    const auto open = split_words("--comment='a");
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().front().id, "HS-E211");
}

TEST(Words, AShellReadsBackWhatIsQuoted) {
    for (const std::string word :
         {"plain", "two words", "it's", "''", "$HOME `id` \\ \"", "*", ""}) {
        EXPECT_EQ(test::value_of(run_command({"sh", "-c", "printf %s " + quote(word)})), word);
    }
}

TEST(Words, NumbersOfTasksAreRanges) {
    const std::vector<std::uint64_t> numbers{1, 3, 4, 5, 9, 10, 12};
    EXPECT_EQ(format_numbers(numbers), "1,3-5,9-10,12");
    EXPECT_EQ(format_numbers({}), "");
}

TEST(Words, ABatchIsItsPlan) {
    BatchPlan plan;
    plan.spec = "m.json";
    plan.target = "opamp-1G";
    plan.settings = {"conductance.mismatch=0.02", "seed=3"};
    plan.inputs = {"-1,0.5"};
    plan.queries = "q.csv";
    plan.samples = 7;
    plan.seed = 11;
    plan.sweep = {{"amplifier.gbw", {"1G", "2G"}}, {"hidden.0.energy.beta", {"4"}}};
    plan.engine = EngineChoice::Twin;
    BatchOptions options;
    options.wall_limit_s = 2.5;
    options.simulator_library = "/opt/libngspice.so";
    EXPECT_EQ(batch_words(plan, options),
              (Words{"batch", "m.json", "--target=opamp-1G", "--set=conductance.mismatch=0.02",
                     "--set=seed=3", "--input=-1,0.5", "--queries=q.csv", "--samples=7",
                     "--seed=11", "--sweep=amplifier.gbw=1G,2G", "--sweep=hidden.0.energy.beta=4",
                     "--engine=twin", "--wall-limit=2.5", "--ngspice=/opt/libngspice.so"}));
}

/// The script's words as the program gets them.
TEST(Words, AScriptRunsTheShardOfItsTask) {
    Script script;
    script.program = "/usr/bin/printf";
    script.start = "/";
    script.folder = "/tmp/it's here";
    script.batch = {"<%s>\\n", "two words"};
    script.shards = 8;
    const std::string text = format_script(script, slurm());
    EXPECT_TRUE(text.starts_with("#!/bin/sh\n")) << text;
    EXPECT_EQ(test::value_of(run_command(
                  {"env", "SLURM_ARRAY_TASK_ID=3", "SLURM_CPUS_ON_NODE=4", "sh", "-c", text})),
              "<two words>\n<--shard=3/8>\n<--db=/tmp/it's here/shard-3.db>\n<--resume>\n"
              "<--progress-file=/tmp/it's here/shard-3.progress>\n<--jobs=4>\n");
    script.start = "/no such folder";
    EXPECT_FALSE(run_command({"sh", "-c", format_script(script, slurm())}));
}

TEST(Executors, AreLocalAndTheSchedulers) {
    const auto items = list_executors();
    ASSERT_GE(items.size(), 2U);
    EXPECT_EQ(items[0].name, "local");
    EXPECT_EQ(items[1].name, "slurm");
    EXPECT_EQ(find_scheduler("slurm"), &slurm());
    EXPECT_EQ(find_scheduler("local"), nullptr);
}

}  // namespace
}  // namespace hopspice::cluster
