// What is left of a library when only what some devices need is kept.

#include "spec/library_cut.h"
#include "spec/device_library.h"

#include "support/kits.h"
#include "support/own_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace hopspice::spec {
namespace {

std::string cut_of(const std::vector<std::string>& statements, const std::string& device,
                   bool subcircuit = true) {
    KitDevice wanted;
    wanted.name = device;
    wanted.subcircuit = subcircuit;
    return cut_library(statements, std::vector<KitDevice>{wanted});
}

TEST(LibraryCut, KeepsWhatADeviceNeedsAndNothingElse) {
    EXPECT_EQ(
        cut_of({".param a=1 b={2*c} other=3", ".param c = 4", ".func f(x) {x*d}", ".func g(x) {x}",
                ".param d='a == 1 ? 1 : 2'", ".model m.0 npn is={b}", ".model m.1 npn is=1",
                ".model n npn", ".subckt Dev c b e", "q1 c b e m", ".model m2 npn is='f(2)'",
                ".ends", ".subckt rest a b", "r1 a b 1", ".ends rest"},
               "dev"),
        ".param a=1\n.param b={2*c}\n.param c = 4\n.func f(x) {x*d}\n"
        ".param d='a == 1 ? 1 : 2'\n.model m.0 npn is={b}\n.model m.1 npn is=1\n"
        ".subckt Dev c b e\nq1 c b e m\n.model m2 npn is='f(2)'\n.ends\n");
}

TEST(LibraryCut, TakesAModelOrASubcircuitOfTheSameName) {
    const std::vector<std::string> both = {".model nch.1 nmos", ".model nch.2 nmos",
                                           ".subckt nch d g s b", "m1 d g s b nch", ".ends"};
    EXPECT_EQ(cut_of(both, "nch", false), ".model nch.1 nmos\n.model nch.2 nmos\n");
    EXPECT_EQ(cut_of(both, "nch", true),
              ".model nch.1 nmos\n.model nch.2 nmos\n.subckt nch d g s b\nm1 d g s b nch\n.ends\n");
}

TEST(LibraryCut, KeepsConditionsWhole) {
    EXPECT_EQ(cut_of({".param p=1", ".if (p==1)", ".model a npn is=1", ".else", ".model a npn is=2",
                      ".endif", ".if (p==2)", ".param q=1", ".endif"},
                     "a", false),
              ".param p=1\n.if (p==1)\n.model a npn is=1\n.else\n.model a npn is=2\n.endif\n");
}

TEST(LibraryCut, KeepsTheOrderOfNamesThatAreDefinedTwice) {
    EXPECT_EQ(cut_of({".param p=1", ".model a npn is={p}", ".param p=2"}, "a", false),
              ".param p=1\n.model a npn is={p}\n.param p=2\n");
}

TEST(LibraryCut, KnowsNamesWithOtherCharacters) {
    EXPECT_EQ(cut_of({".subckt s-1 a b", "x1 a b t+2", ".ends", ".subckt t+2 a b", "r1 a b 1",
                      ".ends", ".subckt u a b", ".ends"},
                     "s-1"),
              ".subckt s-1 a b\nx1 a b t+2\n.ends\n.subckt t+2 a b\nr1 a b 1\n.ends\n");
}

/// Of the cache folder that tests have for themselves.
class KeptCut : public testing::Test {
protected:
    KeptCut() { setenv("HOPSPICE_CACHE", test::own_file("cache").c_str(), 1); }
    ~KeptCut() override { unsetenv("HOPSPICE_CACHE"); }
};

TEST_F(KeptCut, StandsUnderItsChecksum) {
    const std::string path = keep_cut(".model a npn\n");
    EXPECT_EQ(path.substr(0, test::own_file("cache/cuts/").size()), test::own_file("cache/cuts/"));
    EXPECT_EQ(keep_cut(".model a npn\n"), path);
    EXPECT_NE(keep_cut(".model b npn\n"), path);
    std::ofstream(path) << "something else";
    EXPECT_EQ(keep_cut(".model a npn\n"), path);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_EQ(text.str(), ".model a npn\n") << "what was damaged is kept anew";
}

TEST_F(KeptCut, IsNothingWhereNothingCanBeKept) {
    setenv("HOPSPICE_CACHE", "", 1);
    EXPECT_EQ(keep_cut(".model a npn\n"), "");
    setenv("HOPSPICE_CACHE", "/proc/nowhere", 1);
    EXPECT_EQ(keep_cut(".model a npn\n"), "");
}

TEST_F(KeptCut, OfEveryKitIsALibraryWithItsDevicesAlone) {
    for (const auto& [kit, name, most] : {std::tuple("ihp-sg13g2", "ihp-current-mode", 20000U),
                                          std::tuple("gf180mcu", "gf180-cmos", 100000U),
                                          std::tuple("sky130", "sky130-cmos", 2000000U)}) {
        if (test::kit_folder(kit).empty()) {
            continue;
        }
        const auto target = read_target(name, {});
        ASSERT_TRUE(target) << format_diagnostic(target.error().front());
        const LibraryContents cut = scan_library({target->kit.cut, ""});
        EXPECT_TRUE(cut.faults.empty());
        EXPECT_EQ(cut.files, std::vector<std::string>{target->kit.cut});
        EXPECT_LT(std::filesystem::file_size(target->kit.cut), most) << kit;
        EXPECT_FALSE(cut.draws) << kit << " without statistics";
        for (const KitDevice& device : target->kit.devices) {
            EXPECT_EQ(cut.find_subckt(device.name) != nullptr, device.subcircuit) << device.name;
        }
    }
}

}  // namespace
}  // namespace hopspice::spec
