#include "circuit/subcircuit_body.h"

#include <algorithm>
#include <utility>

namespace hopspice::circuit {

SubcircuitBody::SubcircuitBody(std::string name, std::vector<std::string> ports)
    : name_(std::move(name)), ports_(std::move(ports)) {
    for (const std::string& port : ports_) {
        scratch_.net(port);
    }
    scratch_.groups.emplace_back();
}

void SubcircuitBody::inline_part(const Subcircuit& part, const std::string& prefix,
                                 const std::map<std::string, std::string>& port_nets) {
    for (Element element : part.elements) {
        element.name.insert(0, element.name.substr(0, 1) + prefix + "_");
        for (NetId& net : element.nets) {
            const std::string& name = part.nets[net.index];
            const auto port = port_nets.find(name);
            net = scratch_.net(net == kGround            ? name
                               : port == port_nets.end() ? prefix + "_" + name
                                                         : port->second);
        }
        scratch_.groups.back().elements.push_back(std::move(element));
    }
}

Subcircuit SubcircuitBody::finish(const std::string& comment) const {
    Subcircuit subcircuit;
    subcircuit.name = name_;
    subcircuit.comment = comment;
    subcircuit.ports = ports_;
    subcircuit.nets = scratch_.nets;
    for (const Group& group : scratch_.groups) {
        subcircuit.elements.insert(subcircuit.elements.end(), group.elements.begin(),
                                   group.elements.end());
    }
    return subcircuit;
}

double card_value(const ModelCard& card, const std::string& parameter, double fallback) {
    const auto place =
        std::ranges::find(card.parameters, parameter, &std::pair<std::string, double>::first);
    return place == card.parameters.end() ? fallback : place->second;
}

}  // namespace hopspice::circuit
