#include "dialect/scopes.h"

#include <algorithm>

namespace hopspice::dialect {

using circuit::Circuit;
using circuit::NetId;

std::vector<Scope> scopes_of(Circuit& circuit) {
    std::vector<Scope> scopes;
    for (circuit::Subcircuit& body : circuit.subcircuits) {
        const auto net = [&body](const std::string& name) {
            const auto place = std::ranges::find(body.nets, name);
            const NetId id{static_cast<std::uint32_t>(place - body.nets.begin())};
            if (place == body.nets.end()) {
                body.nets.push_back(name);
            }
            return id;
        };
        scopes.push_back({body.name,
                          {&body.elements},
                          net,
                          [&body](NetId id) { return body.nets[id.index]; },
                          {body.ports.begin(), body.ports.end()}});
    }
    Scope top{"",
              {},
              [&circuit](const std::string& name) { return circuit.net(name); },
              [&circuit](NetId id) { return circuit.name_of(id); }};
    for (circuit::Group& group : circuit.groups) {
        top.parts.push_back(&group.elements);
    }
    scopes.push_back(std::move(top));
    return scopes;
}

}  // namespace hopspice::dialect
