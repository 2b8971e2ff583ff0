#include "circuit/subcircuit_body.h"

#include <algorithm>

namespace hopspice::circuit {

SubcircuitBody::SubcircuitBody(const std::string& name, const std::vector<std::string>& ports)
    : name_(name), ports_(ports) {
    for (const std::string& port : ports) {
        scratch_.net(port);
    }
    scratch_.groups.emplace_back();
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
