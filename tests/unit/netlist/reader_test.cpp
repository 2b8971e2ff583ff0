// SPICE text back into a circuit, and a diagnostic with its line for what cannot be read.

#include "netlist/reader.h"

#include <gtest/gtest.h>

namespace hopspice::netlist {
namespace {

using circuit::Circuit;
using circuit::Kind;

Circuit read(const std::string& text) {
    auto deck = read_deck(text);
    EXPECT_TRUE(deck) << format_diagnostic(deck.error().front());
    return deck ? std::move(deck->circuit) : Circuit{};
}

TEST(Reader, ReadsTitleHeaderModelsSubcircuitsAndGroups) {
    const Circuit circuit = read(
        "* the title\n"
        "* header line\n"
        ".include vendor.lib\n"
        ".include \"my files/a (b).lib\"\n"
        ".lib pdk/x.lib tt\n"
        ".model sw_on sw(vt=0.5 vh=0.1 ron=10 roff=1000000000000)\n"
        "* an amplifier\n"
        ".subckt amp in out\n"
        "rin in 0 1e6\n"
        "eout out 0 in 0 10\n"
        ".ends\n"
        "* first group\n"
        "r1 a 0 1000\n"
        "x1 a b amp\n"
        "* second group\n"
        "s1 a b c 0 sw_on\n"
        ".tran 1e-9 1e-6 0 1e-8\n"
        ".end\n");
    EXPECT_EQ(circuit.title, "the title");
    EXPECT_EQ(circuit.header, std::vector<std::string>{"header line"});
    const std::vector<Library> libraries = {
        {"vendor.lib", ""}, {"my files/a (b).lib", ""}, {"pdk/x.lib", "tt"}};
    EXPECT_EQ(circuit.includes, libraries);
    ASSERT_EQ(circuit.models.size(), 1U);
    EXPECT_EQ(circuit.models[0].parameters.size(), 4U);
    EXPECT_EQ(circuit.models[0].parameters[3].second, 1e12);
    ASSERT_EQ(circuit.subcircuits.size(), 1U);
    EXPECT_EQ(circuit.subcircuits[0].comment, "an amplifier");
    EXPECT_EQ(circuit.subcircuits[0].ports, (std::vector<std::string>{"in", "out"}));
    EXPECT_EQ(circuit.subcircuits[0].elements.size(), 2U);
    ASSERT_EQ(circuit.groups.size(), 2U);
    EXPECT_EQ(circuit::comment_of(circuit.groups[0].origin), "first group");
    EXPECT_EQ(circuit.groups[0].elements.size(), 2U);
    EXPECT_EQ(circuit.groups[1].elements[0].model, "sw_on");
}

TEST(Reader, ReadsTheValuesOfEveryKind) {
    const Circuit circuit = read(
        "t\n"
        "r1 a b 4700\n"
        "v1 a 0 dc -2.5\n"
        "v2 b 0 pwl(0 0 1e-09 0.25)\n"
        "i1 a b dc 0.001\n"
        "b1 f 0 v=max(v(a), 0)\n"
        "b2 a b i=0.001*tanh(v(a)-v(b))\n"
        "q1 c b e npn area=8.5\n"
        "d1 a b dio\n");
    const auto& elements = circuit.groups.at(0).elements;
    EXPECT_EQ(elements[0].value, 4700);
    EXPECT_EQ(elements[1].value, -2.5);
    EXPECT_EQ(elements[2].pwl, (std::vector<double>{0, 0, 1e-9, 0.25}));
    EXPECT_EQ(elements[3].kind, Kind::CurrentSource);
    EXPECT_EQ(elements[4].kind, Kind::BehavioralV);
    EXPECT_EQ(elements[4].expression, "max(v(a),0)");
    EXPECT_EQ(elements[5].kind, Kind::BehavioralI);
    EXPECT_EQ(elements[5].expression, "0.001*tanh(v(a)-v(b))");
    EXPECT_EQ(elements[6].area, 8.5);
    EXPECT_EQ(elements[7].model, "dio");
}

TEST(Reader, JoinsContinuationLines) {
    const Circuit circuit = read("t\nv1 a 0\n+ pwl(0 0\n+ 1e-9 1)\nr1 a 0 5\n");
    EXPECT_EQ(circuit.groups[0].elements[0].pwl, (std::vector<double>{0, 0, 1e-9, 1}));
    EXPECT_EQ(circuit.groups[0].elements.size(), 2U);
}

TEST(Reader, PassesOverBlankLines) {
    EXPECT_EQ(read("t\n\n   \nr1 a 0 5\n\n.end\n \n").groups[0].elements.size(), 1U);
}

TEST(Reader, ReadsWhatIsAskedOfTheSimulator) {
    const auto deck = read_deck(
        "t\nr1 a 0 5\n.options reltol=0.0005 noopiter pivrel=1e-6\n.temp 85\n"
        ".save v(a) i(vdd)\n.tran 1e-12 1e-06 0 1e-08\n"
        ".meas tran visible_0 find v(a) at=9.99999e-07\n"
        ".meas tran visible_1 find par('v(a)-v(b)') at=9.99999e-07\n.end\n");
    ASSERT_TRUE(deck) << format_diagnostic(deck.error().front());
    const Analysis wanted{.step_s = 1e-12,
                          .stop_s = 1e-6,
                          .max_step_s = 1e-8,
                          .reltol = 5e-4,
                          .temperature_c = 85,
                          .saved = {"v(a)", "i(vdd)"},
                          .measures = {{"visible_0", "a"}, {"visible_1", "a", "b"}}};
    EXPECT_EQ(deck->analysis, wanted);
}

TEST(Reader, WhereACardIsMissingTheSimulatorDoesAsItLikes) {
    const auto deck = read_deck("t\nr1 a 0 5\n");
    ASSERT_TRUE(deck);
    EXPECT_EQ(deck->analysis, Analysis{.reltol = 1e-3});
}

TEST(Reader, NetsOfSubcircuitsAreTheirOwn) {
    const Circuit circuit = read("t\n.subckt s p\nr1 p n 1\nr2 n 0 1\n.ends\nr1 n 0 1\n");
    EXPECT_EQ(circuit.subcircuits[0].nets, (std::vector<std::string>{"0", "p", "n"}));
    EXPECT_EQ(circuit.nets, (std::vector<std::string>{"0", "n"}));
}

TEST(Reader, AnEmptyTextIsAnEmptyCircuit) {
    EXPECT_TRUE(read("").groups.empty());
    EXPECT_EQ(read("only a title").title, "only a title");
}

struct BadLine {
    const char* text;
    const char* words;
};

void PrintTo(const BadLine& line, std::ostream* out) { *out << '"' << line.text << '"'; }

class BadLineTest : public testing::TestWithParam<BadLine> {};

TEST_P(BadLineTest, IsReportedWithItsLineNumber) {
    const auto circuit =
        read_deck("title\nr1 a 0 1\n* comment\n" + std::string(GetParam().text) + "\nr2 a 0 1\n");
    ASSERT_FALSE(circuit) << GetParam().text;
    const Diagnostic& diagnostic = circuit.error().front();
    EXPECT_EQ(diagnostic.id, "HS-E303");
    EXPECT_TRUE(diagnostic.message.starts_with("netlist line 4: ")) << diagnostic.message;
    EXPECT_NE(diagnostic.message.find(GetParam().words), std::string::npos) << diagnostic.message;
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadLineTest,
    testing::Values(
        BadLine{"r3", "too few fields"}, BadLine{"r3 a", "too few fields"},
        BadLine{"r3 a 0", "too few fields"}, BadLine{"r3 a 0 1k", "the value of r3"},
        BadLine{"r3 a 0 abc", "the value of r3"}, BadLine{"r3 a 0 1e", "the value of r3"},
        BadLine{"r3 a 0 nan", "the value of r3"}, BadLine{"r3 a 0 inf", "the value of r3"},
        BadLine{"r3 a 0 1e999", "the value of r3"}, BadLine{"c3 a 0 10p", "the value of c3"},
        BadLine{"v3 a 0 5", "the value of v3"}, BadLine{"v3 a 0 dc", "the value of v3"},
        BadLine{"v3 a 0 dc x", "the value of v3"}, BadLine{"v3 a 0 ac 1", "the value of v3"},
        BadLine{"v3 a 0 pwl()", "the value of v3"}, BadLine{"v3 a 0 pwl(0)", "the value of v3"},
        BadLine{"v3 a 0 pwl(0 0 1)", "the value of v3"},
        BadLine{"v3 a 0 pwl(0 0 1n 1)", "the value of v3"},
        BadLine{"v3 a 0 sin(0 1 1k)", "the value of v3"}, BadLine{"i3 a 0 1", "the value of i3"},
        BadLine{"e3 a 0 b", "too few fields"}, BadLine{"e3 a 0 b 0 x", "the value of e3"},
        BadLine{"g3 a 0 b 0", "too few fields"}, BadLine{"b3 a 0", "too few fields"},
        BadLine{"b3 a 0 max(v(a),0)", "the value of b3"}, BadLine{"b3 a 0 x=1", "the value of b3"},
        BadLine{"b3 a 0 i=", "the value of b3"}, BadLine{"s3 a 0 c 0", "too few fields"},
        BadLine{"d3 a 0", "too few fields"}, BadLine{"d3 a 0 dio 4", "the value of d3"},
        BadLine{"q3 a b npn", "too few fields"}, BadLine{"q3 a b c npn 4", "the value of q3"},
        BadLine{"q3 a b c npn area=x", "the value of q3"},
        BadLine{"q3 a b c npn m=2", "the value of q3"}, BadLine{"x3", "too few fields"},
        BadLine{"x3 amp", "too few fields"}, BadLine{"z3 a b c d nmos", "unknown element z3"},
        BadLine{"l3 a 0 1e-9", "unknown element l3"}, BadLine{"R3 a 0 1", "unknown element R3"},
        BadLine{"1 a 0 1", "unknown element 1"}, BadLine{"( )", "unknown element ("},
        BadLine{".model", ".model needs a name and a type"},
        BadLine{".model m", ".model needs a name and a type"},
        BadLine{".model m npn(is)", "parameter is is not name=number"},
        BadLine{".model m npn(is=1f)", "parameter is=1f is not name=number"},
        BadLine{".model m npn(is=)", "parameter is= is not name=number"},
        BadLine{".subckt", ".subckt needs a name and ports"},
        BadLine{".subckt s", ".subckt needs a name and ports"},
        BadLine{".ends", ".ends without .subckt"}, BadLine{".ic v(a)=1", ".ic is not understood"},
        BadLine{".nodeset v(a)=1", ".nodeset is not understood"},
        BadLine{".options method=gear", "option method=gear is not understood"},
        BadLine{".options reltol=1m", "option reltol=1m is not understood"},
        BadLine{".temp", ".temp needs a number"}, BadLine{".temp 27 85", ".temp needs a number"},
        BadLine{".save a", "signal a is not understood"},
        BadLine{".tran 1e-9 1e-6", ".tran needs step, stop, 0"},
        BadLine{".tran 1e-9 1e-6 1e-7 1e-8", ".tran needs step, stop, 0"},
        BadLine{".meas tran x find v(a) at=1e-3", "x is measured at 0.001 s"},
        BadLine{".meas tran x max v(a) at=0", ".meas needs"},
        BadLine{".meas tran x find v(a,b) at=0", ".meas needs"},
        BadLine{".meas tran x find par('v(a)+v(b)') at=0", ".meas needs"}));

TEST(Reader, ASecondCardOfAKindIsRefusedAndSoIsWhatStandsBehindTheEnd) {
    const auto deck = read_deck("t\n.temp 27\n.temp 85\n.end\nr1 a 0 1\n");
    ASSERT_FALSE(deck);
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : deck.error()) {
        messages.push_back(diagnostic.message);
    }
    EXPECT_EQ(messages, (std::vector<std::string>{"netlist line 3: a second .temp",
                                                  "netlist line 5: r1 a 0 1 stands behind .end"}));
}

TEST(Reader, ASourceWhoseValueComesFromOutsideIsExternal) {
    const Circuit circuit = read("t\ni1 a 0 external\n");
    EXPECT_TRUE(circuit.groups.at(0).elements.at(0).external);
    EXPECT_FALSE(read_deck("t\ni1 a 0 external 1\n"));
}

TEST(Reader, ReportsEveryBadLineInOneGo) {
    const auto circuit = read_deck("t\nr1 a 0 x\nr2 a 0 1\nq1 a b\n.model m\n");
    ASSERT_FALSE(circuit);
    std::vector<std::string> words;
    for (const Diagnostic& diagnostic : circuit.error()) {
        words.push_back(diagnostic.message.substr(0, 15));
    }
    EXPECT_EQ(words,
              (std::vector<std::string>{"netlist line 2:", "netlist line 4:", "netlist line 5:"}));
}

TEST(Reader, ASubcircuitInASubcircuitIsRefusedWithItsLine) {
    const auto circuit = read_deck("t\n.subckt a p\n.subckt b q\nr1 q 0 1\n.ends\n");
    ASSERT_FALSE(circuit);
    EXPECT_TRUE(circuit.error().front().message.starts_with("netlist line 3: "));
}

TEST(Reader, ASubcircuitWithoutEndIsRefused) {
    const auto circuit = read_deck("t\n.subckt a p\nr1 p 0 1\n");
    ASSERT_FALSE(circuit);
    EXPECT_EQ(circuit.error().front().message, "netlist line 3: subcircuit a has no .ends");
}

TEST(Reader, AContinuedLineIsReportedWhereItBegins) {
    const auto circuit = read_deck("t\nr1 a 0 1\nv1 a 0\n+ pwl(0 0\n+ 1n 1)\n");
    ASSERT_FALSE(circuit);
    EXPECT_TRUE(circuit.error().front().message.starts_with("netlist line 3: "));
}

}  // namespace
}  // namespace hopspice::netlist
