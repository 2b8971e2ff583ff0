// Topology current-mode on the bipolar transistors of a foundry's kit: their own figures, whole
// emitters, a substrate, sinks of another device, and what their collectors bear.

#include "circuit/builder.h"
#include "circuit/subcircuit_body.h"
#include "passes/current_mode.h"

#include "dialect/spice_words.h"
#include "driver/current_mode_risks.h"
#include "passes/lower.h"
#include "passes/passes.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace hopspice::passes {
namespace {

using test::target_of;
using test::value_of;

/// Per emitter; as large as what is measured of a SiGe HBT.
DeviceModel card(const std::string& name, double re, double ikf) {
    return {.name = name,
            .type = "npn",
            .parameters = {{"is", 3e-17},
                           {"nf", 1.016},
                           {"bf", 850},
                           {"vaf", 190},
                           {"ikf", ikf},
                           {"rb", 32},
                           {"re", re},
                           {"cje", 7e-15},
                           {"vje", 0.88},
                           {"cjc", 4e-15},
                           {"vjc", 0.4},
                           {"cjs", 3e-15},
                           {"xtb", -0.3},
                           {"xti", 2.7},
                           {"eg", 1.01}},
            .measured = true,
            .figures = {}};
}

KitDevice device(const std::string& name, double most_volts) {
    KitDevice kit;
    kit.name = name;
    kit.type = "npn";
    kit.ports = "cbes";
    kit.size = "nx";
    kit.whole = true;
    kit.heat = "t";
    kit.least = 1;
    kit.most_volts = most_volts;
    kit.most_amperes = 1e-3;
    return kit;
}

Target kit_target(double most_volts, const std::vector<std::string>& overrides = {}) {
    Target target = target_of("current-mode", overrides);
    target.devices["bjt"] = "hbt";
    target.devices["sink"] = "hbt";
    target.models = {card("hbt", 11, 5.5e-3), card("tall", 22, 2.7e-3)};
    target.kit.devices = {device("hbt", most_volts), device("tall", 3.5)};
    return target;
}

analog::Network built(const std::string& model, const Target& target) {
    const Spec spec = test::shipped_model(model);
    return value_of(
        run_pipeline(analog::build_network(spec, value_of(model::signal_ranges(spec))), target));
}

TEST(KitBipolars, AreSizedByTheirOwnFigures) {
    const circuit::Bipolar generic = circuit::bipolar_of(target_of("current-mode"));
    EXPECT_EQ(generic.density_scale(), 1);
    EXPECT_FALSE(generic.whole);
    const Target target = kit_target(2.5);
    const circuit::Bipolar hbt = circuit::bipolar_of(target);
    EXPECT_TRUE(hbt.known);
    EXPECT_EQ(hbt.bf, 850);
    EXPECT_EQ(hbt.emitters(0.2), 1);
    EXPECT_EQ(hbt.emitters(2.6), 3);
    // As much of V_T is lost at the density that scales with it.
    EXPECT_NEAR(hbt.compression(60e-6 * hbt.density_scale(), 300.15),
                generic.compression(60e-6, 300.15), 1e-12);
    EXPECT_EQ(circuit::bipolar_of(target, "sink").model, "hbt");
}

/// Cells that know nothing of kits: their transistors are made whole, and have a substrate.
TEST(KitBipolars, OfSharedTailsAndAmplifiersHaveSubstratesToo) {
    Target target = kit_target(2.5);
    circuit::Circuit circuit;
    circuit.kit = target.kit;
    circuit::Builder build(circuit);
    build.group({.part = "a tail"});
    build.resistor("r1", "vss_a", "0", 1);
    build.bjt("q1", "c", "b", "e", "hbt", 1.4);
    build.bjt("q2", "c", "b", "e", "npn_generic", 1.4);
    build.bjt("q3", "c", "b", "e", "hbt", 0.2, "elsewhere");
    circuit::SubcircuitBody body("amp", {"vcc", "vee"});
    body.build().bjt("q4", "vcc", "vcc", "vee", "hbt", 2.6);
    circuit.subcircuits.push_back(body.finish("an amplifier"));
    fit_kit_devices(circuit);
    const auto net = [&](const char* name) {
        return circuit.name_of(circuit.find_element(name)->nets.at(3));
    };
    EXPECT_EQ(circuit.find_element("q1")->area, 1);
    EXPECT_EQ(net("q1"), "vss_a");
    EXPECT_EQ(circuit.find_element("q2")->area, 1.4);
    EXPECT_EQ(circuit.find_element("q2")->nets.size(), 3U);
    EXPECT_EQ(circuit.find_element("q3")->area, 1);
    EXPECT_EQ(net("q3"), "elsewhere");
    const circuit::Subcircuit& amplifier = circuit.subcircuits.front();
    EXPECT_EQ(amplifier.elements.front().area, 3);
    EXPECT_EQ(amplifier.nets[amplifier.elements.front().nets.at(3).index], "vee");
}

TEST(KitBipolars, OfAnotherModelThanGummelPoonHaveNoFigures) {
    Target target = kit_target(2.5);
    target.models[0].parameters.emplace_back("level", 9);
    EXPECT_FALSE(circuit::bipolar_of(target).known);
}

TEST(KitBipolars, HaveWholeEmittersAndASubstrateEverywhere) {
    const Target target = kit_target(2.5, {"time_unit=300p"});
    for (const char* model : {"xor", "hamming-7-4"}) {
        const Lowered lowered = lower_current_mode(built(model, target), target);
        for (const circuit::Group& group : lowered.circuit.groups) {
            for (const circuit::Element& element : group.elements) {
                if (element.kind == circuit::Kind::Bjt) {
                    EXPECT_EQ(element.area, std::round(element.area)) << element.name;
                    EXPECT_GE(element.area, 1) << element.name;
                    ASSERT_EQ(element.nets.size(), 4U) << element.name;
                    EXPECT_TRUE(lowered.circuit.name_of(element.nets[3]).starts_with("vss"));
                }
            }
        }
    }
}

TEST(KitBipolars, RoundedWeightsAreMappingErrors) {
    const Target target = kit_target(2.5);
    EXPECT_EQ(built("xor", target).current_mode->rounding_error, 0);
    const analog::Network grey = built("grey-level", target);
    EXPECT_GT(grey.current_mode->rounding_error, 0.001);
    EXPECT_LT(grey.current_mode->rounding_error, 0.2);
    EXPECT_GE(grey.mapping_error, grey.current_mode->rounding_error);
}

TEST(KitBipolars, SinksMayBeOfAnotherDevice) {
    Target target = kit_target(2.5);
    target.devices["sink"] = "tall";
    const Lowered lowered = lower_current_mode(built("xor", target), target);
    EXPECT_EQ(lowered.circuit.find_element("qs_v0_t")->model, "tall");
    EXPECT_EQ(lowered.circuit.find_element("qh_bias")->model, "tall");
    EXPECT_EQ(lowered.circuit.find_element("qf_v0_p")->model, "hbt");
    EXPECT_EQ(lowered.circuit.find_element("qb_h1_0")->model, "hbt");
}

/// Emitter voltages of sinks of any current are those of the reference.
TEST(KitBipolars, EmitterResistorsMakeUpForRoundedSinks) {
    const Target target = kit_target(2.5);
    const circuit::Bipolar hbt = circuit::bipolar_of(target);
    const analog::Network network = built("xor", target);
    const Lowered lowered = lower_current_mode(network, target);
    const auto line = [&](const std::string& sink, double amperes) {
        return amperes * lowered.circuit.find_element("rs_" + sink)->value +
               hbt.junction_volts(amperes, lowered.circuit.find_element("qs_" + sink)->area,
                                  300.15);
    };
    const double bias = line("bias", kReferenceAmperes);
    EXPECT_NEAR(line("v0_t", network.current_mode->tail_amperes), bias, 1e-9);
    EXPECT_NEAR(line("v0_p_e", network.current_mode->follower_amperes), bias, 1e-9);
    EXPECT_NEAR(line("h1_0_b", network.current_mode->buffer_amperes), bias, 1e-9);
}

Verdict worst_limit(const Target& target) {
    Verdict worst = Verdict::Certain;
    for (const CheckItem& item : driver::current_mode_items(built("xor", target), target)) {
        if (item.subject == "limits") {
            worst = std::max(worst, item.verdict);
        }
    }
    return worst;
}

TEST(KitBipolars, AvalancheIsARowOfCheck) {
    const std::vector<std::string> supply = {"supply.vdd=1.6", "supply.vss=-1.6"};
    EXPECT_EQ(worst_limit(kit_target(2.5, supply)), Verdict::Certain);
    EXPECT_EQ(worst_limit(kit_target(1.6, supply)), Verdict::Impossible);
    Target measured = kit_target(2.5, supply);
    measured.models[0].parameters.emplace_back("bvceo", 1.6);
    EXPECT_EQ(worst_limit(measured), Verdict::Impossible);
}

TEST(KitBipolars, CurrentBeyondAnEmittersIsARowOfCheck) {
    Target target = kit_target(2.5, {"supply.vdd=1.6", "supply.vss=-1.6", "time_unit=300p"});
    target.kit.devices[0].most_amperes = 10e-6;
    EXPECT_EQ(worst_limit(target), Verdict::Impossible);
}

TEST(KitBipolars, TheSimulatorFindsTheirOperatingPointItsOwnWay) {
    const Target target = kit_target(2.5);
    const Lowered lowered = lower_current_mode(built("xor", target), target);
    EXPECT_TRUE(dialect::has_self_heating(lowered.circuit));
    EXPECT_EQ(dialect::options_line(1e-3, true), ".options reltol=0.001");
    const std::vector<std::string> deck = dialect::write_ngspice(lowered.circuit);
    EXPECT_EQ(std::ranges::count(deck, ".nodeset v(xqs_v0_t.t)=0"), 1);
    const Target generic = target_of("current-mode");
    const Lowered plain = lower_current_mode(built("xor", generic), generic);
    EXPECT_FALSE(dialect::has_self_heating(plain.circuit));
}

}  // namespace
}  // namespace hopspice::passes
