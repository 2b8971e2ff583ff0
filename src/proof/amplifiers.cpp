#include "proof/amplifiers.h"

#include "circuit/parts.h"
#include "support/lower_case.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using circuit::Subcircuit;

constexpr std::string_view kMacromodel = "hs_opamp";

/// The macromodel's ports, in its order.
struct PortRow {
    AmplifierPin role;
    std::string_view name;
};
constexpr std::array<PortRow, 5> kPorts = {{{AmplifierPin::InPlus, "inp"},
                                            {AmplifierPin::InMinus, "inn"},
                                            {AmplifierPin::Out, "out"},
                                            {AmplifierPin::Vdd, "vcc"},
                                            {AmplifierPin::Vss, "vee"}}};

bool is_users(std::string_view subcircuit, const Target& target) {
    return !target.amplifier.subckt.empty() &&
           lower_case(subcircuit) == lower_case(target.amplifier.subckt);
}

/// Ours, of any number of output stages; at level transistor all bodies are transistors.
bool is_macromodel(std::string_view subcircuit, const Target& target) {
    return subcircuit == kMacromodel ||
           (target.level == Level::Opamp && circuit::is_opamp(subcircuit));
}

AmplifierPin role_of(const std::string& port) {
    const auto* row = std::ranges::find(kPorts, lower_case(port), &PortRow::name);
    return row == kPorts.end() ? AmplifierPin::Open : row->role;
}

std::vector<AmplifierPin> roles_of(const std::string& subcircuit, const Circuit& circuit,
                                   const Target& target) {
    if (is_users(subcircuit, target)) {
        return target.amplifier.pins;
    }
    std::vector<AmplifierPin> roles;
    if (const Subcircuit* body = circuit.find_subcircuit(subcircuit)) {
        std::ranges::transform(body->ports, std::back_inserter(roles), role_of);
    }
    return roles;
}

/// The instance's nets in the order of the macromodel's ports.
std::optional<std::vector<NetId>> macromodel_nets(const Element& instance,
                                                  const std::vector<AmplifierPin>& roles) {
    std::vector<NetId> nets;
    for (const PortRow& row : kPorts) {
        const auto place = std::ranges::find(roles, row.role);
        const auto index = static_cast<std::size_t>(place - roles.begin());
        if (place == roles.end() || index >= instance.nets.size()) {
            return std::nullopt;
        }
        nets.push_back(instance.nets[index]);
    }
    return nets;
}

}  // namespace

bool is_amplifier(std::string_view subcircuit, const Target& target) {
    return is_users(subcircuit, target) || lower_case(subcircuit).starts_with(kMacromodel);
}

Circuit substitute_amplifiers(Circuit circuit, const Target& target) {
    std::set<std::string> replaced;
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            if (element.kind != Kind::Instance || is_macromodel(element.model, target) ||
                !is_amplifier(element.model, target)) {
                continue;
            }
            auto nets = macromodel_nets(element, roles_of(element.model, circuit, target));
            if (nets) {
                replaced.insert(element.model);
                element.model = kMacromodel;
                element.nets = *std::move(nets);
            }
        }
    }
    std::erase_if(circuit.subcircuits,
                  [&](const Subcircuit& body) { return replaced.contains(body.name); });
    if (!replaced.empty() && circuit.find_subcircuit(std::string(kMacromodel)) == nullptr) {
        circuit.subcircuits.push_back(
            circuit::opamp_subcircuit(target.amplifier, circuit::output_of(target.amplifier)));
    }
    return circuit;
}

}  // namespace hopspice::proof
