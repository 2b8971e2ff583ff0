// Which runs are whose.

#include "batch/shard.h"

#include "batch/merge.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

namespace hopspice::batch {
namespace {

TEST(Shard, EveryRunIsInExactlyOneAndTheirSizesDifferByOne) {
    for (const std::uint64_t runs : {0U, 1U, 7U, 96U, 1000U}) {
        for (const std::uint64_t of : {1U, 2U, 3U, 7U, 64U}) {
            std::uint64_t next = 0;
            for (std::uint64_t index = 1; index <= of; ++index) {
                const RunRange own = runs_of({index, of}, runs);
                EXPECT_EQ(own.begin, next);
                EXPECT_GE(own.end - own.begin, runs / of);
                EXPECT_LE(own.end - own.begin, runs / of + 1);
                next = own.end;
            }
            EXPECT_EQ(next, runs);
        }
    }
    EXPECT_EQ(runs_of({kMaxShards, kMaxShards}, 1'000'000'000).end, 1'000'000'000U);
}

TEST(Shard, IsReadFromItsText) {
    const Shard shard = test::value_of(read_shard("2/8"));
    EXPECT_EQ(shard.index, 2U);
    EXPECT_EQ(shard.of, 8U);
    EXPECT_EQ(format_shard(shard), "2/8");
    for (const char* bad : {"", "2", "/", "0/8", "9/8", "2/", "/8", "2/8/1", "-1/8", "1/100001",
                            "1 /8", "18446744073709551617/18446744073709551617"}) {
        const auto refused = read_shard(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().front().id, "HS-E210");
    }
}

TEST(Shard, IsOneMoreFactOfItsDatabase) {
    const store::StoredPlan whole{{{"batch", "xor"}, {"runs", "10"}}, {}};
    const store::StoredPlan part = plan_of_shard(whole, {2, 4});
    EXPECT_EQ(part.facts.back(), (store::Facts::value_type{"shard", "2/4"}));
    EXPECT_EQ(plan_of_whole(part).facts, whole.facts);
    EXPECT_FALSE(shard_in(whole.facts));
    EXPECT_EQ(runs_in(whole.facts).end, 10U);
    EXPECT_EQ(runs_in(part.facts).begin, 2U);
    EXPECT_EQ(runs_in(part.facts).end, 5U);
}

TEST(MissingRuns, AreSaidInRanges) {
    std::vector<bool> stored(30, true);
    EXPECT_EQ(format_ranges(missing_runs(stored)), "");
    for (const std::size_t run : {0U, 3U, 4U, 5U, 29U}) {
        stored[run] = false;
    }
    EXPECT_EQ(format_ranges(missing_runs(stored)), "0, 3 to 5, 29");
    for (std::size_t run = 7; run < 30; run += 2) {
        stored[run] = false;
    }
    EXPECT_EQ(format_ranges(missing_runs(stored)), "0, 3 to 5, 7, 9, 11, ...");
}

}  // namespace
}  // namespace hopspice::batch
