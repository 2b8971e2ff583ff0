// Each rewrite keeps what the circuit does; what has no rewrite is refused.

#include "dialect/legalise.h"

#include "values.h"

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "dialect/deck.h"
#include "dialect/mos_junctions.h"
#include "netlist/expression.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace hopspice::dialect {
namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

Circuit opamp_circuit() {
    Circuit circuit;
    circuit.subcircuits = {
        circuit::opamp_subcircuit(AmplifierSpec{}, circuit::OutputResistance::Series)};
    circuit::Builder build(circuit);
    build.group({.part = "amplifier"});
    build.instance("x1", {"0", "a", "b", "vcc", "vee"}, "hs_opamp");
    return circuit;
}

const Element& inner(const Circuit& circuit, const std::string& name) {
    const auto& elements = circuit.subcircuits[0].elements;
    const auto place = std::ranges::find(elements, name, &Element::name);
    if (place == elements.end()) {
        throw std::runtime_error("no " + name);
    }
    return *place;
}

TEST(AddAmmeters, AControlledSourceIsSensedByAVoltageSourceInSeries) {
    Circuit circuit = opamp_circuit();
    const std::string before = inner(circuit, "bsup").expression;
    add_ammeters(circuit);
    const auto& nets = circuit.subcircuits[0].nets;
    const Element& ammeter = inner(circuit, "vs_eout");
    const Element& follower = inner(circuit, "eout");
    // i(eout) flows from net o through the source: so does the ammeter's, from o.
    EXPECT_EQ(ammeter.kind, Kind::VoltageSource);
    EXPECT_EQ(ammeter.value, 0);
    EXPECT_EQ(nets[ammeter.nets[0].index], "o");
    EXPECT_EQ(ammeter.nets[1], follower.nets[0]);
    EXPECT_NE(nets[follower.nets[0].index], "o");
    EXPECT_EQ(before, "0.001+max(i(eout),0)");
    EXPECT_EQ(inner(circuit, "bsup").expression, "0.001+max(i(vs_eout),0)");
}

TEST(AddAmmeters, VoltageSourcesAreTheirOwnAmmeters) {
    Circuit circuit;
    circuit::Builder build(circuit);
    build.group({.part = "sensed"});
    build.voltage("vs", "a", "0", 0);
    build.behavioral_voltage("b1", "c", "i(vs)*1000");
    add_ammeters(circuit);
    EXPECT_EQ(circuit.groups[0].elements.size(), 2U);
    EXPECT_EQ(circuit.groups[0].elements[1].expression, "i(vs)*1000");
}

Circuit switch_circuit(const circuit::ModelCard& card, const std::string& far) {
    Circuit circuit;
    circuit.models = {card};
    circuit::Builder build(circuit);
    build.group({.part = "switch"});
    build.switch_between("s1", "a", far, "cp", "cn", card.name);
    return circuit;
}

/// Its resistance at a control voltage, by the current at 1 V.
double ohms(const Circuit& circuit, double control) {
    const Element& element = circuit.groups[0].elements[0];
    return 1 / value_of(element.expression, {{"a", 1.5}, {"b", 0.5}, {"cp", control}, {"cn", 0}});
}

TEST(ReplaceSwitches, TheResistancesAreThoseOfTheCard) {
    Circuit circuit = switch_circuit(circuit::switch_on_card(10), "b");
    replace_switches(circuit);
    EXPECT_TRUE(circuit.models.empty());
    EXPECT_EQ(circuit.groups[0].elements[0].kind, Kind::BehavioralI);
    EXPECT_EQ(circuit.groups[0].elements[0].nets.size(), 2U);
    // tanh is 1 within 2 exp(-2 x), x = 3 * 0.5 V/0.1 V, of ln(roff/ron)/2.
    const double relative = 2 * std::exp(-30.0) * std::log(1e11) / 2;
    EXPECT_NEAR(ohms(circuit, 1) / 10, 1, relative + 1e-12);
    EXPECT_NEAR(ohms(circuit, 0) / 1e12, 1, relative + 1e-12);
    EXPECT_NEAR(ohms(circuit, 0.5) / std::sqrt(10 * 1e12), 1, 1e-9);
    // At the thresholds tanh 3 = 0.99505.
    EXPECT_NEAR(std::log(ohms(circuit, 0.6)), std::log(10), 3e-3 * std::log(1e11));
    EXPECT_NEAR(std::log(ohms(circuit, 0.4)), std::log(1e12), 3e-3 * std::log(1e11));
}

TEST(ReplaceSwitches, NegativeThresholdsAndGroundAreFine) {
    Circuit circuit = switch_circuit(circuit::switch_off_card(40), "0");
    replace_switches(circuit);
    EXPECT_NEAR(
        value_of(circuit.groups[0].elements[0].expression, {{"a", 1}, {"cp", 0}, {"cn", 0}}),
        1.0 / 40, 1e-9);
    EXPECT_NEAR(
        value_of(circuit.groups[0].elements[0].expression, {{"a", 1}, {"cp", 0}, {"cn", 1}}), 1e-12,
        1e-18);
}

TEST(ReplaceMinMax, TheValueIsTheSame) {
    const std::string before = "0.05*(max(v(p)-v(q)+0.1,0)+min(v(p)-max(v(q),v(r)),0.3))";
    Circuit circuit;
    circuit::Builder build(circuit);
    build.group({.part = "clamp"});
    build.behavioral_current("b1", "p", "0", before);
    replace_min_max(circuit);
    const std::string after = circuit.groups[0].elements[0].expression;
    EXPECT_EQ(after.find("max"), std::string::npos) << after;
    EXPECT_EQ(after.find("min"), std::string::npos) << after;
    for (const double p : {-2.0, -0.1, 0.0, 0.05, 0.4, 3.0}) {
        for (const double q : {-1.0, 0.2, 0.5}) {
            const std::map<std::string, double> at = {{"p", p}, {"q", q}, {"r", 0.25}};
            EXPECT_NEAR(value_of(after, at), value_of(before, at), 1e-15) << p << " " << q;
        }
    }
}

TEST(LimitSwitchRatio, LowersTheOffResistanceWhereTheRatioIsTooLarge) {
    Circuit circuit;
    circuit.models = {{"ideal", "sw", {{"vt", 0.5}, {"ron", 0.01}, {"roff", 1e12}}},
                      circuit::switch_on_card(10)};
    limit_switch_ratio(circuit, 1e12);
    EXPECT_DOUBLE_EQ(circuit.models[0].parameters[2].second, 1e9);
    EXPECT_EQ(circuit.models[1].parameters, circuit::switch_on_card(10).parameters);
}

const circuit::MosSize kSize{.width = 2e-6, .length = 1e-6, .multiple = 3};

/// An NMOS device between d, g, s and b, and the same as PMOS.
Circuit mos_circuit(std::vector<std::pair<std::string, double>> parameters) {
    Circuit circuit;
    circuit.models = {{"n", "nmos", parameters}, {"p", "pmos", std::move(parameters)}};
    circuit::Builder build(circuit);
    build.group({.part = "devices"});
    build.mosfet("mn", "d", "g", "s", "b", "n", kSize);
    build.mosfet("mp", "d", "g", "s", "b", "p", kSize);
    return circuit;
}

/// `name anode cathode model` of every diode.
std::vector<std::string> diodes(const Circuit& circuit) {
    std::vector<std::string> found;
    for (const Element& element : circuit.groups[0].elements) {
        if (element.kind == Kind::Diode) {
            found.push_back(element.name + " " + circuit.name_of(element.nets[0]) + " " +
                            circuit.name_of(element.nets[1]) + " " + element.model);
        }
    }
    return found;
}

const circuit::ModelCard& card_named(const Circuit& circuit, const std::string& name) {
    const auto place = std::ranges::find(circuit.models, name, &circuit::ModelCard::name);
    if (place == circuit.models.end()) {
        throw std::runtime_error("no " + name);
    }
    return *place;
}

using Names = std::vector<std::string>;

TEST(AddJunctionDiodes, EveryJunctionLiesInReverseBesideItsDevice) {
    Circuit circuit = mos_circuit({{"level", 1}, {"cj", 1e-3}, {"cjsw", 2e-10}});
    add_junction_diodes(circuit);
    EXPECT_EQ(diodes(circuit), (Names{"dmn_ad b d n_cj", "dmn_pd b d n_cjsw", "dmn_as b s n_cj",
                                      "dmn_ps b s n_cjsw", "dmp_ad d b p_cj", "dmp_pd d b p_cjsw",
                                      "dmp_as s b p_cj", "dmp_ps s b p_cjsw"}));
    // 3 devices of 2 um beside contacts of 2.5 um.
    EXPECT_NEAR(circuit.find_element("dmn_ad")->area, 3 * 2e-6 * 2.5e-6, 1e-24);
    EXPECT_NEAR(circuit.find_element("dmp_ps")->area, 3 * 2 * (2e-6 + 2.5e-6), 1e-18);
    EXPECT_EQ(circuit.models.size(), 6U);
}

TEST(AddJunctionDiodes, TheCardsAreTheJunctionsOfTheMosCard) {
    Circuit circuit = mos_circuit({{"cj", 1e-3},
                                   {"mj", 0.4},
                                   {"cjsw", 2e-10},
                                   {"mjsw", 0.3},
                                   {"pb", 0.7},
                                   {"fc", 0.6},
                                   {"kp", 1e-4}});
    add_junction_diodes(circuit);
    const std::map<std::string, std::vector<double>> expected = {
        {"n_cj", {1e-3, 0.7, 0.4, 0.6}}, {"n_cjsw", {2e-10, 0.7, 0.3, 0.6}}};
    for (const auto& [name, values] : expected) {
        const circuit::ModelCard& card = card_named(circuit, name);
        EXPECT_EQ(card.type, "d");
        std::map<std::string, double> found(card.parameters.begin(), card.parameters.end());
        EXPECT_EQ((std::vector{found["cjo"], found["vj"], found["m"], found["fc"]}), values);
        // Largest current of a diode with an edge of 1 mm, against IS of SPICE.
        EXPECT_LT(found["is"] * 1e-3, 1e-4 * 1e-14);
    }
    Names left;
    for (const auto& [name, value] : card_named(circuit, "n").parameters) {
        left.push_back(name);
    }
    EXPECT_EQ(left, (Names{"mj", "mjsw", "pb", "fc", "kp"}));
}

/// PB, MJ and MJSW that a card does not say: SPICE's are not a diode's (1 V, 0.5).
TEST(AddJunctionDiodes, WhatTheCardLeavesOutIsWhatSpiceTakes) {
    for (const auto& [level, sidewall] : std::map<double, double>{{1, 0.5}, {2, 0.33}, {3, 0.33}}) {
        Circuit circuit = mos_circuit({{"level", level}, {"cj", 1e-3}, {"cjsw", 2e-10}});
        add_junction_diodes(circuit);
        std::map<std::string, double> found(card_named(circuit, "p_cjsw").parameters.begin(),
                                            card_named(circuit, "p_cjsw").parameters.end());
        EXPECT_EQ(found["vj"], 0.8);
        EXPECT_EQ(found["m"], sidewall);
    }
}

TEST(AddJunctionDiodes, OnlyWhereThereIsACapacitanceThatTheMosfetHasNot) {
    Circuit plain = mos_circuit({{"kp", 1e-4}});
    add_junction_diodes(plain);
    EXPECT_EQ(diodes(plain), Names{});
    EXPECT_EQ(plain.models.size(), 2U);

    Circuit total = mos_circuit({{"cj", 1e-3}, {"cbd", 1e-14}, {"cjsw", 2e-10}});
    total.groups[0].elements.pop_back();
    total.groups[0].elements[0].nets[3] = total.groups[0].elements[0].nets[2];
    add_junction_diodes(total);
    EXPECT_EQ(diodes(total), Names{"dmn_pd s d n_cjsw"})
        << "CBD replaces CJ, the source is the bulk";
    EXPECT_EQ(total.models.size(), 3U);
}

std::string refusal(const Circuit& circuit, Dialect dialect) {
    const auto legal = legalise(circuit, row_of(dialect));
    return legal ? "" : test::words_of(legal.error());
}

TEST(Legalise, WhatADialectCannotSayIsRefusedByName) {
    Circuit circuit;
    circuit.subcircuits = {circuit::multiplier_subcircuit(AmplifierSpec{})};
    const std::string words = refusal(circuit, Dialect::Gnucap);
    EXPECT_NE(words.find("HS-E310"), std::string::npos) << words;
    EXPECT_NE(words.find("gnucap"), std::string::npos) << words;
    EXPECT_NE(words.find("hs_multiplier.bgm"), std::string::npos) << words;
    EXPECT_EQ(refusal(circuit, Dialect::Ngspice), "");
}

TEST(Legalise, JunctionsOfUnknownFormAreRefusedWhereAMosfetHasNone) {
    Circuit circuit = mos_circuit({{"level", 8}, {"cj", 1e-3}});
    std::string words = refusal(circuit, Dialect::Gnucap);
    EXPECT_NE(words.find("HS-E310"), std::string::npos) << words;
    EXPECT_NE(words.find("level 8"), std::string::npos) << words;
    EXPECT_EQ(refusal(circuit, Dialect::Ngspice), "");

    circuit.models.clear();
    circuit.includes = {{"mine.lib", ""}};
    words = refusal(circuit, Dialect::Gnucap);
    EXPECT_NE(words.find("those of n stand in a file"), std::string::npos) << words;
    EXPECT_EQ(refusal(mos_circuit({{"level", 3}}), Dialect::Gnucap), "");
}

TEST(SenseByResistors, ACurrentIsTheVoltageAcrossTheOneResistorItFlowsThrough) {
    Circuit circuit = opamp_circuit();
    sense_by_resistors(circuit);
    // From o through the source: against what flows from o to out.
    const std::map<std::string, double> volts = {{"o", 1.0}, {"out", 0.4}};
    const double amperes = (1.0 - 0.4) / AmplifierSpec{}.rout;
    const double quiet = AmplifierSpec{}.iq;
    // What is sourced comes through eout from the rail itself, what is sunk through bsup.
    EXPECT_NEAR(value_of(inner(circuit, "bsup").expression, volts), quiet, 1e-15);
    const std::map<std::string, double> sunk = {{"o", 0.4}, {"out", 1.0}};
    EXPECT_NEAR(value_of(inner(circuit, "bsup").expression, sunk), quiet + amperes, 1e-15);
}

TEST(SenseByResistors, AMilliohmStandsWhereThereIsNoSuchResistor) {
    Circuit circuit;
    circuit.subcircuits = {
        circuit::opamp_subcircuit(AmplifierSpec{}, circuit::OutputResistance::None)};
    sense_by_resistors(circuit);
    EXPECT_EQ(inner(circuit, "rs_eout").value, 1e-3);
    const std::map<std::string, double> volts = {{"eout_i", 1.0}, {"out", 1.0 + 2e-6}};
    EXPECT_NEAR(value_of(inner(circuit, "bsup").expression, volts), AmplifierSpec{}.iq + 2e-3,
                1e-9);
}

/// What else takes its current stands outside of the subcircuit.
TEST(SenseByResistors, TheOnlyResistorAtAPortIsNotAllThatIsFed) {
    Circuit circuit;
    circuit.subcircuits = {
        circuit::opamp_subcircuit(AmplifierSpec{}, circuit::OutputResistance::None)};
    circuit::Subcircuit& body = circuit.subcircuits[0];
    circuit::Element load;
    load.name = "rload";
    load.value = 1000;
    load.nets = {inner(circuit, "eout").nets[0], circuit::kGround};
    body.elements.push_back(load);
    sense_by_resistors(circuit);
    EXPECT_EQ(inner(circuit, "rs_eout").value, 1e-3);
}

TEST(SplitSums, ATermIsASourceOfItsOwn) {
    const Circuit legal = test::value_of(legalise(opamp_circuit(), row_of(Dialect::Gnucap)));
    EXPECT_EQ(inner(legal, "ibsup_2").value, AmplifierSpec{}.iq);
    EXPECT_EQ(inner(legal, "ibsup_2").kind, Kind::CurrentSource);
    EXPECT_NE(inner(legal, "bclamp_1").expression.find("max"), std::string::npos);
    EXPECT_NE(inner(legal, "bclamp_2").expression.find("min"), std::string::npos);
}

TEST(Legalise, SectionsOfLibrariesAreRefusedWhereThereAreNone) {
    Circuit circuit;
    circuit.includes = {{"pdk.lib", "tt"}};
    for (const Dialect dialect : {Dialect::Ltspice, Dialect::Pspice, Dialect::Spice3}) {
        const std::string words = refusal(circuit, dialect);
        EXPECT_NE(words.find("pdk.lib"), std::string::npos) << words;
        EXPECT_NE(words.find("tt"), std::string::npos) << words;
    }
    for (const Dialect dialect : {Dialect::Ngspice, Dialect::Hspice, Dialect::Xyce}) {
        EXPECT_EQ(refusal(circuit, dialect), "");
    }
    circuit.includes[0].section.clear();
    EXPECT_EQ(refusal(circuit, Dialect::Ltspice), "");
}

TEST(Legalise, NgspiceIsLeftAsItIs) {
    const Circuit circuit = opamp_circuit();
    const Circuit legal = test::value_of(legalise(circuit, row_of(Dialect::Ngspice)));
    EXPECT_EQ(write_ngspice(legal), write_ngspice(circuit));
}

}  // namespace
}  // namespace hopspice::dialect
