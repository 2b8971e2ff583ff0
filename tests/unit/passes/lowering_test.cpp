// The circuit that comes out: names, comments, switches, inputs, wires and inverters.

#include "cells/values.h"
#include "circuit/parts.h"
#include "networks.h"
#include "passes/lower.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::passes {
namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

struct Built {
    analog::Network network;
    Lowered lowered;
};

Built built(const Spec& spec, const Target& target) {
    analog::Network network = test::finished_network(spec, target);
    Lowered lowered = test::value_of(lower(network, target));
    return {std::move(network), std::move(lowered)};
}

std::vector<Element> elements_of(const Circuit& circuit) {
    std::vector<Element> all;
    for (const circuit::Group& group : circuit.groups) {
        all.insert(all.end(), group.elements.begin(), group.elements.end());
    }
    return all;
}

std::size_t cells(const analog::Network& network) {
    std::size_t count = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        count += crossbar.siemens.values.size() -
                 static_cast<std::size_t>(std::ranges::count(crossbar.siemens.values, 0.0));
    }
    return count;
}

std::size_t amplifiers(const Circuit& circuit) {
    return circuit::count_elements(circuit).at("amplifiers");
}

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, NamesAreUniqueWhateverTheLevel) {
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const auto [network, lowered] =
            built(test::shipped_model(GetParam()), test::target_of(target));
        std::set<std::string> names;
        for (const Element& element : elements_of(lowered.circuit)) {
            EXPECT_TRUE(names.insert(element.name).second) << element.name;
        }
        EXPECT_TRUE(circuit::verify_circuit(lowered.circuit).empty());
    }
}

TEST_P(EveryModel, EveryGroupSaysWhatItBelongsTo) {
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const Spec spec = test::shipped_model(GetParam());
        const auto [network, lowered] = built(spec, test::target_of(target));
        std::set<std::string> comments;
        for (const circuit::Group& group : lowered.circuit.groups) {
            comments.insert(circuit::comment_of(group.origin));
            EXPECT_FALSE(group.origin.part.empty());
        }
        const std::string block = "hidden " + spec.hidden[0].name;
        EXPECT_TRUE(comments.contains(block + "[0]: crossbar from visible"));
        EXPECT_TRUE(comments.contains("visible[1]: crossbar from " + block));
    }
}

TEST_P(EveryModel, NothingInTheTextForcesAnInitialCondition) {
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const auto [network, lowered] =
            built(test::shipped_model(GetParam()), test::target_of(target));
        for (const std::string& line : dialect::write_ngspice(lowered.circuit)) {
            EXPECT_FALSE(line.starts_with(".ic")) << line;
            EXPECT_FALSE(line.starts_with(".nodeset")) << line;
            EXPECT_EQ(line.find(" ic="), std::string::npos) << line;
        }
    }
}

TEST_P(EveryModel, EveryNonZeroWeightIsOneResistor) {
    const auto [network, lowered] =
        built(test::shipped_model(GetParam()), test::target_of("opamp-1G"));
    EXPECT_EQ(test::count_prefix(lowered.circuit, "rw_"), cells(network));
}

TEST_P(EveryModel, InvertersStandOnlyWhereAWeightNeedsThem) {
    const auto [network, lowered] =
        built(test::shipped_model(GetParam()), test::target_of("opamp-1G"));
    std::size_t inverters = 0;
    for (std::size_t bank = 0; bank < lowered.layout.banks.size(); ++bank) {
        for (std::size_t k = 0; k < lowered.layout.banks[bank].size(); ++k) {
            for (const Line& line : lowered.layout.banks[bank][k].lines) {
                const auto polarity = line.volts_per_unit > 0 ? analog::Polarity::Positive
                                                              : analog::Polarity::Negative;
                EXPECT_EQ(line.siemens, cells::line_siemens(network, bank, k, polarity));
                if (!line.native) {
                    ++inverters;
                    EXPECT_GT(line.siemens, 0) << line.net << " drives nothing";
                }
            }
        }
    }
    std::size_t built_inverters = 0;
    for (const Element& element : elements_of(lowered.circuit)) {
        built_inverters += element.name.starts_with("r2_") && element.name.ends_with("_inv");
    }
    EXPECT_EQ(built_inverters, inverters);
}

INSTANTIATE_TEST_SUITE_P(Shipped, EveryModel, testing::ValuesIn(test::shipped_models()));

TEST(Lowering, BiasesAreGroupsOfTheirOwn) {
    const auto [network, lowered] =
        built(test::shipped_model("hamming-7-4"), test::target_of("opamp-1G"));
    EXPECT_TRUE(std::ranges::any_of(lowered.circuit.groups, [](const circuit::Group& group) {
        return circuit::comment_of(group.origin) == "hidden codewords[3]: bias" &&
               group.elements.size() == 1;
    }));
}

TEST(Lowering, XorNeedsTwelveOpampsAndSevenTransistors) {
    // Three visible and four hidden integrators, a transimpedance amplifier per softmax neuron and
    // one for the tail's reference. No inverter: all weights are positive, visible integrators give
    // -v, which is what a hidden integrator that inverts wants. A circuit that replaces the two
    // clamped integrators by sources and the reference by a mirror has 9 + 1 inverter.
    const auto [network, lowered] = built(test::shipped_model("xor"), test::target_of("opamp-1G"));
    const auto counts = circuit::count_elements(lowered.circuit);
    EXPECT_EQ(counts.at("amplifiers"), 3U + 4U + 4U + 1U);
    EXPECT_EQ(counts.at("transistors"), 4U + 3U);  // a tail, its reference, their follower
}

TEST(Lowering, SoftmaxModelsNeedNoInverterInOffsetModeUnlessAHiddenWeightIsNegative) {
    const auto [network, lowered] =
        built(test::shipped_model("hamming-7-4"), test::target_of("opamp-1G"));
    EXPECT_EQ(amplifiers(lowered.circuit), 7U + 16U + 16U + 1U);
    EXPECT_EQ(test::count_prefix(lowered.circuit, "r1_v"), 0U);
    const auto [signed_network, grey] =
        built(test::shipped_model("grey-level"), test::target_of("opamp-1G"));
    EXPECT_EQ(test::count_prefix(grey.circuit, "r1_h"), 0U)
        << "no negative weight behind the softmax";
    EXPECT_EQ(test::count_prefix(grey.circuit, "r1_v"), 12U)
        << "each pixel has weights of both signs";
}

TEST(Lowering, WireResistanceAddsASegmentOfRowAndColumnPerCell) {
    const Spec spec = test::shipped_model("xor");
    const auto plain = built(spec, test::target_of("opamp-1G"));
    const auto wired = built(spec, test::target_of("opamp-1G", {"conductance.wire_resistance=2"}));
    const std::size_t count = cells(plain.network);
    EXPECT_EQ(circuit::count_elements(wired.lowered.circuit).at("resistors"),
              circuit::count_elements(plain.lowered.circuit).at("resistors") + 2 * count);
    std::size_t wires = 0;
    for (const Element& element : elements_of(wired.lowered.circuit)) {
        wires += element.kind == Kind::Resistor && element.value == 2;
    }
    EXPECT_EQ(wires, 2 * count);
}

TEST(Lowering, HiddenStatesGivenInNumbersGetSwitches) {
    Spec spec = hopspice::test::make_xor(10);
    for (const char* name : {"behavioral", "opamp-1G"}) {
        const Target target = test::target_of(name);
        const auto without = built(spec, target);
        EXPECT_TRUE(without.lowered.layout.banks[1][2].input_source.empty());
        Spec with_numbers = spec;
        with_numbers.hidden[0].initial = {{0.1, 0.2, -0.3, 0}};
        const auto with = built(with_numbers, target);
        const auto switches = [](const Built& b) {
            return circuit::count_elements(b.lowered.circuit).at("switches");
        };
        // As many more as the visible neurons have each.
        EXPECT_EQ(switches(with), switches(without) / 3 * (3 + 4)) << name;
        const NeuronLayout& neuron = with.lowered.layout.banks[1][2];
        const Element* source = with.lowered.circuit.find_element(neuron.input_source);
        ASSERT_NE(source, nullptr);
        const double volts = neuron.input_volts_per_unit * (-0.3 - neuron.state.shift);
        EXPECT_NEAR(source->pwl.back(), volts, 1e-12) << name;
    }
}

TEST(Lowering, QueriesPresentedAsBiasGetOneInputPerVisibleNeuron) {
    Spec spec = test::shipped_model("grey-level");
    spec.inference.present = Present::Bias;
    for (const char* name : {"behavioral", "opamp-1G"}) {
        const auto [network, lowered] = built(spec, test::target_of(name));
        EXPECT_EQ(test::count_prefix(lowered.circuit, "vbias_"), 12U) << name;
        for (const NeuronLayout& neuron : lowered.layout.banks[0]) {
            EXPECT_NE(lowered.circuit.find_element(neuron.bias_source), nullptr);
        }
        const auto plain = built(test::shipped_model("grey-level"), test::target_of(name));
        EXPECT_EQ(test::count_prefix(plain.lowered.circuit, "vbias_"), 0U);
    }
}

TEST(Lowering, OffsetsAreDrawnPerAmplifierFromTheSeed) {
    const Spec spec = test::shipped_model("xor");
    const auto plain = built(spec, test::target_of("opamp-1G"));
    EXPECT_EQ(test::count_prefix(plain.lowered.circuit, "vos_"), 0U);
    const auto offset = built(spec, test::target_of("opamp-1G", {"amplifier.offset_sigma=1m"}));
    EXPECT_EQ(test::count_prefix(offset.lowered.circuit, "vos_"),
              amplifiers(offset.lowered.circuit));
    std::set<double> values;
    for (const Element& element : elements_of(offset.lowered.circuit)) {
        if (element.name.starts_with("vos_")) {
            values.insert(element.value);
            EXPECT_LT(std::abs(element.value), 5e-3);
        }
    }
    EXPECT_EQ(values.size(), amplifiers(offset.lowered.circuit));
}

/// One relu neuron that drives so many visible ones.
Spec driver_of(std::size_t neurons) {
    const Matrix weights{1, neurons, std::vector<double>(neurons, 0.5)};
    return hopspice::test::make_spec(
        "large", hopspice::test::make_block("block", {.type = FunctionType::Relu}, weights));
}

TEST(Lowering, ALineOfManyCellsIsDrivenByAsManyOutputStagesAsLeaveThemThreeQuarters) {
    for (const std::size_t neurons : {8U, 100U, 1100U}) {
        const Target target = test::target_of("opamp-1G");
        const auto [network, lowered] = built(driver_of(neurons), target);
        const double siemens = cells::line_siemens(network, 1, 0, analog::Polarity::Positive) +
                               cells::line_siemens(network, 1, 0, analog::Polarity::Negative);
        const int stages = network.banks[1].line_drive;
        EXPECT_LE(target.amplifier.rout / stages * siemens, 0.25) << neurons;
        EXPECT_TRUE(stages == 1 || target.amplifier.rout / stages * siemens > 0.125) << neurons;
        const std::string body = lowered.circuit.find_element("xr_h1_0_f")->model;
        EXPECT_EQ(body, circuit::driven_name("hs_opamp", stages)) << "through a diode";
        const circuit::Subcircuit* built = lowered.circuit.find_subcircuit(body);
        ASSERT_NE(built, nullptr);
        const auto rout = std::ranges::find(built->elements, "rout", &Element::name);
        ASSERT_NE(rout, built->elements.end());
        EXPECT_DOUBLE_EQ(rout->value, target.amplifier.rout / stages);
        const auto supply = std::ranges::find(built->elements, "bsup", &Element::name);
        EXPECT_TRUE(
            supply->expression.starts_with(fmt::format("{}+", target.amplifier.iq * stages)))
            << supply->expression;
        EXPECT_EQ(lowered.circuit.find_element("xv0")->model, "hs_opamp");
    }
}

TEST(Lowering, AUsersAmplifierHasTheOutputStageItHas) {
    Target target = test::target_of("opamp-1G");
    target.amplifier.subckt = "theirs";
    analog::Network network = built(driver_of(1100), test::target_of("opamp-1G")).network;
    network.banks[1].line_drive = 1;
    size_drivers(network, target);
    EXPECT_EQ(network.banks[1].line_drive, 1);
}

/// The current that an amplifier of transistors was sized for, in units of the smallest one's.
int drive_of(const Circuit& circuit, const std::string& amplifier) {
    const std::string model = circuit.find_element(amplifier)->model;
    return 1 << std::stoi(model.substr(std::string("hs_opamp_").size()));
}

TEST(Lowering, ARectifiersAmplifierIsSizedForTheLineBehindItsDiode) {
    // Cells of 50 uS into eight neurons and a resistor of 4 kohm: 650 uA at 1 V, of 250 uA each.
    const Matrix weights{1, 8, std::vector<double>(8, 0.5)};
    const Spec spec = hopspice::test::make_spec(
        "heavy", hopspice::test::make_block("block", {.type = FunctionType::Relu}, weights));
    const auto [network, lowered] = built(spec, test::target_of("cmos"));
    const double siemens = cells::line_siemens(network, 1, 0, analog::Polarity::Negative);
    const double positive = cells::line_siemens(network, 1, 0, analog::Polarity::Positive);
    const double amperes = 1 / cells::kRectifierOhms + siemens + positive;
    EXPECT_GE(drive_of(lowered.circuit, "xr_h1_0_f") * 250e-6, amperes);
}

TEST(Lowering, ANormalisersGainIsSizedForTheMultipliersThatTakeIt) {
    const auto [network, lowered] =
        built(test::shipped_model("spherical"), test::target_of("cmos"));
    const auto taking = static_cast<double>(network.banks[0].size);
    EXPECT_GE(drive_of(lowered.circuit, "xr_n0_s") * 250e-6,
              1 / cells::kRectifierOhms + taking / 20e3);
}

TEST(Lowering, TimesAreInOrder) {
    for (const char* name : {"behavioral", "opamp-1G"}) {
        const auto [network, lowered] = built(test::shipped_model("xor"), test::target_of(name));
        const Layout& layout = lowered.layout;
        EXPECT_GT(layout.edge_s, 0);
        EXPECT_GT(layout.apply_s, layout.edge_s);
        EXPECT_GT(layout.release_s, layout.apply_s + layout.edge_s);
        EXPECT_GT(layout.swing_limit_volts, 0);
    }
}

TEST(Lowering, NeuronsAreNamedByBankAndIndex) {
    EXPECT_EQ(cells::neuron_name(0, 3), "v3");
    EXPECT_EQ(cells::neuron_name(2, 5), "h2_5");
    const auto network = test::network_of(test::shipped_model("two-block"));
    EXPECT_EQ(circuit::comment_of(cells::neuron_part(network, 0, 3, "x")), "visible[3]: x");
    EXPECT_EQ(circuit::comment_of(cells::crossbar_from(network, 2, 1, 0)),
              "hidden features[1]: crossbar from visible");
}

}  // namespace
}  // namespace hopspice::passes
