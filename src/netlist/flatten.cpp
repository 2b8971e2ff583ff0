#include "netlist/flatten.h"

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::Subcircuit;

void expand(const Circuit& circuit, const Element& instance, std::vector<FlatElement>& flat) {
    const Subcircuit* body = circuit.find_subcircuit(instance.model);
    if (body == nullptr || body->ports.size() != instance.nets.size()) {
        return;
    }
    const std::string scope = instance.name + ".";
    std::map<std::string, std::string> ports;
    for (std::size_t index = 0; index < body->ports.size(); ++index) {
        ports[body->ports[index]] = circuit.name_of(instance.nets[index]);
    }
    for (const Element& inner : body->elements) {
        FlatElement element{inner, {}, scope, ports};
        element.element.name = scope + inner.name;
        for (const circuit::NetId net : inner.nets) {
            element.nets.push_back(resolve(element, body->nets[net.index]));
        }
        flat.push_back(std::move(element));
    }
}

}  // namespace

std::string resolve(const FlatElement& element, const std::string& name) {
    if (name == "0") {
        return name;
    }
    if (name.starts_with("i(")) {
        return "i(" + element.scope + name.substr(2);
    }
    const auto port = element.ports.find(name);
    return port != element.ports.end() ? port->second : element.scope + name;
}

std::vector<FlatElement> flatten(const Circuit& circuit) {
    std::vector<FlatElement> flat;
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (element.kind == Kind::Instance) {
                expand(circuit, element, flat);
                continue;
            }
            FlatElement top{element, {}, "", {}};
            for (const circuit::NetId net : element.nets) {
                top.nets.push_back(circuit.name_of(net));
            }
            flat.push_back(std::move(top));
        }
    }
    return flat;
}

}  // namespace hopspice::netlist
