// What a target gets before anything is sized, and where it is kept.

#include "driver/measured_devices.h"

#include "bench/simulate.h"
#include "circuit/builder.h"
#include "sim/ngspice.h"
#include "support/kits.h"
#include "support/own_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace hopspice::driver {
namespace {

namespace fs = std::filesystem;

/// Where the system's libngspice is.
std::string simulator_file() {
    bench::Run run;
    run.circuit.title = "a resistor";
    circuit::Builder build(run.circuit);
    build.group({.part = "all"});
    build.voltage("v1", "a", "0", 1);
    build.resistor("r1", "a", "0", 1);
    run.saved = {"v(a)"};
    run.stop_s = 1;
    run.max_step_s = 1;
    sim::Version version;
    bench::Simulator simulator;
    simulator.version = &version;
    EXPECT_TRUE(bench::simulate(run, simulator));
    return version.file;
}

class MeasuredDevices : public testing::Test {
protected:
    void SetUp() override {
        folder_ = test::own_file("cache");
        fs::remove_all(folder_);
        ::setenv("HOPSPICE_CACHE", folder_.c_str(), 1);
    }
    void TearDown() override { ::unsetenv("HOPSPICE_CACHE"); }

    /// A target whose `nmos` is a BSIM4 card of a library of its own, every parameter its default.
    static Target bsim4_target(const std::string& card = ".model n4 nmos (level=14 vth0=0.5)\n") {
        std::ofstream(test::own_file("n4.lib")) << card;
        std::ofstream(test::own_file("bsim4.json"))
            << R"({"format": "hopspice-target/1", "name": "bsim4", "level": "opamp",
                   "include": ["n4.lib"], "devices": {"nmos": "n4"}})";
        const auto target = read_target(test::own_file("bsim4.json"), {});
        EXPECT_TRUE(target) << target.error().front().message;
        return target ? *target : Target{};
    }

    std::string folder_;
};

TEST_F(MeasuredDevices, AreNoneWhereEveryCardCanBeRead) {
    for (const char* name : {"cmos", "bjt", "current-mode", "opamp-1G", "behavioral"}) {
        const Target target = *read_target(name, {});
        // No such simulator: none is started.
        const auto same = measured(target, "/no/such/libngspice.so");
        ASSERT_TRUE(same) << name;
        EXPECT_EQ(*same, target) << name;
    }
}

TEST_F(MeasuredDevices, ACardBeyondTheFormulasIsMeasured) {
    const auto target = measured(bsim4_target());
    ASSERT_TRUE(target) << target.error().front().message;
    ASSERT_EQ(target->models.size(), 1);
    const DeviceModel& model = target->models.front();
    EXPECT_EQ(model.name, "n4");
    EXPECT_EQ(model.type, "nmos");
    EXPECT_TRUE(model.measured);
    EXPECT_FALSE(model.figures.empty());
    EXPECT_EQ(model.parameters.front(), (std::pair<std::string, double>{"level", 1}));
    // Nothing is left to be measured.
    const auto again = measured(*target, "/no/such/libngspice.so");
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *target);
}

/// One that never has a gain of 1 has no phase there.
TEST_F(MeasuredDevices, AmplifiersOfAnotherWorldAreKeptAsAnyOthers) {
    Target target = bsim4_target();
    target.level = Level::Transistor;
    const auto first = measured(target);
    ASSERT_TRUE(first) << first.error().front().message;
    EXPECT_FALSE(first->amplifiers.empty());
    const auto second = measured(target);
    ASSERT_TRUE(second);
    EXPECT_EQ(*second, *first);
}

TEST_F(MeasuredDevices, AreKeptAndNoSimulatorStarts) {
    const std::string library = test::own_file("libngspice.so.0");
    fs::copy_file(simulator_file(), library, fs::copy_options::overwrite_existing);
    const Target target = bsim4_target();
    const auto first = measured(target, library);
    ASSERT_TRUE(first) << first.error().front().message;
    // A file of that size and date which is no simulator.
    const auto date = fs::last_write_time(library);
    const auto size = fs::file_size(library);
    std::ofstream(library) << std::string(size, 'x');
    fs::last_write_time(library, date);
    const auto second = measured(target, library);
    ASSERT_TRUE(second);
    EXPECT_EQ(*second, *first);
    // Another library of the user's, another simulator: measured again, which fails here.
    EXPECT_FALSE(measured(bsim4_target(".model n4 nmos (level=14 vth0=0.6)\n"), library));
    static_cast<void>(bsim4_target());
    fs::last_write_time(library, date + std::chrono::hours(1));
    EXPECT_FALSE(measured(target, library));
}

TEST_F(MeasuredDevices, AreMeasuredAgainWhereWhatIsKeptIsBroken) {
    const Target target = bsim4_target();
    const auto first = measured(target);
    ASSERT_TRUE(first);
    std::size_t kept = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
        if (entry.is_regular_file()) {
            std::ofstream(entry.path()) << "hopspice-device/1\nnonsense\n";
            ++kept;
        }
    }
    EXPECT_EQ(kept, 1);
    const auto again = measured(target);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *first);
}

TEST_F(MeasuredDevices, ThatCannotBeKeptAreNoError) {
    std::ofstream(folder_) << "no folder";
    EXPECT_TRUE(measured(bsim4_target()));
    fs::remove(folder_);
}

TEST_F(MeasuredDevices, OfAKitAreWhatItHasOnAverage) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    const std::vector<std::string> two{"devices.bjt=npn13G2", "devices.sink=npn13G2v"};
    const auto plain = read_target("ihp-current-mode", two);
    std::vector<std::string> drawn = two;
    drawn.emplace_back("pdk.statistics=mismatch");
    const auto varied = read_target("ihp-current-mode", drawn);
    ASSERT_TRUE(plain && varied);
    EXPECT_NE(plain->include, varied->include);
    const auto of_plain = measured(*plain);
    const auto of_varied = measured(*varied);
    ASSERT_TRUE(of_plain && of_varied);
    EXPECT_EQ(of_plain->models, of_varied->models);
    EXPECT_EQ(of_plain->models.size(), 2);
}

}  // namespace
}  // namespace hopspice::driver
