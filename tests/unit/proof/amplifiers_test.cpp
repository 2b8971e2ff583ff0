// Amplifiers that are not the macromodel, read as if they were.

#include "proof/amplifiers.h"

#include "circuit/parts.h"
#include "netlist/flatten.h"
#include "netlist/reader.h"
#include "netlists.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

using test::joined;
using test::target_of;
using test::value_of;

Target users_target() {
    Target target = target_of("opamp-1G");
    target.amplifier.subckt = "OPA99";
    target.amplifier.pins = {AmplifierPin::InMinus, AmplifierPin::InPlus, AmplifierPin::Open,
                             AmplifierPin::Vss,     AmplifierPin::Out,    AmplifierPin::Vdd,
                             AmplifierPin::Ground};
    return target;
}

std::vector<std::string> nets_of(const circuit::Circuit& circuit, const std::string& name) {
    std::vector<std::string> nets;
    for (const circuit::NetId net : circuit.find_element(name)->nets) {
        nets.push_back(circuit.name_of(net));
    }
    return nets;
}

const std::vector<std::string> kWanted = {"p", "n", "o", "vdd", "vss"};

TEST(Amplifiers, TheUsersOwnIsReadByItsPins) {
    const auto read =
        value_of(netlist::read_deck("* t\n* a\nx1 n p open_1 vss o vdd 0 opa99\nr1 n o 1\n"))
            .circuit;
    const circuit::Circuit circuit = substitute_amplifiers(read, users_target());
    EXPECT_EQ(circuit.find_element("x1")->model, "hs_opamp");
    EXPECT_EQ(nets_of(circuit, "x1"), kWanted);
    EXPECT_NE(circuit.find_subcircuit("hs_opamp"), nullptr);
    EXPECT_FALSE(netlist::FlatCircuit(circuit).elements().empty());
}

TEST(Amplifiers, ABodyOfTransistorsIsReadByItsPortNames) {
    const auto read =
        value_of(
            netlist::read_deck(
                "* t\n* amplifier\n.subckt hs_opamp_2 vee inn inp ibias out vcc\nm1 out inp inn "
                "vee n_generic w=1e-06 l=1e-06\n.ends\n* a\nx1 vss n p bias o vdd hs_opamp_2\n"))
            .circuit;
    const circuit::Circuit circuit = substitute_amplifiers(read, target_of("opamp-1G"));
    EXPECT_EQ(nets_of(circuit, "x1"), kWanted);
    EXPECT_EQ(circuit.find_subcircuit("hs_opamp_2"), nullptr);
    EXPECT_EQ(circuit.find_subcircuit("hs_opamp")->elements.size(),
              circuit::opamp_subcircuit(target_of("opamp-1G").amplifier,
                                        circuit::OutputResistance::Series)
                  .elements.size());
}

TEST(Amplifiers, OurMacromodelAndEverythingElseStayAsTheyAre) {
    const auto read =
        value_of(netlist::read_deck("* t\n* m\n.subckt hs_opamp inp inn out vcc vee\nr1 inp "
                                    "inn 7\n.ends\n* a\nx1 p n o vdd vss hs_opamp\nx2 a b "
                                    "other\n"))
            .circuit;
    const circuit::Circuit circuit = substitute_amplifiers(read, users_target());
    EXPECT_EQ(nets_of(circuit, "x1"), kWanted);
    EXPECT_EQ(circuit.find_subcircuit("hs_opamp")->elements.at(0).value, 7);
    EXPECT_EQ(circuit.find_element("x2")->model, "other");
}

TEST(Amplifiers, AnInstanceWithTooFewNetsIsNotReadAsAnything) {
    const auto read = value_of(netlist::read_deck("* t\n* a\nx1 n p open_1 OPA99\n")).circuit;
    const circuit::Circuit circuit = substitute_amplifiers(read, users_target());
    EXPECT_EQ(circuit.find_element("x1")->model, "OPA99");
    EXPECT_TRUE(netlist::FlatCircuit(circuit).elements().empty());
}

TEST(Amplifiers, ANetlistWithForeignAmplifiersIsProvenLikeOneWithOurs) {
    const Spec spec = hopspice::test::shipped_model("xor");
    Target target = target_of("opamp-1G", {"time_unit=auto:30"});
    const auto prepared = value_of(driver::prepare(spec, target, spec.queries));
    const std::string text = joined(dialect::write_ngspice(prepared.lowered.circuit));
    const auto ours = value_of(
        test::read_text_back(text, spec, prepared.network, prepared.lowered.layout, target));
    // The same instances with another name, another order of nets and no body.
    std::vector<std::string> lines;
    for (std::string line : dialect::write_ngspice(prepared.lowered.circuit)) {
        test::Words words = test::words_of_line(line);
        if (words.back() == "hs_opamp") {
            line = test::line_of({words[0], words[2], words[1], "open_" + words[0], words[5],
                                  words[3], words[4], "0", "opa99"});
        }
        lines.push_back(line);
    }
    target.amplifier.subckt = users_target().amplifier.subckt;
    target.amplifier.pins = users_target().amplifier.pins;
    const auto theirs = value_of(test::read_text_back(joined(lines), spec, prepared.network,
                                                      prepared.lowered.layout, target));
    EXPECT_EQ(theirs.weight_error, ours.weight_error);
    EXPECT_EQ(theirs.bias_error, ours.bias_error);
    EXPECT_EQ(theirs.tau_error, ours.tau_error);
    EXPECT_EQ(theirs.gain_error, ours.gain_error);
    // Inputs exchanged: the loops are not what they should be.
    std::swap(target.amplifier.pins[3], target.amplifier.pins[5]);
    std::swap(target.amplifier.pins[0], target.amplifier.pins[4]);
    const auto wrong = test::read_text_back(joined(lines), spec, prepared.network,
                                            prepared.lowered.layout, target);
    EXPECT_TRUE(!wrong || verify_read_back(*wrong, prepared.network, target).has_errors());
}

}  // namespace
}  // namespace hopspice::proof
