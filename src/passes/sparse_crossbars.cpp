// Crossbar cells as controlled current sources, for the simulator: see with_controlled_cells.

#include "passes/lower.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;

/// Where amplifiers have an output resistance, what a column takes moves the line that drives it.
bool lines_are_ideal(const Circuit& circuit) {
    const circuit::Subcircuit* amplifier = circuit.find_subcircuit("hs_opamp");
    return amplifier != nullptr && std::ranges::find(amplifier->elements, "rout", &Element::name) ==
                                       amplifier->elements.end();
}

class Rewrite {
public:
    explicit Rewrite(const Lowered& lowered) : circuit_(lowered.circuit) {
        for (const auto& bank : lowered.layout.banks) {
            for (const NeuronLayout& neuron : bank) {
                add(columns_, neuron.column);
                for (const Line& line : neuron.lines) {
                    add(lines_, line.net);
                }
            }
        }
    }

    Circuit run() {
        for (circuit::Group& group : circuit_.groups) {
            for (Element& element : group.elements) {
                rewrite(element);
            }
        }
        circuit::Group loads{{.part = "what the cells are to their lines and columns"}, {}};
        for (const auto& [net, siemens] : siemens_) {
            Element load;
            load.name = "rload_" + circuit_.name_of(net);
            load.nets = {net, circuit::kGround};
            load.value = 1 / siemens;
            loads.elements.push_back(std::move(load));
        }
        circuit_.groups.push_back(std::move(loads));
        return std::move(circuit_);
    }

private:
    void add(std::set<NetId>& nets, const std::string& name) {
        if (circuit_.has_net(name)) {
            nets.insert(circuit_.find_net(name));
        }
    }

    void rewrite(Element& element) {
        if (element.kind != Kind::Resistor || element.role != circuit::Role::Cell ||
            !lines_.contains(element.nets[0]) || !columns_.contains(element.nets[1])) {
            return;
        }
        const NetId line = element.nets[0];
        const NetId column = element.nets[1];
        element.kind = Kind::Vccs;
        element.name.front() = 'g';
        element.value = 1 / element.value;
        element.nets = {circuit::kGround, column, line, circuit::kGround};
        siemens_[line] += element.value;
        siemens_[column] += element.value;
    }

    Circuit circuit_;
    std::set<NetId> lines_;
    std::set<NetId> columns_;
    std::map<NetId, double> siemens_;  // of the cells on a net
};

}  // namespace

circuit::Circuit with_controlled_cells(const Lowered& lowered) {
    return lines_are_ideal(lowered.circuit) ? Rewrite(lowered).run() : lowered.circuit;
}

}  // namespace hopspice::passes
