// A target that is written reads as the same target.

#include <hopspice/files.h>
#include <hopspice/target.h>

#include <gtest/gtest.h>

namespace hopspice {
namespace {

TEST(FormatTarget, ReadsBackAsTheSameTarget) {
    const std::string path = testing::TempDir() + "written-target.json";
    const std::vector<std::string> overrides = {"amplifier.rout=12.5", "amplifier.cin=7f", "seed=9",
                                                "conductance.bits=5"};
    for (const ListedItem& item : list_targets()) {
        const auto target = read_target(item.name, overrides);
        ASSERT_TRUE(target) << item.name;
        ASSERT_TRUE(write_file(path, format_target(*target)).empty());
        const auto again = read_target(path, {});
        ASSERT_TRUE(again) << item.name << ": " << format_diagnostic(again.error().front());
        EXPECT_EQ(format_target(*again), format_target(*target)) << item.name;
        EXPECT_EQ(again->name, target->name);
        EXPECT_EQ(again->level, target->level);
        EXPECT_EQ(again->topology, target->topology);
        EXPECT_EQ(again->vdd, target->vdd);
        EXPECT_EQ(again->vss, target->vss);
        EXPECT_EQ(again->time_unit.automatic, target->time_unit.automatic);
        EXPECT_EQ(
            again->time_unit.automatic ? again->time_unit.ratio : again->time_unit.seconds,
            target->time_unit.automatic ? target->time_unit.ratio : target->time_unit.seconds);
        EXPECT_EQ(again->amplifier.technology, target->amplifier.technology);
        EXPECT_EQ(again->amplifier.gbw, target->amplifier.gbw);
        EXPECT_EQ(again->amplifier.rout, 12.5);
        EXPECT_EQ(again->amplifier.cin, 7e-15);
        EXPECT_EQ(again->amplifier.headroom, target->amplifier.headroom);
        EXPECT_EQ(again->conductance.max, target->conductance.max);
        EXPECT_EQ(again->conductance.bits, 5);
        EXPECT_EQ(again->devices, target->devices);
        EXPECT_EQ(again->seed, 9U);
    }
}

}  // namespace
}  // namespace hopspice
