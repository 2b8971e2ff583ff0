// What the builder's verbs put into a circuit, and how nets and elements are found again.

#include "circuit/builder.h"

#include <gtest/gtest.h>

namespace hopspice::circuit {
namespace {

TEST(Circuit, NetZeroIsGround) {
    Circuit circuit;
    EXPECT_EQ(circuit.net("0"), kGround);
    EXPECT_EQ(circuit.name_of(kGround), "0");
}

TEST(Circuit, ANetOfTheSameNameIsTheSameNet) {
    Circuit circuit;
    const NetId a = circuit.net("a");
    EXPECT_NE(a, circuit.net("b"));
    EXPECT_EQ(circuit.net("a"), a);
    EXPECT_EQ(circuit.find_net("a"), a);
    EXPECT_TRUE(circuit.has_net("b"));
    EXPECT_FALSE(circuit.has_net("c"));
    EXPECT_EQ(circuit.nets.size(), 3U);
}

TEST(CircuitDeathTest, AnUnknownNetIsOurOwnMistake) {
    const Circuit circuit;
    EXPECT_DEATH(static_cast<void>(circuit.find_net("nowhere")), "internal error");
}

TEST(Builder, PutsElementsUnderTheLatestComment) {
    Circuit circuit;
    Builder build(circuit);
    build.group({.part = "first"});
    build.resistor("r1", "a", "0", 5);
    build.group({.part = "second"});
    build.resistor("r2", "a", "0", 6);
    build.resistor("r3", "a", "0", 7);
    ASSERT_EQ(circuit.groups.size(), 2U);
    EXPECT_EQ(comment_of(circuit.groups[0].origin), "first");
    EXPECT_EQ(circuit.groups[0].elements.size(), 1U);
    EXPECT_EQ(circuit.groups[1].elements.size(), 2U);
}

TEST(Builder, GivesEveryKindItsTerminalsInOrder) {
    Circuit circuit;
    Builder build(circuit);
    build.group({.part = "g"});
    build.vccs_into("g1", "to", "in", 2e-3);
    build.vcvs("e1", "out", "p", "n", 4);
    build.switch_between("s1", "a", "b", "cp", "cn", "sw_on");
    build.bjt("q1", "c", "b", "e", "npn", 3);
    build.current("i1", "from", "to", 1e-6);
    build.behavioral_current("b1", "from", "to", "v(in)");
    const auto nets_of = [&](const std::string& name) {
        std::string text;
        for (const NetId net : circuit.find_element(name)->nets) {
            text += circuit.name_of(net) + " ";
        }
        return text;
    };
    EXPECT_EQ(nets_of("g1"), "0 to in 0 ");
    EXPECT_EQ(nets_of("e1"), "out 0 p n ");
    EXPECT_EQ(nets_of("s1"), "a b cp cn ");
    EXPECT_EQ(nets_of("q1"), "c b e ");
    EXPECT_EQ(nets_of("i1"), "from to ");
    EXPECT_EQ(nets_of("b1"), "from to ");
    EXPECT_EQ(circuit.find_element("b1")->expression, "v(in)");
    EXPECT_EQ(circuit.find_element("q1")->area, 3);
    EXPECT_EQ(circuit.find_element("nowhere"), nullptr);
}

TEST(Circuit, EveryKindHasARowThatBeginsWithItsOwnLetter) {
    const std::vector<std::pair<Kind, char>> letters = {
        {Kind::Resistor, 'r'},      {Kind::Capacitor, 'c'},   {Kind::VoltageSource, 'v'},
        {Kind::CurrentSource, 'i'}, {Kind::Vcvs, 'e'},        {Kind::Vccs, 'g'},
        {Kind::BehavioralV, 'b'},   {Kind::BehavioralI, 'b'}, {Kind::Switch, 's'},
        {Kind::Diode, 'd'},         {Kind::Bjt, 'q'},         {Kind::Instance, 'x'}};
    for (const auto& [kind, letter] : letters) {
        EXPECT_EQ(row_of(kind).kind, kind);
        EXPECT_EQ(row_of(kind).prefix, letter);
    }
}

}  // namespace
}  // namespace hopspice::circuit
