#include "sim/rest_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::sim {

namespace {

/// ngspice calls a node that is a number `V(7)`.
std::string net_of(std::string name) {
    const bool numbered = name.size() > 3 && name.starts_with("V(") && name.ends_with(')');
    return numbered ? name.substr(2, name.size() - 3) : name;
}

}  // namespace

void RestState::take(const vecvaluesall& point) {
    nets_.clear();
    for (int i = 0; i < point.veccount; ++i) {
        const vecvalues& vector = *point.vecsa[i];
        const std::string name = vector.name;
        if (name.find('#') == name.npos) {
            nets_.push_back({net_of(name), vector.creal});
        }
    }
}

std::vector<std::string> RestState::lines() const {
    if (!std::ranges::all_of(nets_, [](const Net& net) { return std::isfinite(net.volts); })) {
        return {};
    }
    std::vector<std::string> lines;
    lines.reserve(nets_.size());
    for (const Net& net : nets_) {
        lines.push_back(fmt::format(".ic v({})={}", net.name, net.volts));
    }
    return lines;
}

}  // namespace hopspice::sim
