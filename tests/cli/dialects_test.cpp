// Decks for other simulators from the command line.

#include "cli/cli.h"

#include <gtest/gtest.h>

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
    const Ran ran = hopspice(
        {"compile", model("xor.json"), "-t", "behavioral", "-d", "gnucap", "-o", folder / "xor.ckt"});
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

}  // namespace
}  // namespace hopspice::test
