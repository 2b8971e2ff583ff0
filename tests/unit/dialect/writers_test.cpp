// How each dialect spells what the others spell otherwise.

#include "circuit/builder.h"
#include "dialect/deck.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace hopspice::dialect {
namespace {

using circuit::Circuit;

Circuit sample_circuit() {
    Circuit circuit;
    circuit.title = "sample";
    circuit.models = {{"npn_generic", "npn", {{"is", 1e-17}}},
                      {"sw_on", "sw", {{"vt", 0.5}, {"vh", 0.25}, {"ron", 10}, {"roff", 1e9}}},
                      {"n_generic", "nmos", {{"level", 1}, {"vto", 0.5}}}};
    circuit::Builder build(circuit);
    build.group({.part = "visible 0"});
    build.voltage("vin", "a", "0", std::vector<double>{0, 0, 1e-9, 0.25});
    build.voltage("vdd", "d", "0", 2.5);
    build.behavioral_voltage("bv", "b", "max(v(a),0)");
    build.behavioral_current("bi", "b", "0", "tanh(2*v(a))");
    build.bjt("q1", "d", "a", "0", "npn_generic", 8);
    build.switch_between("s1", "a", "b", "d", "0", "sw_on");
    build.vccs_into("g1", "b", "a", 1e-4);
    build.vcvs("e1", "c", "a", "0", 2);
    return circuit;
}

netlist::Analysis sample_analysis() {
    netlist::Analysis analysis;
    analysis.step_s = 1e-12;
    analysis.stop_s = 1e-6;
    analysis.max_step_s = 1e-8;
    analysis.temperature_c = 85;
    analysis.saved = {"v(a)", "i(vdd)"};
    analysis.measures = {{"visible_0", "a"}, {"visible_1", "a", "b"}};
    return analysis;
}

std::string deck_in(Dialect dialect) {
    return joined(test::value_of(write_deck(sample_circuit(), sample_analysis(), row_of(dialect))));
}

void expect_lines(Dialect dialect, const std::vector<std::string>& lines) {
    const std::string deck = deck_in(dialect);
    for (const std::string& line : lines) {
        EXPECT_NE(("\n" + deck).find("\n" + line + "\n"), std::string::npos) << line << "\n"
                                                                             << deck;
    }
}

TEST(Writers, Ngspice) {
    expect_lines(
        Dialect::Ngspice,
        {"* sample", "vin a 0 pwl(0 0 1e-09 0.25)", "bv b 0 v=max(v(a),0)",
         "q1 d a 0 npn_generic area=8", ".model sw_on sw(vt=0.5 vh=0.25 ron=10 roff=1000000000)",
         ".options reltol=0.0005 noopiter pivrel=1e-6", ".temp 85", ".save v(a) i(vdd)",
         ".tran 1e-12 1e-06 0 1e-08", ".meas tran visible_0 find v(a) at=9.99999e-07",
         ".meas tran visible_1 find par('v(a)-v(b)') at=9.99999e-07", ".end"});
}

TEST(Writers, Ltspice) {
    expect_lines(Dialect::Ltspice, {"* sample", "bv b 0 v=max(v(a),0)", "q1 d a 0 npn_generic 8",
                                    ".model sw_on sw(vt=0.5 vh=0.25 ron=10 roff=1000000000)",
                                    ".options reltol=0.0005 plotwinsize=0 numdgt=15", ".temp 85",
                                    ".save v(a) i(vdd)", ".tran 1e-12 1e-06 0 1e-08",
                                    ".meas tran visible_1 find v(a)-v(b) at=9.99999e-07", ".end"});
}

TEST(Writers, Hspice) {
    expect_lines(Dialect::Hspice,
                 {"ebv b 0 vol='max(v(a),0)'", "gbi b 0 cur='tanh(2*v(a))'",
                  ".option accurate reltol=0.0005 tnom=27 post=1 probe delmax=1e-08", ".temp 85",
                  ".probe tran v(a) i(vdd)", ".tran 1e-12 1e-06",
                  ".measure tran visible_0 find v(a) at=9.99999e-07", ".end"});
    EXPECT_EQ(deck_in(Dialect::Hspice).find("sw_on"), std::string::npos);
}

TEST(Writers, Pspice) {
    expect_lines(Dialect::Pspice,
                 {"ebv b 0 value={max(v(a),0)}", "gbi b 0 value={tanh(2*v(a))}", "s1 a b d 0 sw_on",
                  ".model sw_on vswitch(ron=10 roff=1000000000 von=0.75 voff=0.25)",
                  ".probe v(a) i(vdd)", ".end"});
    EXPECT_EQ(deck_in(Dialect::Pspice).find(".meas"), std::string::npos);
}

TEST(Writers, Xyce) {
    expect_lines(Dialect::Xyce,
                 {"vin a 0 pwl 0 0 1e-09 0.25", "bv b 0 v={max(v(a),0)}", "bi b 0 i={tanh(2*v(a))}",
                  ".options device temp=85 tnom=27", ".options timeint reltol=0.0005",
                  ".print tran format=csv v(a) i(vdd)",
                  ".measure tran visible_1 find {v(a)-v(b)} at=9.99999e-07", ".end"});
    EXPECT_EQ(deck_in(Dialect::Xyce).find("\n.temp"), std::string::npos);
}

TEST(Writers, Spectre) {
    expect_lines(
        Dialect::Spectre,
        {"// sample", "simulator lang=spectre", "global 0",
         "model npn_generic bjt type=npn is=1e-17", "model n_generic mos1 type=n vto=0.5",
         "model sw_on relay ropen=1000000000 rclosed=10 vt1=0.25 vt2=0.75", "// visible 0",
         "vin (a 0) vsource type=pwl wave=[ 0 0 1e-09 0.25 ]", "vdd (d 0) vsource dc=2.5 type=dc",
         "bv (b 0) bsource v=max(v(a),0)", "q1 (d a 0) npn_generic area=8", "s1 (a b d 0) sw_on",
         "g1 (0 b a 0) vccs gm=0.0001", "e1 (c 0 a 0) vcvs gain=2",
         "opts options reltol=0.0005 temp=85 tnom=27", "save a vdd:p",
         "tran tran stop=1e-06 maxstep=1e-08"});
    EXPECT_EQ(deck_in(Dialect::Spectre).find("\n."), std::string::npos);
}

TEST(Writers, Spice3) {
    expect_lines(Dialect::Spice3,
                 {"bv b 0 v=(0.5*((v(a))+abs(v(a))))", ".options reltol=0.0005 pivrel=1e-6 temp=85",
                  ".save v(a) i(vdd)", ".end"});
    EXPECT_EQ(deck_in(Dialect::Spice3).find(".meas"), std::string::npos);
}

TEST(Writers, SpectreMakesAVoltageOfASensedCurrent) {
    Circuit circuit;
    circuit::Builder build(circuit);
    build.group({.part = "softmax"});
    build.voltage("vs", "a", "0", 0);
    build.behavioral_voltage("b1", "c", "max(-i(vs),0)+i(vs)");
    const std::string deck =
        joined(test::value_of(write_deck(circuit, {}, row_of(Dialect::Spectre))));
    EXPECT_NE(deck.find("\nhb1_vs (b1_vs 0) ccvs probe=vs rm=1\n"
                        "b1 (c 0) bsource v=max(-v(b1_vs),0)+v(b1_vs)\n"),
              std::string::npos)
        << deck;
}

/// A user's library is SPICE, also to Spectre.
TEST(Writers, LibrariesAreIncludedInEveryDialect) {
    Circuit circuit;
    circuit.includes = {{"vendor.lib", ""}};
    for (const DialectRow& row : kDialects) {
        const std::string deck = joined(test::value_of(write_deck(circuit, {}, row)));
        const std::string card = row.dialect == Dialect::Hspice   ? ".include 'vendor.lib'"
                                 : row.dialect == Dialect::Pspice ? ".inc \"vendor.lib\""
                                                                  : ".include vendor.lib";
        EXPECT_NE(deck.find("\n" + card + "\n"), std::string::npos) << deck;
    }
    circuit.includes = {{"pdk.lib", "tt"}};
    EXPECT_NE(joined(test::value_of(write_deck(circuit, {}, row_of(Dialect::Spectre))))
                  .find("simulator lang=spice\n.lib pdk.lib tt\nsimulator lang=spectre\n"),
              std::string::npos);
}

TEST(Writers, TheStimulusStandsApart) {
    const Deck deck = test::value_of(
        write_deck(sample_circuit(), sample_analysis(), row_of(Dialect::Xyce), {"vin"}));
    EXPECT_EQ(deck.stimulus,
              (std::vector<std::string>{"* visible 0", "vin a 0 pwl 0 0 1e-09 0.25"}));
    EXPECT_EQ(std::ranges::find(deck.elements, deck.stimulus[1]), deck.elements.end());
}

TEST(Continued, BreaksAtBlanksAndLosesNothing) {
    std::string line = ".save";
    for (int k = 0; k < 60; ++k) {
        line += fmt::format(" v(net_{})", k);
    }
    const std::string text = continued(line, 80);
    std::istringstream in(text);
    std::string together;
    for (std::string part; std::getline(in, part);) {
        EXPECT_LE(part.size(), 81U);
        together += part.starts_with('+') ? part.substr(1) : part;
    }
    EXPECT_EQ(together, line);
    EXPECT_EQ(continued(line, 0), line);
    EXPECT_EQ(continued("* " + line, 80), "* " + line);
}

/// Every line of every deck: no blank in front, no other case, no tab, printable.
TEST(Writers, LinesBeginInTheFirstColumnAndAreLowerCase) {
    for (const DialectRow& row : kDialects) {
        if (row.behavioral == Behavioral::Functions) {
            continue;  // the sample has a source whose value is an expression
        }
        std::istringstream in(deck_in(row.dialect));
        for (std::string line; std::getline(in, line);) {
            ASSERT_FALSE(line.empty());
            EXPECT_NE(line[0], ' ') << line;
            EXPECT_TRUE(std::ranges::none_of(line, [](unsigned char c) {
                return std::isupper(c) != 0 || c < ' ' || c > '~';
            })) << line;
        }
    }
}

TEST(DialectRows, AreInTheOrderOfTheEnum) {
    for (const DialectRow& row : kDialects) {
        EXPECT_EQ(row_of(row.dialect).dialect, row.dialect);
        EXPECT_EQ(find_dialect(to_string(row.dialect)), row.dialect);
    }
}

}  // namespace
}  // namespace hopspice::dialect
