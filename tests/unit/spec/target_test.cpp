// Targets that are right: built-in ones, files, defaults, overrides.

#include "spec/builtin_targets.h"

#include "data.h"

#include <hopspice/target.h>

#include "support/kits.h"
#include "support/own_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace {

using hopspice::Level;
using hopspice::Target;
using hopspice::Topology;

using hopspice::test::kLibraries;
const std::string kTargets = std::string(HOPSPICE_SOURCE_DIR) + "/models/targets/";

Target target_of(const std::string& name, const std::vector<std::string>& overrides = {}) {
    auto target = hopspice::read_target(name, overrides);
    if (!target.has_value()) {
        ADD_FAILURE() << hopspice::format_diagnostic(target.error().front());
        return {};
    }
    return *target;
}

std::string temporary_target(const std::string& text) {
    std::string path = hopspice::test::own_file("spec_target.json");
    std::ofstream(path) << text;
    return path;
}

TEST(Targets, OpampOneGigahertzIsTheExampleOfTheContract) {
    const Target target = target_of("opamp-1G");
    EXPECT_EQ(target.name, "opamp-1G");
    EXPECT_EQ(target.file, "built-in");
    EXPECT_EQ(target.level, Level::Opamp);
    EXPECT_EQ(target.vdd, 2.5);
    EXPECT_EQ(target.vss, -2.5);
    EXPECT_EQ(target.temperature_c, 27);
    EXPECT_FALSE(target.time_unit.automatic);
    EXPECT_EQ(target.time_unit.seconds, 1e-8);
    EXPECT_EQ(target.conductance.min, 1e-7);
    EXPECT_EQ(target.conductance.max, 1e-4);
    EXPECT_EQ(target.amplifier.gbw, 1e9);
    EXPECT_EQ(target.amplifier.slew, 1e9);
    EXPECT_EQ(target.amplifier.gain_db, 80);
    EXPECT_EQ(target.amplifier.rout, 100);
    EXPECT_EQ(target.amplifier.iq, 1e-3);
    EXPECT_EQ(target.amplifier.cin, 20e-15);
    EXPECT_EQ(target.amplifier.headroom, 0.1);
    EXPECT_EQ(target.devices.at("bjt"), "npn_generic");
    EXPECT_EQ(target.devices.at("diode"), "schottky_generic");
    EXPECT_EQ(target.seed, 1U);
}

TEST(Targets, TheBuiltInOnesDifferInSpeedAndCurrent) {
    EXPECT_EQ(target_of("opamp-10M").amplifier.gbw, 1e7);
    EXPECT_EQ(target_of("opamp-10M").amplifier.iq, 0.25e-3);
    EXPECT_EQ(target_of("opamp-10M").time_unit.seconds, 1e-6);
    EXPECT_EQ(target_of("opamp-100M").amplifier.slew, 1e8);
    EXPECT_EQ(target_of("opamp-100M").time_unit.seconds, 1e-7);
    EXPECT_EQ(target_of("opamp-10G").time_unit.seconds, 2e-9);
    EXPECT_EQ(target_of("opamp-10G").conductance.max, 1e-3);
    EXPECT_EQ(target_of("opamp-10G").amplifier.cin, 2e-15);
    EXPECT_EQ(target_of("current-mode").level, Level::Transistor);
    EXPECT_EQ(target_of("current-mode").topology, Topology::CurrentMode);
    EXPECT_EQ(target_of("current-mode").devices.at("pmos"), "p_generic");
    EXPECT_EQ(target_of("steered-1G").topology, Topology::Steered);
    EXPECT_EQ(target_of("steered-1G").time_unit.seconds, 1e-9);
    EXPECT_EQ(target_of("behavioral").level, Level::Behavioral);
    EXPECT_EQ(target_of("behavioral").time_unit.seconds, 1e-6);
}

TEST(Targets, TheShippedFilesAreTheBuiltInOnes) {
    const std::filesystem::directory_iterator shipped_files(kTargets);
    EXPECT_EQ(hopspice::list_targets().size(),
              static_cast<std::size_t>(std::distance(begin(shipped_files), end(shipped_files))));
    for (const auto& target : hopspice::spec::builtin_targets()) {
        std::ostringstream shipped;
        shipped << std::ifstream(kTargets + std::string(target.name) + ".json").rdbuf();
        EXPECT_EQ(shipped.str(), target.text) << target.name;
    }
    for (const auto& target : hopspice::test::targets_here()) {
        EXPECT_EQ(target_of(target.name).name, target.name);
        EXPECT_EQ(target_of(kTargets + target.name + ".json").name, target.name);
    }
}

TEST(Targets, OnlyFormatAndLevelAreNeeded) {
    const Target target =
        target_of(temporary_target(R"({"format": "hopspice-target/1", "level": "behavioral"})"));
    const Target defaults;
    EXPECT_EQ(target.name, "spec_target");
    EXPECT_EQ(target.vdd, defaults.vdd);
    EXPECT_EQ(target.vss, defaults.vss);
    EXPECT_EQ(target.temperature_c, defaults.temperature_c);
    EXPECT_EQ(target.time_unit.seconds, defaults.time_unit.seconds);
    EXPECT_EQ(target.conductance.min, defaults.conductance.min);
    EXPECT_EQ(target.conductance.max, defaults.conductance.max);
    EXPECT_EQ(target.amplifier.gbw, defaults.amplifier.gbw);
    EXPECT_EQ(target.amplifier.slew, defaults.amplifier.slew);
    EXPECT_EQ(target.amplifier.cin, defaults.amplifier.cin);
    EXPECT_EQ(target.amplifier.headroom, defaults.amplifier.headroom);
    EXPECT_EQ(target.seed, defaults.seed);
}

TEST(Targets, OverridesSetSingleKeys) {
    const Target target = target_of(
        "opamp-1G", {"amplifier.gbw=200M", "level=behavioral", "seed=7",
                     "conductance={\"max\": \"1m\", \"bits\": 4}", "amplifier.gbw=300MHz"});
    EXPECT_EQ(target.amplifier.gbw, 3e8);
    EXPECT_EQ(target.amplifier.iq, 1e-3);
    EXPECT_EQ(target.level, Level::Behavioral);
    EXPECT_EQ(target.seed, 7U);
    EXPECT_EQ(target.conductance.bits, 4);
    EXPECT_EQ(target.conductance.max, 1e-3);
}

TEST(Targets, AnOverrideMayCreateASection) {
    const std::string path =
        temporary_target(R"({"format": "hopspice-target/1", "level": "opamp"})");
    EXPECT_EQ(target_of(path, {"supply.vdd=3.3"}).vdd, 3.3);
}

TEST(Targets, TheTimeUnitMayBeAutomatic) {
    const Target target = target_of("opamp-1G", {"time_unit=auto"});
    EXPECT_TRUE(target.time_unit.automatic);
    EXPECT_EQ(target.time_unit.ratio, 30);
    EXPECT_EQ(target_of("opamp-1G", {"time_unit=auto:100"}).time_unit.ratio, 100);
}

TEST(Targets, DevicesOfAUsersLibraryNeedTheLibrary) {
    const std::string path = temporary_target(
        R"({"format": "hopspice-target/1", "level": "opamp", "include": ["spec_pdk.lib tt"],
            "devices": {"bjt": "vendor_npn"}})");
    std::ofstream(hopspice::test::own_file("spec_pdk.lib"))
        << "* pdk\n.lib tt\n.model Vendor_NPN npn(is=1e-16)\n.endl\n";
    const Target target = target_of(path);
    const std::vector<hopspice::Library> wanted = {
        {hopspice::test::own_file("spec_pdk.lib"), "tt"}};
    EXPECT_EQ(target.include, wanted);
    EXPECT_EQ(target.devices.at("bjt"), "vendor_npn");
    EXPECT_EQ(target.devices.at("diode"), "schottky_generic");
    ASSERT_EQ(target.models.size(), 1U);
    EXPECT_EQ(target.models[0].parameters,
              (std::vector<std::pair<std::string, double>>{{"is", 1e-16}, {"bf", 100}}))
        << "SPICE's default counts where the model says nothing";
}

TEST(Targets, AnAmplifierMayBeASubcircuitOfTheUser) {
    const Target target = target_of(kLibraries + "vendor.json");
    EXPECT_EQ(target.amplifier.subckt, "hx9101");
    using hopspice::AmplifierPin;
    EXPECT_EQ(target.amplifier.pins,
              (std::vector{AmplifierPin::InPlus, AmplifierPin::InMinus, AmplifierPin::Vdd,
                           AmplifierPin::Vss, AmplifierPin::Out, AmplifierPin::Open}));
    EXPECT_EQ(target.include,
              (std::vector<hopspice::Library>{{kLibraries + "vendor_opamp.lib", ""}}));
    EXPECT_EQ(target.amplifier.gbw, 1e8);
    EXPECT_EQ(target.amplifier.cin, 20e-15) << "what it does not say has its default";
}

TEST(Targets, ALibraryThatIsNamedTwiceIsIncludedOnce) {
    const Target target =
        target_of(kLibraries + "vendor.json", {"include=[\"" + kLibraries + "vendor_opamp.lib\"]"});
    EXPECT_EQ(target.include.size(), 1U);
}

}  // namespace
