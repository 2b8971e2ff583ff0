#include "batch/samples.h"

#include "measure/transient.h"

#include <algorithm>

namespace hopspice::batch {

namespace {

using circuit::Element;
using circuit::Kind;

/// The parameter that `Element::value` stands for; nothing where it has none or it cannot be set.
const char* value_parameter(Kind kind) {
    switch (kind) {
        case Kind::Resistor:
        case Kind::Capacitor:
            return "";
        case Kind::VoltageSource:
        case Kind::CurrentSource:
            return "dc";
        case Kind::Vcvs:
        case Kind::Vccs:
            return "gain";
        case Kind::BehavioralV:
        case Kind::BehavioralI:
        case Kind::Switch:
        case Kind::Diode:
        case Kind::Bjt:
        case Kind::Mosfet:
        case Kind::Instance:
            return nullptr;
    }
    return nullptr;
}

bool has_area(Kind kind) { return kind == Kind::Diode || kind == Kind::Bjt; }

/// All that cannot be set.
bool same_form(const Element& a, const Element& b) {
    return a.kind == b.kind && a.name == b.name && a.nets == b.nets && a.model == b.model &&
           a.expression == b.expression && a.pwl == b.pwl && a.external == b.external &&
           std::ranges::equal(a.parameters, b.parameters, {},
                              &std::pair<std::string, double>::first,
                              &std::pair<std::string, double>::first);
}

/// Appends what differs; false where that cannot be set.
bool compare(const Element& base, const Element& other, sim::ElementValues& values) {
    if (!same_form(base, other)) {
        return false;
    }
    if (base.value != other.value) {
        const char* parameter = value_parameter(base.kind);
        if (parameter == nullptr || !base.pwl.empty() || !base.model.empty()) {
            return false;
        }
        values.push_back({base.name, parameter, other.value});
    }
    if (base.area != other.area) {
        if (!has_area(base.kind)) {
            return false;
        }
        values.push_back({base.name, "area", other.area});
    }
    for (std::size_t k = 0; k < base.parameters.size(); ++k) {
        if (base.parameters[k].second != other.parameters[k].second) {
            values.push_back({base.name, base.parameters[k].first, other.parameters[k].second});
        }
    }
    return true;
}

bool same(const Element& a, const Element& b) {
    return same_form(a, b) && a.value == b.value && a.area == b.area &&
           a.parameters == b.parameters;
}

bool same(const circuit::Subcircuit& a, const circuit::Subcircuit& b) {
    return a.name == b.name && a.ports == b.ports && a.nets == b.nets &&
           std::ranges::equal(a.elements, b.elements,
                              [](const Element& x, const Element& y) { return same(x, y); });
}

bool same(const circuit::ModelCard& a, const circuit::ModelCard& b) {
    return a.name == b.name && a.type == b.type && a.parameters == b.parameters;
}

bool same_frame(const circuit::Circuit& a, const circuit::Circuit& b) {
    const auto equal = [](const auto& x, const auto& y) { return same(x, y); };
    return a.nets == b.nets && a.includes == b.includes && a.kit == b.kit &&
           a.groups.size() == b.groups.size() && std::ranges::equal(a.models, b.models, equal) &&
           std::ranges::equal(a.subcircuits, b.subcircuits, equal);
}

bool same(const circuit::Probe& a, const circuit::Probe& b) {
    return a.net == b.net && a.minus == b.minus && a.volts_per_unit == b.volts_per_unit &&
           a.shift == b.shift;
}

/// Whether the same signals are saved, and the visible states read from them in the same way: the
/// stop condition in the worker is that of the loaded circuit.
bool same_signals(const circuit::Layout& a, const circuit::Layout& b) {
    return measure::saved_signals(a) == measure::saved_signals(b) && a.release_s == b.release_s &&
           a.edge_s == b.edge_s && a.readout_s == b.readout_s &&
           a.swing_limit_volts == b.swing_limit_volts &&
           std::ranges::equal(
               a.banks[0], b.banks[0],
               [](const circuit::Probe& x, const circuit::Probe& y) { return same(x, y); },
               &circuit::NeuronLayout::state, &circuit::NeuronLayout::state);
}

}  // namespace

std::optional<sim::ElementValues> value_changes(const circuit::Lowered& base,
                                                const circuit::Lowered& other) {
    if (!same_frame(base.circuit, other.circuit) || !same_signals(base.layout, other.layout)) {
        return std::nullopt;
    }
    sim::ElementValues values;
    for (std::size_t group = 0; group < base.circuit.groups.size(); ++group) {
        const auto& ours = base.circuit.groups[group].elements;
        const auto& theirs = other.circuit.groups[group].elements;
        if (ours.size() != theirs.size()) {
            return std::nullopt;
        }
        for (std::size_t k = 0; k < ours.size(); ++k) {
            if (!compare(ours[k], theirs[k], values)) {
                return std::nullopt;
            }
        }
    }
    return values;
}

}  // namespace hopspice::batch
