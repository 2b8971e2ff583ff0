// Whatever the hierarchy, the elements and what they are connected to are those of the flat
// circuit.

#include "dialect/hierarchy.h"

#include "circuit/builder.h"
#include "dialect/deck.h"
#include "measure/transient.h"
#include "netlist/calls.h"
#include "netlist/flatten.h"
#include "netlist/reader.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>

namespace hopspice::dialect {
namespace {

using circuit::Circuit;

/// Names without the instances that only the hierarchy has.
class FlatNames {
public:
    FlatNames(const Circuit& nested, const Circuit& flat) {
        for (const circuit::Subcircuit& body : nested.subcircuits) {
            if (flat.find_subcircuit(body.name) == nullptr) {
                added_.insert("x" + body.name + ".");
            }
        }
    }

    [[nodiscard]] std::string flat(const std::string& name) const {
        const std::size_t dot = name.find('.');
        const bool ours = dot != std::string::npos && added_.contains(name.substr(0, dot + 1));
        return ours ? name.substr(dot + 1) : name;
    }

private:
    std::set<std::string> added_;
};

std::string expression_of(const netlist::FlatCircuit& flat, const netlist::FlatElement& element,
                          const FlatNames& names) {
    return netlist::rewrite_calls(
        element.element->expression,
        [&](std::string_view name,
            const std::vector<std::string>& arguments) -> std::optional<std::string> {
            if (name != "v" && name != "i") {
                return std::nullopt;
            }
            std::string text = std::string(name) + ":";
            for (const std::string& argument : arguments) {
                text += names.flat(name == "v" ? flat.resolve(element, argument)
                                               : flat.scope_of(element) + argument) +
                        " ";
            }
            return text;
        });
}

/// Everything about every element, by its name in the flat circuit.
std::map<std::string, std::string> elements_of(const Circuit& circuit, const FlatNames& names) {
    std::map<std::string, std::string> all;
    const netlist::FlatCircuit flat(circuit);
    for (const netlist::FlatElement& part : flat.elements()) {
        const circuit::Element& element = *part.element;
        const std::string name = flat.name_of(part);
        std::string text = fmt::format("{} {} {} {}", static_cast<int>(element.kind), element.value,
                                       element.area, element.model);
        for (const circuit::NetId net : flat.nets_of(part)) {
            text += " " + names.flat(flat.nets()[net.index]);
        }
        text +=
            fmt::format(" [{}] {}", fmt::join(element.pwl, " "), expression_of(flat, part, names));
        for (const auto& [key, value] : element.parameters) {
            text += fmt::format(" {}={}", key, value);
        }
        EXPECT_TRUE(all.emplace(names.flat(name), text).second) << name;
    }
    return all;
}

Kept kept_in(const driver::Prepared& prepared) {
    Kept kept;
    for (const std::string& signal : measure::saved_signals(prepared.lowered.layout)) {
        (signal[0] == 'i' ? kept.elements : kept.nets).insert(signal.substr(2, signal.size() - 3));
    }
    for (const circuit::NeuronLayout& neuron : prepared.lowered.layout.banks[0]) {
        kept.elements.insert({neuron.input_source, neuron.control_source});
    }
    return kept;
}

struct Case {
    std::string model;
    std::string target;
    std::vector<std::string> overrides = {};
};

class EveryHierarchy : public testing::TestWithParam<Case> {
protected:
    EveryHierarchy() {
        const Spec spec = test::shipped_model(GetParam().model);
        const auto prepared = test::value_of(driver::prepare(
            spec, test::target_of(GetParam().target, GetParam().overrides), spec.queries));
        flat_ = prepared.lowered.circuit;
        kept_ = kept_in(prepared);
        nested_ = with_hierarchy(flat_, kept_);
    }
    Circuit flat_;
    Circuit nested_;
    Kept kept_;
};

TEST_P(EveryHierarchy, HasTheElementsOfTheFlatCircuit) {
    const FlatNames names(nested_, flat_);
    EXPECT_GT(nested_.subcircuits.size(), flat_.subcircuits.size() + 3);
    EXPECT_EQ(elements_of(nested_, names), elements_of(flat_, names));
}

TEST_P(EveryHierarchy, ReadsBackFromItsText) {
    netlist::Analysis analysis;
    analysis.stop_s = 1e-6;
    const Deck deck = test::value_of(write_deck(nested_, analysis, row_of(Dialect::Ngspice)));
    const Circuit read = test::value_of(netlist::read_deck(joined(deck))).circuit;
    const FlatNames names(nested_, flat_);
    EXPECT_EQ(elements_of(read, names), elements_of(flat_, names));
}

TEST_P(EveryHierarchy, LeavesWhatIsSavedOnTheTopLevel) {
    for (const std::string& net : kept_.nets) {
        bool used = false;
        for (const circuit::Group& group : nested_.groups) {
            for (const circuit::Element& element : group.elements) {
                for (const circuit::NetId id : element.nets) {
                    used = used || nested_.name_of(id) == net;
                }
            }
        }
        EXPECT_TRUE(used) << net;
    }
    for (const std::string& name : kept_.elements) {
        EXPECT_NE(nested_.find_element(name), nullptr) << name;
    }
}

/// No element of a neuron is left beside its subcircuit but the sources that set it.
TEST_P(EveryHierarchy, PutsEveryNeuronIntoOneSubcircuit) {
    std::map<std::string, int> instances;
    for (const circuit::Group& group : nested_.groups) {
        for (const circuit::Element& element : group.elements) {
            if (circuit::comment_of(group.origin).ends_with(']')) {
                const bool set = kept_.elements.contains(element.name);
                EXPECT_TRUE(set || element.kind == circuit::Kind::Instance ||
                            element.kind == circuit::Kind::VoltageSource)
                    << element.name;
                instances[circuit::comment_of(group.origin)] +=
                    element.kind == circuit::Kind::Instance ? 1 : 0;
            }
        }
    }
    ASSERT_TRUE(instances.contains("visible[0]"));
    for (const auto& [comment, count] : instances) {
        EXPECT_EQ(count, 1) << comment;
    }
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
    std::string name = info.param.model + "_" + info.param.target;
    for (const std::string& word : info.param.overrides) {
        name += "_" + word.substr(0, word.find('='));
    }
    for (char& c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(
    Models, EveryHierarchy,
    testing::Values(
        Case{"xor", "behavioral"}, Case{"xor", "opamp-1G"}, Case{"xor", "cmos"},
        Case{"xor", "current-mode"}, Case{"two-block", "steered-1G"},
        Case{"hamming-7-4", "opamp-1G"}, Case{"cubic", "opamp-1G"}, Case{"two-block", "opamp-1G"},
        Case{"grey-level", "behavioral"}, Case{"layernorm", "behavioral"},
        Case{"spherical", "opamp-1G"}, Case{"epanechnikov", "opamp-1G"},
        Case{"hamming-7-4", "opamp-1G", {"conductance.wire_resistance=1"}},
        Case{"two-block",
             "opamp-1G",
             {"tile.rows=3", "tile.columns=2", "tile.trunk_resistance=0.1"}},
        Case{"hamming-7-4", "opamp-1G", {"tile.rows=3", "tile.columns=4", "tile.join=stage"}},
        Case{"xor", "opamp-1G", {"noise=1", "amplifier.noise=10n"}}),
    case_name);

TEST(Hierarchy, PortsAreTheNetsThatOthersSee) {
    Circuit flat;
    circuit::Builder build(flat);
    build.group({.part = "integrator", .owner = "visible", .neuron = 0});
    build.resistor("r1", "in", "mid", 1);
    build.resistor("r2", "mid", "out", 2);
    build.group({.part = "integrator", .owner = "visible", .neuron = 1});
    build.resistor("r3", "out", "saved", 3);
    build.resistor("r4", "saved", "0", 4);
    build.voltage("vin", "in", "0", 1);
    const Circuit nested = with_hierarchy(flat, {.nets = {"saved"}, .elements = {"vin"}});
    ASSERT_EQ(nested.subcircuits.size(), 2U);
    EXPECT_EQ(nested.subcircuits[0].name, "visible_0");
    EXPECT_EQ(nested.subcircuits[0].ports, (std::vector<std::string>{"in", "out"}));
    EXPECT_EQ(nested.subcircuits[1].ports, (std::vector<std::string>{"out", "saved"}));
    EXPECT_EQ(nested.groups[1].elements[0].name, "vin");
}

TEST(Hierarchy, AnExpressionStaysBesideTheSourceWhoseCurrentItTakes) {
    Circuit flat;
    circuit::Builder build(flat);
    build.group({.part = "integrator", .owner = "visible", .neuron = 0});
    build.voltage("vs", "a", "b", 0);
    build.resistor("r1", "b", "0", 1);
    build.group({.part = "integrator", .owner = "visible", .neuron = 1});
    build.behavioral_voltage("b1", "c", "i(vs)*2");
    build.resistor("r2", "c", "a", 1);
    const Circuit nested = with_hierarchy(flat, {});
    EXPECT_NE(nested.find_element("vs"), nullptr);
    EXPECT_NE(nested.find_element("b1"), nullptr);
    EXPECT_EQ(nested.find_element("r1"), nullptr);
}

/// ngspice has no more than 1005 ports.
TEST(Hierarchy, ACrossbarOfTooManyWiresStaysOnTheTopLevel) {
    Circuit flat;
    circuit::Builder build(flat);
    Kept kept;
    for (const int wires : {900, 1100}) {
        build.group({.part = "crossbar",
                     .owner = fmt::format("hidden h{}", wires),
                     .neuron = 0,
                     .from = "visible"});
        for (int k = 0; k < wires; ++k) {
            kept.nets.insert(fmt::format("v{}", k));
            build.resistor(fmt::format("rw_{}_{}", wires, k), fmt::format("v{}", k), "c", 1);
        }
    }
    const Circuit nested = with_hierarchy(flat, kept);
    ASSERT_EQ(nested.subcircuits.size(), 1U);
    EXPECT_EQ(nested.subcircuits[0].ports.size(), 901U);
    EXPECT_EQ(nested.groups.size(), 2U);
    EXPECT_EQ(circuit::comment_of(nested.groups[1].origin),
              circuit::comment_of(flat.groups[1].origin));
    EXPECT_EQ(nested.groups[1].elements.size(), 1100U);
}

TEST(Hierarchy, WhatNobodySeesFromOutsideStaysOnTheTopLevel) {
    Circuit flat;
    circuit::Builder build(flat);
    build.group({.part = "integrator", .owner = "visible", .neuron = 0});
    build.resistor("r1", "a", "0", 1);
    build.resistor("r2", "a", "0", 1);
    const Circuit nested = with_hierarchy(flat, {});
    EXPECT_TRUE(nested.subcircuits.empty());
    ASSERT_EQ(nested.groups.size(), 1U);
    EXPECT_EQ(nested.groups[0].elements.size(), 2U);
}

TEST(Hierarchy, AnUnusualNameIsStillAnIdentifierOfItsOwn) {
    Circuit flat;
    circuit::Builder build(flat);
    build.group({.part = "integrator", .owner = "hidden a-b", .neuron = 0});
    build.resistor("r1", "x", "0", 1);
    build.group({.part = "integrator", .owner = "hidden a_b", .neuron = 0});
    build.resistor("r2", "x", "0", 1);
    const Circuit nested = with_hierarchy(flat, {});
    ASSERT_EQ(nested.subcircuits.size(), 2U);
    EXPECT_EQ(nested.subcircuits[0].name, "hidden_a_b_0");
    EXPECT_EQ(nested.subcircuits[1].name, "hidden_a_b_0_");
}

}  // namespace
}  // namespace hopspice::dialect
