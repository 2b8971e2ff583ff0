// Which simulator is embedded, and how another one is chosen.

#include "cli.h"

namespace hopspice::test {
namespace {

TEST(Engines, TheListBeginsWithTheEmbeddedSimulatorAsItIsFound) {
    const Ran ran = hopspice({"list", "engines"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(ran.out.starts_with("(embedded)")) << ran.out;
    EXPECT_NE(ran.out.find("libngspice.so"), std::string::npos) << ran.out;
    const json list = parsed(hopspice({"list", "engines", "--json", "-"}).out);
    EXPECT_EQ(list["format"], "hopspice-list/1");
    EXPECT_TRUE(list["embedded"]["version"].get<std::string>().starts_with("ngspice-"));
    EXPECT_TRUE(std::filesystem::exists(list["embedded"]["file"].get<std::string>()));
    EXPECT_TRUE(list["embedded"]["xspice"]) << "Debian's libngspice has code models";
    EXPECT_GT(list["items"].size(), 5U);
}

TEST(Engines, NewerOnesHaveKluAndOsdi) {
    const std::string with_ngspice = std::string(HOPSPICE_SOURCE_DIR) + "/tools/with_ngspice";
    for (const std::string& release : Words{"trixie", "sid"}) {
        const Ran ran = run({with_ngspice, release, kHopspice, "list", "engines", "--json", "-"});
        if (ran.exit_code == 77) {
            GTEST_SKIP() << ran.err;
        }
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        const json embedded = parsed(ran.out)["embedded"];
        EXPECT_NE(embedded["version"], "ngspice-39");
        EXPECT_TRUE(embedded["xspice"]) << embedded;
        EXPECT_TRUE(embedded["klu"]) << embedded;
        EXPECT_TRUE(embedded["osdi"]) << embedded;
    }
}

TEST(Engines, OneThatIsNotThereIsNamedAndNothingRuns) {
    for (const Words& words : std::vector<Words>{
             {"recall", model("xor.json")},
             {"generate", model("parity.json"), "--prompt", "01101001"},
             {"characterize", "opamp-1G"},
             {"agree", model("xor.json")},
             {"batch", model("xor.json"), "--only", "0"},
         }) {
        Words with = words;
        with.insert(with.end(), {"--ngspice", "/nowhere/libngspice.so"});
        const Ran ran = hopspice(with);
        EXPECT_EQ(ran.exit_code, 3) << words[0] << ran.err;
        EXPECT_NE(ran.err.find("/nowhere/libngspice.so"), std::string::npos) << ran.err;
        EXPECT_NE(ran.err.find("[HS-E401]"), std::string::npos) << ran.err;
    }
    const Ran list = hopspice({"list", "engines", "--ngspice", "/nowhere/libngspice.so"});
    EXPECT_EQ(list.exit_code, 0);
    EXPECT_TRUE(list.out.starts_with("(embedded)")) << list.out;
    EXPECT_NE(list.out.find("none: cannot load"), std::string::npos) << list.out;
}

TEST(Engines, TheOptionWinsOverTheVariable) {
    const std::string file =
        parsed(hopspice({"list", "engines", "--json", "-"}).out)["embedded"]["file"];
    const Ran variable = run({"/usr/bin/env", "HOPSPICE_NGSPICE=/nowhere/libngspice.so", kHopspice,
                              "recall", model("xor.json"), "--engine", "ngspice"});
    EXPECT_EQ(variable.exit_code, 3) << variable.err;
    const Ran option = run({"/usr/bin/env", "HOPSPICE_NGSPICE=/nowhere/libngspice.so", kHopspice,
                            "recall", model("xor.json"), "--ngspice", file});
    EXPECT_EQ(option.exit_code, 0) << option.err;
}

TEST(Engines, AVariableThatNamesNoneIsRefused) {
    for (const Words& words :
         std::vector<Words>{{"recall", model("xor.json")},
                            {"generate", model("parity.json"), "--prompt", "0"},
                            {"batch", model("xor.json"), "--only", "0"}}) {
        Words with{"/usr/bin/env", "HOPSPICE_ENGINE=twn", kHopspice};
        with.insert(with.end(), words.begin(), words.end());
        const Ran ran = run(with);
        EXPECT_EQ(ran.exit_code, 2) << ran.err;
        EXPECT_NE(ran.err.find("HOPSPICE_ENGINE: twn is none of auto, twin, ngspice"),
                  std::string::npos)
            << ran.err;
    }
}

}  // namespace
}  // namespace hopspice::test
