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

TEST(FormatTarget, SaysEveryImperfection) {
    const std::string path = testing::TempDir() + "imperfect-target.json";
    const std::vector<std::string> overrides = {"conductance.mismatch=0.01",
                                                "conductance.array_mismatch=0.02",
                                                "conductance.stuck_on=0.03",
                                                "conductance.stuck_off=0.04",
                                                "conductance.drift_nu=0.05",
                                                "conductance.drift_nu_sigma=0.06",
                                                "conductance.drift_time=7000",
                                                "conductance.drift_t0=8",
                                                "conductance.wire_resistance=9",
                                                "conductance.wire_capacitance=10f",
                                                "capacitor.mismatch=0.11",
                                                "capacitor.array_mismatch=0.12",
                                                "amplifier.offset_sigma=13u",
                                                "amplifier.array_offset_sigma=14u",
                                                "amplifier.noise=15n",
                                                "device_mismatch.is=0.16",
                                                "device_mismatch.vt=17m",
                                                "noise=1",
                                                "noise_bandwidth=18M"};
    const auto target = read_target("opamp-1G", overrides);
    ASSERT_TRUE(target);
    ASSERT_TRUE(write_file(path, format_target(*target)).empty());
    const auto again = read_target(path, {});
    ASSERT_TRUE(again) << format_diagnostic(again.error().front());
    const ConductanceSpec& cell = again->conductance;
    EXPECT_EQ(cell.mismatch, 0.01);
    EXPECT_EQ(cell.array_mismatch, 0.02);
    EXPECT_EQ(cell.stuck_on, 0.03);
    EXPECT_EQ(cell.stuck_off, 0.04);
    EXPECT_EQ(cell.drift_nu, 0.05);
    EXPECT_EQ(cell.drift_nu_sigma, 0.06);
    EXPECT_EQ(cell.drift_time, 7000);
    EXPECT_EQ(cell.drift_t0, 8);
    EXPECT_EQ(cell.wire_resistance, 9);
    EXPECT_DOUBLE_EQ(cell.wire_capacitance, 10e-15);
    EXPECT_EQ(again->capacitor.mismatch, 0.11);
    EXPECT_EQ(again->capacitor.array_mismatch, 0.12);
    EXPECT_DOUBLE_EQ(again->amplifier.offset_sigma, 13e-6);
    EXPECT_DOUBLE_EQ(again->amplifier.array_offset_sigma, 14e-6);
    EXPECT_DOUBLE_EQ(again->amplifier.noise, 15e-9);
    EXPECT_EQ(again->device_mismatch.is, 0.16);
    EXPECT_DOUBLE_EQ(again->device_mismatch.vt, 17e-3);
    EXPECT_TRUE(again->noise);
    EXPECT_DOUBLE_EQ(again->noise_bandwidth_hz, 18e6);
}

}  // namespace
}  // namespace hopspice
