// Capacitors that a kit has a device for.

#include "circuit/kit_devices.h"
#include "passes/lower.h"

#include <string_view>

namespace hopspice::passes {

namespace {

constexpr std::string_view kWire = "cw_";  // what a wire has towards ground

void use_device(std::vector<circuit::Element>& elements, const KitDevice& device) {
    for (circuit::Element& element : elements) {
        const bool made =
            element.kind == circuit::Kind::Capacitor && !element.name.starts_with(kWire);
        const double side = made ? circuit::side_of(element.value, device) / device.unit : 0;
        if (made && side >= device.least && (device.most == 0 || side <= device.most)) {
            element.model = device.name;
        }
    }
}

}  // namespace

void use_kit_capacitors(circuit::Circuit& circuit, const Target& target) {
    const auto role = target.devices.find("capacitor");
    const KitDevice* device =
        role == target.devices.end() ? nullptr : circuit.kit.find(role->second);
    if (device == nullptr || target.level == Level::Behavioral) {
        return;
    }
    for (circuit::Group& group : circuit.groups) {
        use_device(group.elements, *device);
    }
    for (circuit::Subcircuit& body : circuit.subcircuits) {
        if (target.level == Level::Transistor) {  // elsewhere they are macromodels
            use_device(body.elements, *device);
        }
    }
}

}  // namespace hopspice::passes
