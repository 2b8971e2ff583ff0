// Bipolar transistors of a kit as they can be had: whole emitters, on a substrate.

#include "passes/lower.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

namespace hopspice::passes {

namespace {

constexpr std::string_view kRailOfBody = "vee";
constexpr std::string_view kRail = "vss_a";

/// The first of the nets that is there; ground where none is.
circuit::NetId net_of(const std::vector<std::string>& nets, std::string_view name) {
    const auto place = std::ranges::find(nets, name);
    return place == nets.end() ? circuit::kGround
                               : circuit::NetId{static_cast<std::uint32_t>(place - nets.begin())};
}

void fit(std::vector<circuit::Element>& elements, const KitUse& kit, circuit::NetId rail) {
    for (circuit::Element& element : elements) {
        const KitDevice* device =
            element.kind == circuit::Kind::Bjt ? kit.find(element.model) : nullptr;
        if (device == nullptr) {
            continue;
        }
        if (device->whole) {
            element.area = device->unit * std::max(1.0, std::round(element.area / device->unit));
        }
        if (device->ports.find('s') != std::string::npos && element.nets.size() == 3) {
            element.nets.push_back(rail);
        }
    }
}

}  // namespace

void fit_kit_devices(circuit::Circuit& circuit) {
    for (circuit::Group& group : circuit.groups) {
        fit(group.elements, circuit.kit, net_of(circuit.nets, kRail));
    }
    for (circuit::Subcircuit& body : circuit.subcircuits) {
        fit(body.elements, circuit.kit, net_of(body.nets, kRailOfBody));
    }
}

}  // namespace hopspice::passes
