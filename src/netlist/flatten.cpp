#include "netlist/flatten.h"

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using circuit::Subcircuit;

/// Deeper than any circuit of ours; a subcircuit of a text may hold itself.
constexpr int kDeepest = 8;

}  // namespace

FlatCircuit::FlatCircuit(const Circuit& circuit) {
    ids_.reserve(circuit.nets.size());
    for (const std::string& name : circuit.nets) {
        (void)net(name);
    }
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (element.kind == Kind::Instance) {
                expand(circuit, {&element}, 1);
            } else {
                elements_.push_back({&element});
            }
        }
    }
}

NetId FlatCircuit::net(const std::string& name) {
    const auto [place, is_new] =
        ids_.emplace(name, NetId{static_cast<std::uint32_t>(nets_.size())});
    if (is_new) {
        nets_.push_back(name);
    }
    return place->second;
}

std::optional<NetId> FlatCircuit::find_net(const std::string& name) const {
    const auto place = ids_.find(name);
    return place == ids_.end() ? std::nullopt : std::optional(place->second);
}

std::span<const NetId> FlatCircuit::nets_of(const FlatElement& element) const {
    const std::vector<NetId>& own = element.element->nets;
    return element.scope == 0 ? std::span(own)
                              : std::span(inner_nets_).subspan(element.first_net, own.size());
}

std::string FlatCircuit::name_of(const FlatElement& element) const {
    return scope_of(element) + element.element->name;
}

std::string FlatCircuit::resolve(const FlatElement& element, const std::string& name) const {
    if (name == "0") {
        return name;
    }
    const Scope& scope = scopes_[element.scope];
    if (name.starts_with("i(")) {
        return "i(" + scope.prefix + name.substr(2);
    }
    const auto port = scope.ports.find(name);
    return port != scope.ports.end() ? nets_[port->second.index] : scope.prefix + name;
}

void FlatCircuit::expand(const Circuit& circuit, const FlatElement& instance, int depth) {
    const Subcircuit* body = circuit.find_subcircuit(instance.element->model);
    const std::span<const NetId> outer = nets_of(instance);
    if (body == nullptr || body->ports.size() != outer.size() || depth > kDeepest) {
        return;
    }
    Scope scope{name_of(instance) + ".", {}};
    for (std::size_t port = 0; port < outer.size(); ++port) {
        scope.ports[body->ports[port]] = outer[port];
    }
    const auto index = static_cast<std::uint32_t>(scopes_.size());
    scopes_.push_back(std::move(scope));
    for (const Element& inner : body->elements) {
        const FlatElement flat{&inner, index, static_cast<std::uint32_t>(inner_nets_.size())};
        for (const NetId own : inner.nets) {
            inner_nets_.push_back(net(resolve(flat, body->nets[own.index])));
        }
        if (inner.kind == Kind::Instance) {
            expand(circuit, flat, depth + 1);
        } else {
            elements_.push_back(flat);
        }
    }
}

}  // namespace hopspice::netlist
