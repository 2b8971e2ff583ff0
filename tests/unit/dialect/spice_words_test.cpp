// The text of every kind of element, and a deck's frame.

#include "dialect/deck.h"

#include "circuit/builder.h"

#include <gtest/gtest.h>

#include <cctype>

namespace hopspice::dialect {
namespace {

using circuit::Builder;
using circuit::Circuit;

/// The lines of a circuit under title and one group.
std::vector<std::string> lines_of(Circuit& circuit) {
    std::vector<std::string> lines = write_ngspice(circuit);
    lines.erase(lines.begin(), lines.begin() + 2);
    return lines;
}

TEST(Writer, WritesEveryKindOfElement) {
    Circuit circuit;
    Builder build(circuit);
    build.group({.part = "elements"});
    build.resistor("r1", "a", "0", 4700);
    build.capacitor("c1", "a", "b", 1e-12);
    build.voltage("v1", "a", "0", -2.5);
    build.voltage("v2", "b", "0", std::vector<double>{0, 0, 1e-9, 0.25});
    build.current("i1", "0", "a", 1e-3);
    build.vcvs("e1", "o", "a", "b", 2);
    build.vccs_into("g1", "o", "a", 5e-5);
    build.behavioral_voltage("b1", "f", "max(v(a),0)");
    build.switch_between("s1", "a", "b", "cp", "cn", "sw_on");
    build.bjt("q1", "c", "b", "e", "npn_generic", 8);
    build.bjt("q2", "c", "b", "e", "npn_generic", 1);
    build.diode("d1", "a", "b", "schottky_generic");
    build.instance("x1", {"0", "a", "o"}, "hs_opamp");
    EXPECT_EQ(lines_of(circuit),
              (std::vector<std::string>{
                  "r1 a 0 4700", "c1 a b 1e-12", "v1 a 0 dc -2.5", "v2 b 0 pwl(0 0 1e-09 0.25)",
                  "i1 0 a dc 0.001", "e1 o 0 a b 2", "g1 0 o a 0 5e-05", "b1 f 0 v=max(v(a),0)",
                  "s1 a b cp cn sw_on", "q1 c b e npn_generic area=8", "q2 c b e npn_generic",
                  "d1 a b schottky_generic", "x1 0 a o hs_opamp"}));
}

TEST(Writer, NumbersSurviveARoundTripAndHaveNoSiSuffix) {
    Circuit circuit;
    Builder build(circuit);
    build.group({.part = "r"});
    build.resistor("r1", "a", "0", 1.0 / 3);
    build.resistor("r2", "a", "0", 0.1);
    build.resistor("r3", "a", "0", 1e12);
    const auto lines = lines_of(circuit);
    EXPECT_EQ(lines[0], "r1 a 0 0.3333333333333333");
    EXPECT_EQ(lines[1], "r2 a 0 0.1");
    for (const std::string& line : lines) {
        EXPECT_EQ(std::isalpha(static_cast<unsigned char>(line.back())), 0) << line;
    }
}

TEST(Writer, PutsModelsIncludesAndSubcircuitsBeforeTheElements) {
    Circuit circuit;
    circuit.title = "title";
    circuit.header = {"first", "second"};
    circuit.includes = {{"vendor.lib", ""}, {"my files/a (b).lib", ""}, {"pdk/x.lib", "tt"}};
    circuit.models = {{"sw_on", "sw", {{"vt", 0.5}, {"ron", 10}}}};
    circuit.subcircuits = {{"part", "what it is", {"p"}, {"0", "p"}, {}}};
    Builder build(circuit);
    build.group({.part = "body"});
    build.resistor("r1", "a", "0", 1);
    EXPECT_EQ(write_ngspice(circuit),
              (std::vector<std::string>{"* title", "* first", "* second", ".include vendor.lib",
                                        ".include \"my files/a (b).lib\"", ".lib pdk/x.lib tt",
                                        ".model sw_on sw(vt=0.5 ron=10)", "* what it is",
                                        ".subckt part p", ".ends", "* body", "r1 a 0 1"}));
}

TEST(Writer, LeavesEmptyGroupsOut) {
    Circuit circuit;
    Builder(circuit).group({.part = "nothing"});
    EXPECT_EQ(write_ngspice(circuit).size(), 1U);
}

TEST(Writer, ANameWithALineBreakStaysOneLine) {
    Circuit circuit;
    circuit.title = "two\nlines";
    const auto lines = write_ngspice(circuit);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].starts_with("* two")) << lines[0];
    EXPECT_EQ(lines[0].find('\n'), std::string::npos);
}

}  // namespace
}  // namespace hopspice::dialect
