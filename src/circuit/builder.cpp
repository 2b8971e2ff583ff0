#include "circuit/builder.h"

#include <algorithm>
#include <utility>

namespace hopspice::circuit {

Element& Builder::add(Kind kind, const std::string& name, const std::vector<std::string>& nets) {
    Element element;
    element.kind = kind;
    element.name = name;
    element.role = std::exchange(role_, Role::Other);
    for (const std::string& net : nets) {
        element.nets.push_back(circuit_.net(net));
    }
    auto& elements = circuit_.groups.back().elements;
    elements.push_back(std::move(element));
    return elements.back();
}

void Builder::resistor(const std::string& name, const std::string& a, const std::string& b,
                       double ohms) {
    add(Kind::Resistor, name, {a, b}).value = ohms;
}

void Builder::capacitor(const std::string& name, const std::string& a, const std::string& b,
                        double farads) {
    add(Kind::Capacitor, name, {a, b}).value = farads;
}

void Builder::voltage(const std::string& name, const std::string& plus, const std::string& minus,
                      double volts) {
    add(Kind::VoltageSource, name, {plus, minus}).value = volts;
}

void Builder::voltage(const std::string& name, const std::string& plus, const std::string& minus,
                      const std::vector<double>& pwl) {
    add(Kind::VoltageSource, name, {plus, minus}).pwl = pwl;
}

void Builder::current(const std::string& name, const std::string& from, const std::string& to,
                      double amperes) {
    add(Kind::CurrentSource, name, {from, to}).value = amperes;
}

void Builder::vcvs(const std::string& name, const std::string& out, const std::string& in_plus,
                   const std::string& in_minus, double gain) {
    add(Kind::Vcvs, name, {out, "0", in_plus, in_minus}).value = gain;
}

void Builder::vccs_into(const std::string& name, const std::string& to, const std::string& in,
                        double siemens) {
    add(Kind::Vccs, name, {"0", to, in, "0"}).value = siemens;
}

void Builder::behavioral_voltage(const std::string& name, const std::string& out,
                                 const std::string& expression) {
    add(Kind::BehavioralV, name, {out, "0"}).expression = expression;
}

void Builder::behavioral_current(const std::string& name, const std::string& from,
                                 const std::string& to, const std::string& expression) {
    add(Kind::BehavioralI, name, {from, to}).expression = expression;
}

void Builder::switch_between(const std::string& name, const std::string& a, const std::string& b,
                             const std::string& control_plus, const std::string& control_minus,
                             const std::string& model) {
    add(Kind::Switch, name, {a, b, control_plus, control_minus}).model = model;
}

void Builder::bjt(const std::string& name, const std::string& collector, const std::string& base,
                  const std::string& emitter, const std::string& model, double area,
                  const std::string& substrate) {
    const KitDevice* device = circuit_.kit.find(model);
    std::vector<std::string> nets = {collector, base, emitter};
    if (device != nullptr && !substrate.empty() && device->ports.find('s') != std::string::npos) {
        nets.push_back(substrate);
    }
    Element& element = add(Kind::Bjt, name, nets);
    element.model = model;
    element.area = area;
}

double mos_contact(double length) { return std::max(2.5 * length, 0.5e-6); }

std::vector<std::pair<std::string, double>> mos_parameters(const MosSize& size) {
    const double contact = mos_contact(size.length);
    const double area = size.width * contact;
    const double edge = 2 * (size.width + contact);
    return {{"w", size.width}, {"l", size.length}, {"m", size.multiple}, {"ad", area},
            {"as", area},      {"pd", edge},       {"ps", edge}};
}

void Builder::mosfet(const std::string& name, const std::string& drain, const std::string& gate,
                     const std::string& source, const std::string& bulk, const std::string& model,
                     const MosSize& size) {
    Element& element = add(Kind::Mosfet, name, {drain, gate, source, bulk});
    element.model = model;
    element.parameters = mos_parameters(size);
}

void Builder::diode(const std::string& name, const std::string& anode, const std::string& cathode,
                    const std::string& model) {
    add(Kind::Diode, name, {anode, cathode}).model = model;
}

void Builder::instance(const std::string& name, const std::vector<std::string>& nets,
                       const std::string& subcircuit) {
    add(Kind::Instance, name, nets).model = subcircuit;
}

}  // namespace hopspice::circuit
