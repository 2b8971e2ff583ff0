// Two circuits are the same or the first difference has a name.

#include "proof/same_circuit.h"

#include "netlist/reader.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

using test::value_of;

constexpr const char* kDeck =
    "* t\n.include vendor.lib\n.model dio d(is=1e-14 n=1)\n* an amplifier\n.subckt amp in out\n"
    "rin in 0 1000\n.ends\n* group\nr1 a b 1000\nv1 a 0 pwl(0 0 1e-09 1)\nb1 c 0 v=2*v(a)\n"
    "d1 a b dio area=2\nm1 a b c 0 nch w=1e-06 l=1e-07\nx1 a c amp\n";

circuit::Circuit circuit_of(std::string deck, const std::string& from, const std::string& to) {
    const std::size_t place = deck.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return value_of(netlist::read_deck(deck.replace(place, from.size(), to))).circuit;
}

std::string difference(const std::string& from, const std::string& to) {
    const Diagnostics findings =
        verify_same(circuit_of(kDeck, from, to), circuit_of(kDeck, "", ""));
    return findings.empty() ? "" : findings.front().message;
}

TEST(SameCircuit, OrderCommentsAndTitleAreFree) {
    EXPECT_EQ(difference("* t", "* other"), "");
    EXPECT_EQ(difference("* group", "* renamed"), "");
    EXPECT_EQ(difference("r1 a b 1000\nv1 a 0 pwl(0 0 1e-09 1)\n",
                         "v1 a 0 pwl(0 0 1e-09 1)\n* apart\nr1 a b 1e3\n"),
              "");
    EXPECT_EQ(difference("v=2*v(a)", "v=2 * v(a)"), "");
}

TEST(SameCircuit, EveryDifferenceIsNamed) {
    const struct {
        const char* from;
        const char* to;
        const char* message;
    } kCases[] = {
        {"r1 a b 1000", "r1 a b 1001", "element r1 has the value 1001 instead of 1000"},
        {"r1 a b", "r1 b a", "element r1 is on nets b a instead of a b"},
        {"r1 a b", "c1 a b", "element c1 is one too many"},
        {"r1 a b 1000\n", "", "element r1 is missing"},
        {"r1 a b 1000\n", "r1 a b 1000\nr1 a b 1000\n", "element r1 is one too many"},
        {"1e-09 1)", "1e-09 2)", "element v1 has other corners"},
        {"pwl(0 0 1e-09 1)", "dc 0", "element v1 has other corners"},
        {"pwl(0 0 1e-09 1)", "external", "element v1 has other corners"},
        {"v=2*", "v=3*", "element b1 has the value 3*v(a) instead of 2*v(a)"},
        {"v=2*", "i=2*", "element b1 is of another kind"},
        {"area=2", "area=3", "element d1 has the area 3 instead of 2"},
        {"d1 a b dio", "d1 a b other", "element d1 has the model other instead of dio"},
        {"w=1e-06", "w=2e-06", "element m1 has other parameters"},
        {"rin in 0 1000", "rin in 0 2000", "element amp.rin has the value 2000 instead of 1000"},
        {"amp in out", "amp out in", "subcircuit amp has other ports"},
        {"is=1e-14", "is=1e-15", "device card dio says something else"},
        {".model dio", ".model more d(n=1)\n.model dio", "device card more is one too many"},
        {"vendor.lib", "other.lib", "what it includes are other libraries"}};
    for (const auto& [from, to, message] : kCases) {
        EXPECT_EQ(difference(from, to), std::string("netlist read back: ") + message);
    }
}

TEST(SameCircuit, OfManyDifferencesTheFirstAreTold) {
    const circuit::Circuit read = value_of(netlist::read_deck("* t\n* g\n")).circuit;
    EXPECT_EQ(verify_same(read, circuit_of(kDeck, "", "")).size(), 5U);
}

TEST(SameAnalysis, EveryCardIsHeld) {
    const netlist::Analysis asked{.step_s = 1,
                                  .stop_s = 2,
                                  .max_step_s = 3,
                                  .reltol = 4,
                                  .temperature_c = 5,
                                  .saved = {"v(a)"},
                                  .measures = {{"visible_0", "a"}}};
    EXPECT_TRUE(verify_same(asked, asked).empty());
    const auto card = [&](auto member, auto value) {
        netlist::Analysis read = asked;
        read.*member = value;
        const Diagnostics findings = verify_same(read, asked);
        return findings.empty() ? "" : findings.front().message;
    };
    using netlist::Analysis;
    const std::string start = "netlist read back: ";
    for (const auto member : {&Analysis::step_s, &Analysis::stop_s, &Analysis::max_step_s}) {
        EXPECT_EQ(card(member, 9), start + ".tran asks for something else");
    }
    EXPECT_EQ(card(&Analysis::reltol, 9), start + ".options asks for something else");
    EXPECT_EQ(card(&Analysis::temperature_c, 9), start + ".temp asks for something else");
    EXPECT_EQ(card(&Analysis::saved, std::vector<std::string>{}),
              start + ".save asks for something else");
    EXPECT_EQ(card(&Analysis::measures, std::vector<Analysis::Measure>{}),
              start + ".meas asks for something else");
}

}  // namespace
}  // namespace hopspice::proof
