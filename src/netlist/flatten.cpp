#include "netlist/flatten.h"

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::Subcircuit;

/// Deeper than any circuit of ours; a subcircuit of a text may hold itself.
constexpr int kDeepest = 8;

FlatElement placed(const Element& element, const std::string& scope,
                   const std::map<std::string, std::string>& ports,
                   const std::vector<std::string>& nets) {
    FlatElement flat{element, {}, scope, ports};
    flat.element.name = scope + element.name;
    for (const circuit::NetId net : element.nets) {
        flat.nets.push_back(resolve(flat, nets[net.index]));
    }
    return flat;
}

void expand(const Circuit& circuit, const FlatElement& instance, int depth,
            std::vector<FlatElement>& flat) {
    const Subcircuit* body = circuit.find_subcircuit(instance.element.model);
    if (body == nullptr || body->ports.size() != instance.nets.size() || depth > kDeepest) {
        return;
    }
    std::map<std::string, std::string> ports;
    for (std::size_t index = 0; index < body->ports.size(); ++index) {
        ports[body->ports[index]] = instance.nets[index];
    }
    for (const Element& inner : body->elements) {
        FlatElement element = placed(inner, instance.element.name + ".", ports, body->nets);
        if (inner.kind == Kind::Instance) {
            expand(circuit, element, depth + 1, flat);
        } else {
            flat.push_back(std::move(element));
        }
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
            FlatElement top = placed(element, "", {}, circuit.nets);
            if (element.kind == Kind::Instance) {
                expand(circuit, top, 1, flat);
            } else {
                flat.push_back(std::move(top));
            }
        }
    }
    return flat;
}

}  // namespace hopspice::netlist
