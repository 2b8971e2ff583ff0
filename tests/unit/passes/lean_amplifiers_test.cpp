// Which amplifiers lose their clamps, who adds up what they draw, and where the rewrite keeps away.

#include "networks.h"
#include "passes/lower.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace hopspice::passes {
namespace {

Lowered lowered(const std::string& model, const Target& target) {
    const Spec spec = test::shipped_model(model);
    return test::value_of(lower(test::finished_network(spec, target), target));
}

std::optional<LeanCircuit> lean(const std::string& model, const Target& target) {
    const Lowered whole = lowered(model, target);
    return without_supply_bookkeeping(whole.circuit, whole.layout, target);
}

std::map<std::string, std::string> bodies_of(const circuit::Circuit& circuit) {
    std::map<std::string, std::string> bodies;
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            if (element.kind == circuit::Kind::Instance) {
                bodies[element.name] = element.model;
            }
        }
    }
    return bodies;
}

TEST(LeanAmplifiers, KeepTheirClampsBesideJunctions) {
    const auto circuit = lean("xor", test::target_of("opamp-1G"));
    ASSERT_TRUE(circuit);
    const auto bodies = bodies_of(circuit->circuit);
    EXPECT_EQ(bodies.at("xv0"), "hs_opamp_unclamped");
    EXPECT_EQ(bodies.at("xh1_2"), "hs_opamp_unclamped");
    EXPECT_EQ(bodies.at("xt_h1_2_f"), "hs_opamp") << "collects a transistor's current";
    EXPECT_EQ(bodies.at("xt1"), "hs_opamp") << "drives a transistor";
    const auto unclamped = std::ranges::count_if(
        bodies, [](const auto& body) { return body.second == "hs_opamp_unclamped"; });
    EXPECT_EQ(circuit->swings.size(), static_cast<std::size_t>(unclamped));
    const OutputSwing& swing = circuit->swings.front();
    EXPECT_EQ(swing.source, "e.x" + swing.net + ".eout");
    EXPECT_EQ(swing.ohms, 100);
    EXPECT_DOUBLE_EQ(swing.low, -2.4);
    EXPECT_DOUBLE_EQ(swing.high, 2.4);
}

TEST(LeanAmplifiers, KeepTheirClampsWhereACircuitMultiplies) {
    const auto circuit = lean("spherical", test::target_of("opamp-1G"));
    ASSERT_TRUE(circuit);
    EXPECT_TRUE(circuit->swings.empty());
    EXPECT_EQ(circuit->circuit.find_subcircuit("hs_opamp_unclamped"), nullptr);
    EXPECT_FALSE(circuit->draws.empty());
}

TEST(LeanAmplifiers, DrawFromTheDomainTheyAreIn) {
    const Target target = test::target_of("opamp-1G");
    const auto circuit = lean("xor", target);
    ASSERT_TRUE(circuit);
    ASSERT_EQ(circuit->draws.size(), 3U);
    std::set<std::string> currents;
    for (const SupplyDraw& draw : circuit->draws) {
        const std::string domain = draw.from.substr(draw.from.size() - 1);
        EXPECT_EQ(draw.from, "vi_vdd_" + domain);
        EXPECT_EQ(draw.to, "vi_vss_" + domain);
        const auto count = static_cast<double>(draw.currents.size());
        EXPECT_NEAR(draw.idle_amperes, count * target.amplifier.iq, 1e-12);
        currents.insert(draw.currents.begin(), draw.currents.end());
    }
    EXPECT_EQ(currents.size(), bodies_of(circuit->circuit).size()) << "every amplifier, once";
}

TEST(LeanAmplifiers, AreTheOnlyThingThatChanges) {
    for (const std::string model : {"xor", "hamming-7-4", "two-block", "spherical"}) {
        SCOPED_TRACE(model);
        const Target target = test::target_of("opamp-1G");
        const Lowered whole = lowered(model, target);
        const auto circuit =
            without_supply_bookkeeping(whole.circuit, whole.layout, target)->circuit;
        EXPECT_EQ(circuit.nets, whole.circuit.nets);
        ASSERT_EQ(circuit.groups.size(), whole.circuit.groups.size());
        for (std::size_t group = 0; group < circuit.groups.size(); ++group) {
            const auto& changed = circuit.groups[group].elements;
            const auto& elements = whole.circuit.groups[group].elements;
            ASSERT_EQ(changed.size(), elements.size());
            for (std::size_t k = 0; k < elements.size(); ++k) {
                EXPECT_EQ(changed[k].name, elements[k].name);
                EXPECT_EQ(changed[k].nets, elements[k].nets);
                EXPECT_EQ(changed[k].value, elements[k].value);
                const bool amplifier = elements[k].model == "hs_opamp";
                EXPECT_TRUE(changed[k].model == elements[k].model || amplifier);
            }
        }
        EXPECT_TRUE(verify_circuit(circuit).empty());
    }
}

TEST(LeanAmplifiers, AreMacromodelsOnly) {
    for (const std::string target : {"behavioral", "cmos", "bjt"}) {
        EXPECT_FALSE(lean("xor", test::target_of(target))) << target;
    }
    Target users = test::target_of("opamp-1G");
    const Lowered whole = lowered("xor", users);
    users.amplifier.subckt = "lm741";
    EXPECT_FALSE(without_supply_bookkeeping(whole.circuit, whole.layout, users));
}

}  // namespace
}  // namespace hopspice::passes
