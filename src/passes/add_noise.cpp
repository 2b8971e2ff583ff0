// Thermal noise of resistors: a current of 4 k T/R beside each. Those that end on one net, with
// their other end held by a source or an amplifier, are one source into that net: their sum. A wire
// segment counts as a short circuit, its own noise is left out (R_wire/R_cell of the cell's).
//
// Amplifiers bring their input noise with them (OpampContext::amplifier).

#include "cells/values.h"
#include "circuit/builder.h"
#include "passes/lower.h"
#include "support/constants.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;

constexpr double kKeepsDefined = 1e8;  // ohm: from here on a resistor only keeps a net defined
constexpr double kSamplesPerTau = 10;  // of the fastest bank

template <typename Visit>
void for_each_element(const Circuit& circuit, const Visit& visit) {
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            visit(element);
        }
    }
}

/// Which port of an instance drives its net; nothing for one that drives none.
std::optional<std::size_t> output_port(const Element& instance, const Target& target) {
    if (instance.model == target.amplifier.subckt && !instance.model.empty()) {
        const auto pin = std::ranges::find(target.amplifier.pins, AmplifierPin::Out);
        return static_cast<std::size_t>(pin - target.amplifier.pins.begin());
    }
    if (instance.model.starts_with("hs_opamp")) {
        return 2;
    }
    return instance.model.starts_with("hs_multiplier") ? std::optional<std::size_t>(4)
                                                       : std::nullopt;
}

class ThermalNoise {
public:
    ThermalNoise(Lowered& lowered, const Target& target)
        : circuit_(lowered.circuit), layout_(lowered.layout), target_(target) {}

    void add() {
        for_each_element(circuit_, [&](const Element& element) { look_at(element); });
        for_each_element(circuit_, [&](const Element& element) {
            if (element.kind == Kind::Resistor && element.value < kKeepsDefined) {
                add_resistor(element);
            }
        });
        circuit::Builder build(circuit_);
        build.group({.part = "thermal noise of resistors"});
        const double kelvin = target_.temperature_c + kZeroCelsius;
        for (const auto& [name, source] : sources_) {
            build.current(name, circuit_.name_of(source.from), circuit_.name_of(source.to), 0);
            layout_.noise.push_back({name, 4 * kBoltzmann * kelvin * source.siemens});
        }
    }

private:
    struct Source {
        NetId from;
        NetId to;
        double siemens = 0;
    };

    /// A rectifier's output counts as held: its amplifier does so while it conducts.
    void look_at(const Element& element) {
        const bool rectifies = element.role == circuit::Role::RectifierDiode;
        const bool own = element.role == circuit::Role::AmplifierSource;
        if ((element.kind == Kind::VoltageSource && !own) || rectifies) {
            held_.insert(element.nets.begin(), element.nets.end());
        } else if (element.kind == Kind::Instance) {
            const auto port = output_port(element, target_);
            if (port && *port < element.nets.size()) {
                held_.insert(element.nets[*port]);
            }
        } else if (is_wire(element)) {
            // Segments are built outwards from a line or a column: nets[0] is the nearer end.
            const auto near = wire_of_.find(element.nets[0]);
            wire_of_[element.nets[1]] = near == wire_of_.end() ? element.nets[0] : near->second;
        }
    }

    static bool is_wire(const Element& element) { return element.role == circuit::Role::Wire; }

    [[nodiscard]] NetId end_of(NetId net) const {
        const auto place = wire_of_.find(net);
        return place == wire_of_.end() ? net : place->second;
    }

    [[nodiscard]] bool is_held(NetId net) const {
        return net == circuit::kGround || held_.contains(net);
    }

    void add_resistor(const Element& element) {
        const NetId a = end_of(element.nets[0]);
        const NetId b = end_of(element.nets[1]);
        if (is_wire(element) || (is_held(a) && is_held(b))) {
            return;
        }
        if (!is_held(a) && !is_held(b)) {
            sources_["in_" + element.name] = {a, b, 1 / element.value};
            return;
        }
        const NetId net = is_held(a) ? b : a;
        Source& source = sources_["in_" + circuit_.name_of(net)];
        source.from = circuit::kGround;
        source.to = net;
        source.siemens += 1 / element.value;
    }

    Circuit& circuit_;
    Layout& layout_;
    const Target& target_;
    std::set<NetId> held_;            ///< by sources and amplifiers
    std::map<NetId, NetId> wire_of_;  ///< ends of wire segments, and the line or column
    std::map<std::string, Source> sources_;
};

/// Ten samples in the fastest time constant take some 5 % of the variance that a bank of it has,
/// 0.5 % of one that is ten times slower.
double automatic_interval(const analog::Network& network) {
    double fastest = INFINITY;
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        if (bank != network.readout_bank) {
            fastest = std::min(fastest, network.banks[bank].tau * network.time_unit_s);
        }
    }
    return fastest / kSamplesPerTau;
}

}  // namespace

void add_noise(Lowered& lowered, const analog::Network& network, const Target& target) {
    if (!cells::is_noisy(target)) {
        return;
    }
    ThermalNoise(lowered, target).add();
    lowered.layout.noise_interval_s = target.noise_bandwidth_hz > 0
                                          ? kNoiseBandwidth / target.noise_bandwidth_hz
                                          : automatic_interval(network);
    lowered.layout.noise_seed = target.seed;
}

}  // namespace hopspice::passes
