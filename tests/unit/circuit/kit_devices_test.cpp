// Devices of a kit as text has them, and back.

#include "circuit/kit_devices.h"

#include "circuit/builder.h"
#include "dialect/deck.h"
#include "netlist/reader.h"
#include "proof/same_circuit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace hopspice::circuit {
namespace {

KitDevice hbt() {
    KitDevice device;
    device.name = "hbt";
    device.type = "npn";
    device.ports = "cbes";
    device.size = "nx";
    device.whole = true;
    device.most = 10;
    device.heat = "t";
    return device;
}

/// In micrometres, its ports in an order of their own.
KitDevice nfet() {
    KitDevice device;
    device.name = "nfet";
    device.type = "nmos";
    device.ports = "sgdb";
    device.size = "width";
    device.length = "l";
    device.unit = 1e-6;
    device.multiplies = true;
    return device;
}

KitDevice mim() {
    KitDevice device;
    device.name = "mim";
    device.type = "c";
    device.ports = "ab";
    device.size = "w";
    device.length = "l";
    device.unit = 1e-6;
    device.area_farads = 1.5e-3;
    device.edge_farads = 4e-10;
    return device;
}

/// An HBT of `emitters`, a MOSFET of the kit and one of our own.
Circuit circuit_of(double emitters, double scale = 1) {
    Circuit circuit;
    circuit.title = "devices of a kit";
    circuit.includes = {{"kit.lib", "typ"}};
    circuit.kit.devices = {hbt(), nfet(), mim()};
    circuit.kit.scale = scale;
    circuit.models = {{"n_own", "nmos", {{"level", 1}}}};
    Builder build(circuit);
    build.group({.part = "transistors"});
    build.resistor("r1", "c", "vss", 1000);
    build.resistor("r2", "b", "e", 1000);
    build.capacitor("c1", "e", "vss", 117.3e-15);
    circuit.groups.back().elements.back().model = "mim";
    build.bjt("q1", "c", "b", "e", "hbt", emitters, "vss");
    build.mosfet("m1", "c", "b", "e", "vss", "nfet", {2.3e-6, 0.13e-6, 4});
    build.mosfet("m2", "c", "b", "e", "vss", "n_own", {2.3e-6, 0.35e-6, 1});
    return circuit;
}

std::string text_of(const Circuit& circuit) {
    std::string text;
    for (const std::string& line : dialect::write_ngspice(circuit)) {
        text += line + '\n';
    }
    return text + ".end\n";
}

std::string lines_with(const std::string& text, const std::string& part) {
    std::string found;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        found += line.find(part) != std::string::npos ? line + '\n' : "";
        begin = end + 1;
    }
    return found;
}

TEST(KitDevices, AreInstancesInTheOrderOfTheirPorts) {
    const std::string text = text_of(circuit_of(4));
    EXPECT_EQ(lines_with(text, "hbt"), "xq1 c b e vss hbt nx=4\n");
    EXPECT_EQ(lines_with(text, "nfet").substr(0, 43),
              "xm1 e b c vss nfet width=2.3 l=0.13 m=4 ad=");
}

/// 117.3 fF = 1.5 fF/um2 s^2 + 4 0.4 fF/um s.
TEST(KitDevices, AreSquaresWhereTheyAreCapacitors) {
    const double side = side_of(117.3e-15, mim());
    EXPECT_NEAR(1.5e-3 * side * side + 4 * 4e-10 * side, 117.3e-15, 1e-28);
    const std::string line = lines_with(text_of(circuit_of(4)), "mim");
    EXPECT_EQ(line, fmt::format("xc1 e vss mim w={0} l={0}\n", side / 1e-6));
}

TEST(KitDevices, StandSideBySideWhereOneIsNotEnough) {
    const std::string text = text_of(circuit_of(23));
    EXPECT_EQ(lines_with(text, "hbt"),
              "xq1 c b e vss hbt nx=8\n"
              "xq1__2 c b e vss hbt nx=8\n"
              "xq1__3 c b e vss hbt nx=7\n");
}

/// A subcircuit that does not say `m` to its transistor passes over it.
TEST(KitDevices, AreAsManyAsMWhereTheirSubcircuitDoesNotHeedIt) {
    Circuit written = circuit_of(1);
    written.kit.devices[1].multiplies = false;
    const std::string text = text_of(written);
    EXPECT_EQ(lines_with(text, " m="), lines_with(text, "n_own w"));
    for (const char* name : {"xm1 ", "xm1__2 ", "xm1__3 ", "xm1__4 "}) {
        EXPECT_TRUE(
            lines_with(text, name).starts_with(std::string(name) + "e b c vss nfet width=2.3 "))
            << text;
    }
    EXPECT_EQ(lines_with(text, "xm1__5"), "");
    const auto read = netlist::read_deck(text, written.kit.devices);
    ASSERT_TRUE(read);
    EXPECT_TRUE(proof::verify_same(read->circuit, written).empty());
    std::string changed = text;
    changed.replace(changed.find("width=2.3", changed.find("xm1__3")), 9, "width=2.4");
    const auto wrong = netlist::read_deck(changed, written.kit.devices);
    ASSERT_TRUE(wrong);
    EXPECT_FALSE(proof::verify_same(wrong->circuit, written).empty());
}

TEST(KitDevices, ShareTheScaleOfTheDeckWithMosfetsOfOurOwn) {
    EXPECT_EQ(lines_with(text_of(circuit_of(1)), "m2").substr(0, 40),
              "m2 c b e vss n_own w=2.3e-06 l=3.5e-07 m");
    const std::string text = text_of(circuit_of(1, 1e-6));
    EXPECT_EQ(lines_with(text, ".option"), ".option scale=1e-06\n");
    EXPECT_TRUE(
        lines_with(text, "m2").starts_with("m2 c b e vss n_own w=2.3 l=0.35 m=1 ad=2.0125 "))
        << text;
}

TEST(KitDevices, ComeBackAsTheTransistorsTheyWere) {
    for (const double scale : {1.0, 1e-6}) {
        for (const double emitters : {1.0, 10.0, 11.0, 137.0}) {
            const Circuit written = circuit_of(emitters, scale);
            const auto read = netlist::read_deck(text_of(written), written.kit.devices);
            ASSERT_TRUE(read);
            EXPECT_TRUE(proof::verify_same(read->circuit, written).empty()) << emitters;
            EXPECT_EQ(read->circuit.find_element("q1")->area, emitters);
            EXPECT_EQ(read->circuit.find_element("q1")->nets.size(), 4U);
        }
    }
}

TEST(KitDevices, ThatHeatThemselvesBeginAtTheAmbientTemperature) {
    const Circuit written = circuit_of(11);
    const std::string text = text_of(written);
    EXPECT_EQ(lines_with(text, ".nodeset"), ".nodeset v(xq1.t)=0\n.nodeset v(xq1__2.t)=0\n");
    for (const auto& [from, to] :
         {std::pair("v(xq1.t)=0", "v(xq1.t)=1"), std::pair("v(xq1.t)=0", "v(c)=0"),
          std::pair("nodeset v(xq1.t)", "nodeset v(xq1__2.t)")}) {
        std::string changed = text;
        changed.replace(changed.find(from), std::string(from).size(), to);
        EXPECT_FALSE(netlist::read_deck(changed, written.kit.devices)) << to;
    }
    EXPECT_TRUE(netlist::read_deck(text)) << "of instances that nobody knows";
    EXPECT_FALSE(netlist::read_deck("t\nr1 a 0 1\n.nodeset v(r1.t)=0\n.end\n"));
}

/// Whatever is changed in the text is a difference.
TEST(KitDevices, AreProvedElementByElement) {
    const Circuit written = circuit_of(23, 1e-6);
    const std::string text = text_of(written);
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"nx=7", "nx=6"},
        {"xq1__2 c b e vss", "xq1__2 c b e 0"},
        {"hbt nx=8\n", "hbt\n"},
        {"scale=1e-06", "scale=1e-05"},
        {"xm1 e b c", "xm1 c b e"},
        {"width=2.3", "width=2.4"},
        {" nfet", " hbt"},
        {"mim w=", "mim w=1"},
        {".lib kit.lib typ", ".lib kit.lib bcs"}};
    for (const auto& [from, to] : changes) {
        std::string changed = text;
        ASSERT_NE(changed.find(from), std::string::npos) << from;
        changed.replace(changed.find(from), from.size(), to);
        const auto read = netlist::read_deck(changed, written.kit.devices);
        EXPECT_FALSE(read && proof::verify_same(read->circuit, written).empty()) << from;
    }
}

TEST(KitDevices, KeepTheParametersThatTheirKitIsGiven) {
    Circuit written = circuit_of(1);
    written.kit.parameters = {{"sw_stat_mismatch", 0}};
    const std::string text = text_of(written);
    EXPECT_EQ(lines_with(text, ".param"), ".param sw_stat_mismatch=0\n");
    const auto read = netlist::read_deck(text, written.kit.devices);
    ASSERT_TRUE(read);
    EXPECT_TRUE(proof::verify_same(read->circuit, written).empty());
    const auto other = netlist::read_deck(text_of(circuit_of(1)), written.kit.devices);
    ASSERT_TRUE(other);
    EXPECT_FALSE(proof::verify_same(other->circuit, written).empty());
}

}  // namespace
}  // namespace hopspice::circuit
