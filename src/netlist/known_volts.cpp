#include "netlist/known_volts.h"

#include <cstddef>
#include <span>

namespace hopspice::netlist {

namespace {

using circuit::Element;
using circuit::Kind;
using circuit::NetId;

/// Nets that voltage sources tie to ground, with their voltages.
Volts tied_nets(const FlatCircuit& flat, const NodalView& view) {
    Volts volts(flat.nets().size());
    volts[0] = 0;
    std::vector<const FlatElement*> sources;
    for (const FlatElement& element : flat.elements()) {
        if (element.element->kind == Kind::VoltageSource) {
            sources.push_back(&element);
        }
    }
    bool grew = true;
    while (grew) {
        grew = false;
        for (const FlatElement* source : sources) {
            auto& plus = volts[flat.nets_of(*source)[0].index];
            auto& minus = volts[flat.nets_of(*source)[1].index];
            const double value = source_value(flat, *source, view);
            grew = grew || plus.has_value() != minus.has_value();
            if (minus && !plus) {
                plus = *minus + value;
            } else if (plus && !minus) {
                minus = *plus - value;
            }
        }
    }
    return volts;
}

/// Adds nets that nothing but a transconductance feeds and a resistor to ground loads: theirs is
/// the difference of the two nets that control it, those that nothing ties at 0.
void add_difference_nets(const FlatCircuit& flat, Volts& volts) {
    struct Net {
        std::size_t terminals = 0;
        const FlatElement* source = nullptr;
        const FlatElement* load = nullptr;
    };
    std::vector<Net> nets(flat.nets().size());
    for (const FlatElement& element : flat.elements()) {
        const std::span<const NetId> on = flat.nets_of(element);
        const Kind kind = element.element->kind;
        const bool controlled = kind == Kind::Vccs || kind == Kind::Vcvs || kind == Kind::Switch;
        for (const NetId net : on.first(controlled ? 2 : on.size())) {
            Net& at = nets[net.index];
            ++at.terminals;
            at.source = kind == Kind::Vccs && on[0] == circuit::kGround ? &element : at.source;
            at.load = kind == Kind::Resistor && on[1] == circuit::kGround ? &element : at.load;
        }
    }
    const Volts tied = volts;
    for (std::size_t net = 0; net < nets.size(); ++net) {
        const auto& [terminals, source, load] = nets[net];
        if (terminals == 2 && source != nullptr && load != nullptr && !volts[net]) {
            const std::span<const NetId> on = flat.nets_of(*source);
            volts[net] = source->element->value * load->element->value *
                         (tied[on[2].index].value_or(0) - tied[on[3].index].value_or(0));
        }
    }
}

}  // namespace

double source_value(const FlatCircuit& flat, const FlatElement& source, const NodalView& view) {
    const auto place = view.sources.find(flat.name_of(source));
    if (place != view.sources.end()) {
        return place->second;
    }
    const Element& element = *source.element;
    return element.pwl.empty() ? element.value : element.pwl.back();
}

Volts known_volts(const FlatCircuit& flat, const NodalView& view) {
    Volts volts = tied_nets(flat, view);
    add_difference_nets(flat, volts);
    return volts;
}

}  // namespace hopspice::netlist
