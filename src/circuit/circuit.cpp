#include "circuit/circuit.h"

#include "circuit/parts.h"
#include "support/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hopspice::circuit {

namespace {

constexpr std::array<KindRow, 13> kRows = {{
    {Kind::Resistor, 'r', 2, "resistors"},
    {Kind::Capacitor, 'c', 2, "capacitors"},
    {Kind::VoltageSource, 'v', 2, ""},
    {Kind::CurrentSource, 'i', 2, ""},
    {Kind::Vcvs, 'e', 4, "controlled_sources"},
    {Kind::Vccs, 'g', 4, "controlled_sources"},
    {Kind::BehavioralV, 'b', 2, "behavioral_sources"},
    {Kind::BehavioralI, 'b', 2, "behavioral_sources"},
    {Kind::Switch, 's', 4, "switches"},
    {Kind::Diode, 'd', 2, "diodes"},
    {Kind::Bjt, 'q', 3, "transistors"},
    {Kind::Mosfet, 'm', 4, "transistors"},
    {Kind::Instance, 'x', 0, ""},
}};

}  // namespace

const KindRow& row_of(Kind kind) {
    const auto* row = std::ranges::find(kRows, kind, &KindRow::kind);
    HOPSPICE_ASSERT(row != kRows.end());
    return *row;
}

std::string part_of(const Origin& origin) {
    const std::string tile = origin.tile.empty() ? "" : "tile " + origin.tile + " of ";
    return tile + origin.part +
           (!origin.from.empty() ? " from " + origin.from
            : !origin.to.empty() ? " to " + origin.to
                                 : "");
}

std::string comment_of(const Origin& origin) {
    std::string comment = origin.owner;
    if (origin.neuron) {
        comment += fmt::format("[{}]", *origin.neuron);
    }
    if (origin.token) {
        comment += fmt::format(", token {}", *origin.token);
    }
    return comment + (comment.empty() ? "" : ": ") + part_of(origin);
}

NetId Circuit::net(const std::string& name) {
    const auto [place, inserted] =
        ids_.emplace(name, NetId{static_cast<std::uint32_t>(nets.size())});
    if (inserted) {
        nets.push_back(name);
    }
    return place->second;
}

NetId Circuit::find_net(const std::string& name) const {
    const auto place = ids_.find(name);
    HOPSPICE_ASSERT(place != ids_.end());
    return place->second;
}

const Subcircuit* Circuit::find_subcircuit(const std::string& name) const {
    const auto place = std::ranges::find(subcircuits, name, &Subcircuit::name);
    return place == subcircuits.end() ? nullptr : &*place;
}

bool Circuit::has_instance_of(const std::string& subcircuit) const {
    return std::ranges::any_of(groups, [&](const Group& group) {
        return std::ranges::any_of(group.elements, [&](const Element& element) {
            return element.kind == Kind::Instance && element.model == subcircuit;
        });
    });
}

Circuit Circuit::without_groups() const {
    Circuit frame;
    frame.title = title;
    frame.header = header;
    frame.includes = includes;
    frame.library_names = library_names;
    frame.kit = kit;
    frame.models = models;
    frame.subcircuits = subcircuits;
    frame.external_subcircuits = external_subcircuits;
    frame.open_nets = open_nets;
    frame.nets = nets;
    frame.ids_ = ids_;
    return frame;
}

const Element* Circuit::find_element(const std::string& name) const {
    for (const Group& group : groups) {
        const auto place = std::ranges::find(group.elements, name, &Element::name);
        if (place != group.elements.end()) {
            return &*place;
        }
    }
    return nullptr;
}

ElementIndex::ElementIndex(const Circuit& circuit) {
    std::size_t size = 0;
    for (const Group& group : circuit.groups) {
        size += group.elements.size();
    }
    elements_.reserve(size);
    for (const Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            elements_.emplace(element.name, &element);
        }
    }
}

const Element* ElementIndex::find(std::string_view name) const {
    const auto place = elements_.find(name);
    return place == elements_.end() ? nullptr : place->second;
}

namespace {

using Counts = std::map<std::string, std::size_t>;

/// What an instance is counted as, empty: as its parts only.
std::string block_name(const std::string& subcircuit) {
    if (subcircuit.starts_with("hs_multiplier")) {
        return "multipliers";
    }
    if (subcircuit.starts_with("hs_switch")) {
        return "switches";
    }
    const bool helper = subcircuit == "hs_bias" || subcircuit == "hs_inverter";
    return helper ? "" : "amplifiers";
}

/// The parts of a block, unless it is a macromodel, whose parts are nothing one could buy.
void count_parts(const Subcircuit& body, Counts& counts) {
    const bool macromodel = std::ranges::any_of(body.elements, [](const Element& element) {
        return element.kind == Kind::BehavioralI || element.kind == Kind::BehavioralV ||
               element.kind == Kind::Vcvs || element.kind == Kind::Vccs;
    });
    for (const Element& element : body.elements) {
        if (!macromodel && !row_of(element.kind).count.empty()) {
            ++counts[std::string(row_of(element.kind).count)];
        }
    }
}

void count(const Circuit& circuit, const Element& element, Counts& counts) {
    const std::string name = element.kind == Kind::Instance
                                 ? block_name(element.model)
                                 : std::string(row_of(element.kind).count);
    if (!name.empty()) {
        ++counts[name];
    }
    const int drive = element.kind == Kind::Instance ? drive_of(element.model) : 1;
    if (drive > 1) {
        counts["further output stages"] += static_cast<std::size_t>(drive - 1);
    }
    const Subcircuit* body =
        element.kind == Kind::Instance ? circuit.find_subcircuit(element.model) : nullptr;
    if (body != nullptr) {
        count_parts(*body, counts);
    }
}

}  // namespace

std::map<std::string, std::size_t> count_elements(const Circuit& circuit) {
    Counts counts;
    for (const Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            count(circuit, element, counts);
        }
    }
    return counts;
}

}  // namespace hopspice::circuit
