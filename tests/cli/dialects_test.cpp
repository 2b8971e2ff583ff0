// Decks for other simulators from the command line.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

TEST(Dialects, AreListedAndWritten) {
    const std::string listed = hopspice({"list", "dialects"}).out;
    for (const std::string& dialect :
         Words{"ngspice", "ltspice", "hspice", "pspice", "spectre", "xyce", "gnucap", "spice3"}) {
        EXPECT_NE(("\n" + listed).find("\n" + dialect + " "), std::string::npos) << listed;
        const Ran ran = hopspice({"compile", model("xor.json"), "-t", "cmos", "-d", dialect});
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        EXPECT_NE(ran.out.find("written by hopspice "), std::string::npos) << ran.out;
        EXPECT_NE(ran.out.find("checksums: spec "), std::string::npos) << ran.out;
    }
}

TEST(Dialects, ACircuitThatOneCannotSayIsRefusedBeforeAnythingIsWritten) {
    const TemporaryFolder folder;
    const Ran ran = hopspice({"compile", model("xor.json"), "-t", "behavioral", "-d", "gnucap",
                              "-o", folder / "xor.ckt"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E310]"), std::string::npos) << ran.err;
    EXPECT_TRUE(folder.names().empty());
}

TEST(Dialects, FlatDecksHaveNoSubcircuitsOfNeurons) {
    const std::vector<std::string> compile = {"compile", model("xor.json"), "-t", "opamp-1G"};
    std::vector<std::string> flat = compile;
    flat.emplace_back("--flat");
    EXPECT_NE(hopspice(compile).out.find("\n.subckt visible_0 "), std::string::npos);
    const std::string text = hopspice(flat).out;
    EXPECT_EQ(text.find(".subckt visible_0"), std::string::npos);
    EXPECT_NE(text.find("\n.subckt hs_opamp "), std::string::npos);
}

TEST(Export, WritesADeckItsPartsAndAStimulusPerQuery) {
    const TemporaryFolder folder;
    const Ran ran = hopspice({"export", model("xor.json"), "-t", "opamp-1G", "-d", "ltspice",
                              "--input", "?11", "--input", "01?", "-o", folder / "out"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto files = files_in(folder / "out");
    std::string names;
    for (const auto& [name, text] : files) {
        names += name + " ";
        EXPECT_EQ(text.find(folder.path()), std::string::npos) << name;
        EXPECT_EQ(text.find(HOPSPICE_SOURCE_DIR), std::string::npos) << name;
        EXPECT_NE(ran.out.find("/" + name + "\n"), std::string::npos) << ran.out;
    }
    EXPECT_EQ(names,
              "README.txt devices.inc expected.csv stimulus/01_.inc stimulus/_11.inc "
              "subcircuits.inc xor.net ");
    const std::string& deck = files.at("xor.net");
    for (const std::string part : {"devices.inc", "subcircuits.inc", "stimulus/_11.inc"}) {
        EXPECT_NE(deck.find("\n.include " + part + "\n"), std::string::npos) << deck;
    }
    EXPECT_EQ(deck.find("vin_v0 v0_in"), std::string::npos) << "a stimulus belongs to its file";
    EXPECT_EQ(std::ranges::count(files.at("expected.csv"), '\n'), 3);
    EXPECT_LE(std::ranges::count(files.at("README.txt"), '\n'), 12);
    EXPECT_NE(files.at("README.txt").find("LTspice -b xor.net"), std::string::npos);
}

TEST(Export, AFolderWithFilesInItIsRefused) {
    const TemporaryFolder folder;
    folder.write("mine.txt", "mine");
    const std::vector<std::string> command = {"export", model("xor.json"), "-d", "spice3", "-o"};
    std::vector<std::string> there = command;
    there.push_back(folder.path());
    const Ran refused = hopspice(there);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("[HS-E502]"), std::string::npos) << refused.err;
    EXPECT_EQ(folder.names(), Words{"mine.txt"});
    std::vector<std::string> gnucap = command;
    gnucap[3] = "gnucap";
    gnucap.push_back(folder / "out");
    EXPECT_EQ(hopspice(gnucap).exit_code, 1);
    EXPECT_EQ(folder.names(), Words{"mine.txt"});
}

TEST(Export, WithoutDialectOrFolderIsWrongUsage) {
    EXPECT_EQ(hopspice({"export", model("xor.json"), "-d", "xyce"}).exit_code, 2);
    EXPECT_EQ(hopspice({"export", model("xor.json"), "-o", "out"}).exit_code, 2);
}

/// Ids are any text: files have plain names, and as many as there are queries.
TEST(Export, QueriesOfAnyNameHaveFilesOfTheirOwn) {
    const TemporaryFolder folder;
    const std::string spec =
        folder.write("spec.json", two_words(R"({"id": "a/b", "visible": [0.9, 0.1]},
                                  {"id": "A?b", "visible": [0.1, 0.9]},
                                  {"id": "..", "visible": [0.1, 0.8]},
                                  {"id": "say \"x\", y", "visible": [0.1, 0.7]})"));
    const Ran ran = hopspice({"export", spec, "-d", "ngspice", "-o", folder / "out"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto files = files_in(folder / "out");
    for (const std::string name : {"a_b", "a_b-2", "__", "say__x___y"}) {
        EXPECT_TRUE(files.contains("stimulus/" + name + ".inc")) << name << ran.out;
    }
    EXPECT_NE(files.at("expected.csv").find("\n\"say \"\"x\"\", y\",stimulus/say__x___y.inc,"),
              std::string::npos)
        << files.at("expected.csv");
}

}  // namespace
}  // namespace hopspice::test
