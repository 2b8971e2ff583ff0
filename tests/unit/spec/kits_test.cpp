// Foundries' kits: the table, a kit of a user's own, what a target that names one has.

#include "spec/kits.h"
#include "spec/device_library.h"
#include "spec/fingerprint.h"

#include "support/kits.h"
#include "support/own_file.h"

#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hopspice {
namespace {

Target kit_target(const std::string& name, const std::vector<std::string>& settings = {}) {
    const auto target = read_target(name, settings);
    EXPECT_TRUE(target) << (target ? "" : format_diagnostic(target.error().front()));
    return target ? *target : Target();
}

/// The one diagnostic of a target that is wrong.
std::string problem_of(const std::string& name, const std::vector<std::string>& settings = {}) {
    const auto target = read_target(name, settings);
    if (target) {
        return "nothing";
    }
    EXPECT_EQ(target.error().size(), 1U) << format_diagnostic(target.error().front());
    return target.error().front().id + ": " + target.error().front().message;
}

/// A kit of one bipolar and one MOS device, whose library sets `scale`.
class OwnKit : public testing::Test {
protected:
    OwnKit() : folder_(test::own_file("kit")) {
        std::filesystem::create_directories(folder_ + "/models");
        write("kit.json", R"({"format": "hopspice-pdk/1", "name": "own", "description": "A kit.",
            "source": "example.org", "corners": ["nominal", "slow"], "folders": ["models"],
            "scale": "1u", "libraries": [{"file": "all.lib", "leaks": ["scale"],
                "sections": {"nominal": "tt", "slow": "ss"},
                "devices": [
                    {"name": "NPNx", "type": "npn", "form": "subcircuit", "ports": "cbes",
                     "size": "Nx", "whole": true, "least": 1, "most": 8},
                    {"name": "nch", "type": "nmos", "form": "model", "ports": "dgsb",
                     "size": "w", "length": "l", "unit": "1u", "shortest": "0.2u"}]}]})");
        write("models/all.lib",
              ".lib tt\n.option scale=1u\n.param f=1\n.include core.inc\n.endl\n"
              ".lib ss\n.option scale=1u\n.param f=2\n.include core.inc\n.endl\n");
        write("models/core.inc",
              ".subckt npnx c b e s\n.param nx=1\nq1 c b e s mod area={nx*f}\n"
              ".model mod npn is=1e-16\n.ends\n.model nch.1 nmos level=1\n");
        write("target.json", R"({"format": "hopspice-target/1", "level": "transistor",
            "pdk": {"file": "kit.json", "path": "."},
            "devices": {"bjt": "npnX", "nmos": "NCH"}})");
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ + "/" + name) << text;
    }
    [[nodiscard]] std::string target() const { return folder_ + "/target.json"; }

    std::string folder_;
};

TEST(Kits, TheTableHasThreeOfThem) {
    std::vector<std::string> names;
    for (const spec::Kit& kit : spec::builtin_kits()) {
        names.push_back(kit.name);
        EXPECT_FALSE(kit.source.empty());
        for (const std::string& device : kit.device_names()) {
            const auto [library, row] = kit.find(device);
            for (const std::string& corner : kit.corners) {
                EXPECT_TRUE(library->sections.none.contains(corner)) << device << " " << corner;
            }
            EXPECT_EQ(row->device.ports.size(), row->device.type == "c" ? 2U : 4U) << device;
            EXPECT_GT(row->device.unit, 0) << device;
        }
    }
    EXPECT_EQ(names, (std::vector<std::string>{"gf180mcu", "ihp-sg13g2", "sky130"}));
}

TEST_F(OwnKit, GivesTheTargetItsDevicesAndLibraries) {
    const Target target = kit_target(OwnKit::target());
    EXPECT_EQ(target.pdk.name, "own");
    EXPECT_EQ(target.pdk.corner, "nominal");
    EXPECT_EQ(target.devices.at("bjt"), "npnx");
    EXPECT_EQ(target.devices.at("sink"), "npnx");
    EXPECT_EQ(target.devices.at("nmos"), "nch");
    EXPECT_EQ(target.devices.at("pmos"), "p_generic");
    ASSERT_EQ(target.include.size(), 1U);
    EXPECT_EQ(target.include[0].section, "tt");
    EXPECT_EQ(target.kit.libraries, target.include);
    EXPECT_EQ(target.kit.scale, 1e-6);
    ASSERT_EQ(target.kit.devices.size(), 2U);
    const KitDevice* npn = target.kit.find("npnx");
    ASSERT_NE(npn, nullptr);
    EXPECT_TRUE(npn->subcircuit);
    EXPECT_EQ(npn->ports, "cbes");
    EXPECT_EQ(npn->size, "nx");
    EXPECT_TRUE(npn->whole);
    EXPECT_EQ(npn->most, 8);
    EXPECT_FALSE(target.kit.find("nch")->subcircuit);
    EXPECT_EQ(target.kit.find("nch")->shortest, 0.2e-6);
    EXPECT_TRUE(target.models.empty()) << "measured, not read";
}

TEST_F(OwnKit, HasAnotherSectionAndChecksumAtAnotherCorner) {
    const Target slow = kit_target(target(), {"pdk.corner=slow"});
    EXPECT_EQ(slow.include[0].section, "ss");
    EXPECT_NE(spec::fingerprint_of(slow), spec::fingerprint_of(kit_target(target())));
}

TEST_F(OwnKit, IsTheSameWhereverItStands) {
    const std::uint64_t here = spec::fingerprint_of(kit_target(target()));
    const std::string copy = folder_ + "/copy";
    std::filesystem::create_directories(copy);
    std::filesystem::copy(folder_ + "/models", copy + "/models",
                          std::filesystem::copy_options::overwrite_existing |
                              std::filesystem::copy_options::recursive);
    EXPECT_EQ(spec::fingerprint_of(kit_target(target(), {"pdk.path=copy"})), here);
    std::ofstream(copy + "/models/core.inc", std::ios::app) << "* changed\n";
    EXPECT_NE(spec::fingerprint_of(kit_target(target(), {"pdk.path=copy"})), here);
}

TEST_F(OwnKit, IsReadBackAsItIsWritten) {
    const Target target = kit_target(OwnKit::target());
    const std::string path = test::own_file("written.json");
    std::ofstream(path) << format_target(target);
    Target again = kit_target(path, {});
    again.file = target.file;
    EXPECT_TRUE(again == target) << format_target(again);
}

TEST_F(OwnKit, PathsMayNameVariables) {
    setenv("HOPSPICE_TEST_KITS", folder_.c_str(), 1);
    for (const std::string path : {"$HOPSPICE_TEST_KITS", "${HOPSPICE_TEST_KITS}/."}) {
        EXPECT_EQ(kit_target(target(), {"pdk.path=" + path}).include.size(), 1U) << path;
    }
    unsetenv("HOPSPICE_TEST_KITS");
    EXPECT_EQ(problem_of(target(), {"pdk.path=$HOPSPICE_TEST_KITS/x"}),
              "HS-E126: `$HOPSPICE_TEST_KITS/x` needs the variable `HOPSPICE_TEST_KITS` of the "
              "environment, which is not set; it says where kit `own` is; it is had at "
              "example.org");
}

TEST_F(OwnKit, SaysWhatIsWrongInOneLine) {
    EXPECT_EQ(problem_of(target(), {"pdk.corner=fast"}),
              "HS-E125: there is no corner `fast`; the kit has `nominal`, `slow`");
    EXPECT_EQ(problem_of(target(), {"pdk.name=other"}),
              "HS-E122: there is no kit `other`; there is `own`");
    EXPECT_EQ(problem_of(target(), {"devices.bjt=npny"}),
              "HS-E127: device `npny` is not built in, in no library of `include` and none of kit "
              "`own`, which has `NPNx`, `nch`; did you mean `npnx`?");
    EXPECT_EQ(problem_of(target(), {"devices.pmos=nch"}),
              "HS-E112: device `nch` is of type nmos in kit `own`, needed is a .model of type "
              "pmos");
    EXPECT_EQ(problem_of(target(), {"pdk.statistics=mismatch"}),
              "HS-E128: kit `own` has no statistics of its own for `all.lib` at corner `nominal`; "
              "write `none`");
    std::filesystem::remove(folder_ + "/models/all.lib");
    EXPECT_EQ(problem_of(target()).substr(0, 19), "HS-E124: kit `own` ");
    EXPECT_EQ(problem_of(target(), {"pdk.path=nowhere"}).substr(0, 37),
              "HS-E123: kit `own` is not there: `/tm");
}

TEST_F(OwnKit, MayNotLeakWhatItsRowDoesNotSay) {
    write("models/core.inc", ".subckt npnx c b e s\n.ends\n.model nch nmos\n.option reltol=1\n");
    EXPECT_EQ(problem_of(target()).substr(0, 8), "HS-E119:");
}

TEST_F(OwnKit, MustHaveTheDevicesThatItsRowSays) {
    write("models/core.inc", ".model nch nmos\n");
    const std::string problem = problem_of(target());
    EXPECT_EQ(problem.substr(0, 8), "HS-E124:") << problem;
    EXPECT_NE(problem.find(".subckt npnx"), std::string::npos) << problem;
}

TEST(Kits, WithoutAFolderThereIsOneDiagnosticThatSaysWhereTheKitIsHad) {
    unsetenv("PDK_ROOT");
    for (const std::string name : {"ihp-current-mode", "gf180-cmos", "sky130-cmos"}) {
        const std::string problem = problem_of(name);
        EXPECT_EQ(problem.substr(0, 8), "HS-E126:") << problem;
        EXPECT_NE(problem.find("it is had at https://github.com/"), std::string::npos) << problem;
    }
}

TEST(Kits, IhpHasItsTransistorsInEveryCorner) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    for (const auto& [corner, section] :
         {std::pair("typ", "hbt_typ"), std::pair("bcs", "hbt_bcs"), std::pair("wcs", "hbt_wcs")}) {
        std::vector<std::string> settings = {std::string("pdk.corner=") + corner,
                                             "devices.bjt=npn13G2", "devices.sink=NPN13G2V",
                                             "devices.capacitor=ideal"};
        const Target target = kit_target("ihp-current-mode", settings);
        EXPECT_EQ(target.devices.at("bjt"), "npn13g2");
        EXPECT_EQ(target.devices.at("sink"), "npn13g2v");
        ASSERT_EQ(target.kit.devices.size(), 2U);
        EXPECT_EQ(target.kit.find("npn13g2")->most, 10);
        EXPECT_EQ(target.kit.find("npn13g2v")->most_volts, 2.5);
        ASSERT_EQ(target.include.size(), 1U);
        EXPECT_EQ(target.include[0].section, section);
        EXPECT_FALSE(target.kit.single_thread);
        settings.emplace_back("pdk.statistics=mismatch");
        EXPECT_EQ(kit_target("ihp-current-mode", settings).include[0].section,
                  section + std::string("_mismatch"));
    }
}

TEST(Kits, TheSinksAreTheTransistorsThatStandMost) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    const auto sink = [](const std::vector<std::string>& settings) {
        const Target target = kit_target("ihp-current-mode", settings);
        EXPECT_NE(target.kit.find(target.devices.at("sink")), nullptr);
        return target.devices.at("sink");
    };
    EXPECT_EQ(sink({}), "npn13g2v");
    EXPECT_EQ(sink({"devices.bjt=npn13G2"}), "npn13g2v");
    EXPECT_EQ(sink({"devices.bjt=npn13G2", "devices.sink=npn13G2l"}), "npn13g2l");
}

TEST(Kits, OfGlobalFoundriesAreModelsWithoutStatisticsAndSubcircuitsWith) {
    HOPSPICE_NEEDS_KIT("gf180mcu");
    const Target none = kit_target("gf180-cmos");
    ASSERT_EQ(none.kit.devices.size(), 3U) << "and a capacitor";
    EXPECT_FALSE(none.kit.devices[0].subcircuit);
    EXPECT_TRUE(none.kit.single_thread);
    const std::pair<std::string, double> off = {"sw_stat_mismatch", 0};
    const std::pair<std::string, double> on = {"sw_stat_mismatch", 1};
    EXPECT_EQ(none.kit.parameters.at(1), off);
    const Target mismatch = kit_target("gf180-cmos", {"pdk.statistics=mismatch"});
    EXPECT_TRUE(mismatch.kit.devices[0].subcircuit);
    EXPECT_EQ(mismatch.kit.parameters.at(1), on);
    EXPECT_NE(spec::fingerprint_of(none), spec::fingerprint_of(mismatch));
}

TEST(Kits, OfSkyWaterAreInMicrometres) {
    HOPSPICE_NEEDS_KIT("sky130");
    const Target target = kit_target("sky130-cmos");
    EXPECT_EQ(target.kit.scale, 1e-6);
    ASSERT_EQ(target.kit.devices.size(), 2U);
    EXPECT_EQ(target.kit.devices[0].unit, 1e-6);
    EXPECT_EQ(target.kit.devices[0].shortest, 0.5e-6);
}

}  // namespace
}  // namespace hopspice
