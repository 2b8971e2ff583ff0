// G of a line -> output stages of the amplifier that drives it: drive = 2^k, so that
// rout/drive G <= a quarter. At level opamp instances of the macromodel become such of another
// body.

#include "cells/cell.h"
#include "circuit/parts.h"
#include "passes/lower.h"
#include "passes/passes.h"

#include <algorithm>
#include <map>
#include <string>

namespace hopspice::passes {

namespace {

using analog::Polarity;
using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;

constexpr int kMostStages = 256;  // what more cells than that need is for `check` to refuse

int stages_for(double siemens, double rout) {
    int stages = 1;
    while (rout / stages * siemens > cells::kLineDrop && stages < kMostStages) {
        stages *= 2;
    }
    return stages;
}

/// Of our macromodels; nothing for any other element.
const NetId* output_of(const Element& element) {
    if (element.kind == Kind::Instance && circuit::is_opamp(element.model)) {
        return &element.nets[2];
    }
    return element.kind == Kind::Instance && element.model == "hs_multiplier" ? &element.nets[4]
                                                                              : nullptr;
}

using Drives = std::map<NetId, int>;

/// Output stages by the net that they drive, where there are several.
Drives drives_of(const Circuit& circuit, const Layout& layout, const analog::Network& network) {
    Drives drives;
    const auto add = [&](const std::string& net, int stages) {
        if (stages > 1 && circuit.has_net(net)) {
            drives.emplace(circuit.find_net(net), stages);
        }
    };
    for (std::size_t index = 0; index < layout.banks.size(); ++index) {
        for (const NeuronLayout& neuron : layout.banks[index]) {
            add(neuron.state.net, network.banks[index].state_drive);
            for (const Line& line : neuron.lines) {
                add(line.net, network.banks[index].line_drive);
            }
        }
    }
    // A rectifier's amplifier is on the other side of the diode.
    for (const circuit::RectifierSpot& rectifier : layout.rectifiers) {
        const Element* diode = drives.empty() ? nullptr : circuit.find_element(rectifier.diode);
        for (std::size_t end = 0; diode != nullptr && end < 2; ++end) {
            const auto line = drives.find(diode->nets[end]);
            if (line != drives.end() && circuit.name_of(line->first) == rectifier.out) {
                drives.emplace(diode->nets[1 - end], line->second);
            }
        }
    }
    return drives;
}

}  // namespace

Diagnostics size_drivers(analog::Network& network, const Target& target) {
    if (target.level == Level::Behavioral || !target.amplifier.subckt.empty()) {
        return {};
    }
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        double state = 0;
        double line = 0;
        analog::Bank& bank = network.banks[index];
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            state = std::max(state, cells::cell_of(bank).load(network, index, neuron));
            for (const Polarity polarity : {Polarity::Positive, Polarity::Negative}) {
                line = std::max(line, cells::line_siemens(network, index, neuron, polarity));
            }
        }
        bank.state_drive = stages_for(state, target.amplifier.rout);
        bank.line_drive = stages_for(line, target.amplifier.rout);
    }
    return {};
}

void use_drivers(Circuit& circuit, const Layout& layout, const analog::Network& network,
                 const AmplifierSpec& amplifier) {
    const Drives drives = drives_of(circuit, layout, network);
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            const NetId* out = output_of(element);
            const auto drive = out == nullptr ? drives.end() : drives.find(*out);
            if (drive == drives.end()) {
                continue;
            }
            const std::string part(circuit::part_of(element.model));
            element.model = circuit::driven_name(part, drive->second);
            if (circuit.find_subcircuit(element.model) == nullptr) {
                circuit.subcircuits.push_back(
                    circuit::driven_subcircuit(part, amplifier, drive->second));
            }
        }
    }
}

}  // namespace hopspice::passes
