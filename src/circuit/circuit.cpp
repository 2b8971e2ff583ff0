#include "circuit/circuit.h"

#include "support/assert.h"

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

const Element* Circuit::find_element(const std::string& name) const {
    for (const Group& group : groups) {
        const auto place = std::ranges::find(group.elements, name, &Element::name);
        if (place != group.elements.end()) {
            return &*place;
        }
    }
    return nullptr;
}

std::map<std::string, std::size_t> count_elements(const Circuit& circuit) {
    std::map<std::string, std::size_t> counts;
    for (const Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (element.kind == Kind::Instance) {
                ++counts[element.model == "hs_multiplier" ? "multipliers" : "amplifiers"];
            } else if (!row_of(element.kind).count.empty()) {
                ++counts[std::string(row_of(element.kind).count)];
            }
        }
    }
    return counts;
}

}  // namespace hopspice::circuit
