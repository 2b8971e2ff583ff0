#include "cells/context.h"

#include "circuit/kit_devices.h"
#include "support/draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace hopspice::cells {

namespace {

std::string device_name(const Target& target, const std::string& role,
                        const std::string& fallback) {
    const auto place = target.devices.find(role);
    return place == target.devices.end() ? fallback : place->second;
}

using Parameters = std::vector<std::pair<std::string, double>>;

double parameter(const Parameters& parameters, const std::string& name, double fallback) {
    for (const auto& [key, value] : parameters) {
        if (key == name) {
            return value;
        }
    }
    return fallback;
}

/// The parameters of a user's model, else of a built-in card; null for a device nobody described.
const Parameters* parameters_of(const Target& target, const std::string& model) {
    const auto place = std::ranges::find(target.models, model, &DeviceModel::name);
    if (place != target.models.end()) {
        return &place->parameters;
    }
    const circuit::ModelCard* card = circuit::find_generic_card(model);
    return card == nullptr ? nullptr : &card->parameters;
}

DeviceFigures figures_of(const Target& target, const std::string& model) {
    DeviceFigures figures;
    figures.model = model;
    if (const Parameters* card = parameters_of(target, model)) {
        figures.current_gain = parameter(*card, "bf", figures.current_gain);
        figures.emitter_farads = parameter(*card, "cje", figures.emitter_farads);
        figures.collector_farads = parameter(*card, "cjc", 0) + parameter(*card, "cjs", 0);
    }
    return figures;
}

/// The name less the neuron's number: `h1_3_inv` and `h1_4_inv` are amplifiers of one array,
/// `h1__inv`. One that belongs to no neuron is an array of its own.
std::string array_of(std::string name, const circuit::Origin& origin) {
    if (!origin.bank || !origin.neuron) {
        return name;
    }
    const std::string neuron = neuron_name(*origin.bank, *origin.neuron);
    const std::size_t at = name.find(neuron);
    const std::string bank = *origin.bank == 0 ? "v" : fmt::format("h{}_", *origin.bank);
    return at == std::string::npos ? name : name.replace(at, neuron.size(), bank);
}

/// Drawn for the amplifier, and for its array.
double offset_volts(const Target& target, const std::string& name, const circuit::Origin& origin) {
    const AmplifierSpec& amplifier = target.amplifier;
    return amplifier.offset_sigma * normal_of(target.seed, "offset " + name) +
           amplifier.array_offset_sigma *
               normal_of(target.seed, "array offset " + array_of(name, origin));
}

/// The net of one pin of a user's amplifier.
std::string net_of(AmplifierPin pin, const std::array<std::string, 5>& macromodel,
                   const std::string& open) {
    switch (pin) {
        case AmplifierPin::InPlus:
            return macromodel[0];
        case AmplifierPin::InMinus:
            return macromodel[1];
        case AmplifierPin::Out:
            return macromodel[2];
        case AmplifierPin::Vdd:
            return macromodel[3];
        case AmplifierPin::Vss:
            return macromodel[4];
        case AmplifierPin::Ground:
            return "0";
        case AmplifierPin::Open:
            return open;
    }
    return open;
}

}  // namespace

Context::Context(const analog::Network& network_, const Target& target_)
    : network(network_),
      target(target_),
      build(circuit),
      bjt(figures_of(target_, device_name(target_, "bjt", "npn_generic"))),
      diode(device_name(target_, "diode", "schottky_generic")) {}

void Context::amplifier(const std::string& name, const std::string& summing, const std::string& out,
                        const Rails& rails, const std::string& plus) {
    add_amplifier({name, summing, out, rails, plus}, "hs_opamp");
}

void Context::neuron_amplifier(const std::string& name, const std::string& summing,
                               const Rails& rails) {
    add_amplifier({name, summing, name, rails, "0"}, target.amplifier.type == Feedback::Current
                                                         ? circuit::kCurrentFeedbackAmplifier
                                                         : "hs_opamp");
}

void Context::add_amplifier(const AmplifierNets& place, const std::string& macromodel) {
    const auto& [name, summing, out, rails, plus] = place;
    std::string input = plus;
    if (target.amplifier.offset_sigma > 0 || target.amplifier.array_offset_sigma > 0) {
        input = name + "_os";
        build.as(circuit::Role::AmplifierSource)
            .voltage("vos_" + name, input, plus,
                     offset_volts(target, name, circuit.groups.back().origin));
    }
    if (is_noisy(target) && target.amplifier.noise > 0) {
        const std::string quiet = std::exchange(input, name + "_nv");
        build.as(circuit::Role::AmplifierSource).voltage("vn_" + name, input, quiet, 0);
        layout.noise.push_back({"vn_" + name, target.amplifier.noise * target.amplifier.noise});
    }
    const std::array<std::string, 5> nets = {input, summing, out, rails.vdd, rails.vss};
    if (target.amplifier.subckt.empty()) {
        std::vector<std::string> ours(nets.begin(), nets.end());
        if (transistors()) {
            ours.insert(ours.end(), {"bias_n", "bias_p"});
        }
        build.instance("x" + name, ours, macromodel);
        return;
    }
    std::vector<std::string> ports;
    for (std::size_t k = 0; k < target.amplifier.pins.size(); ++k) {
        const std::string open = fmt::format("{}_nc{}", name, k + 1);
        ports.push_back(net_of(target.amplifier.pins[k], nets, open));
        if (target.amplifier.pins[k] == AmplifierPin::Open) {
            circuit.open_nets.insert(circuit.net(open));
        }
    }
    build.instance("x" + name, ports, target.amplifier.subckt);
}

void Context::group(std::size_t bank, std::size_t neuron, const std::string& part) {
    build.group(neuron_part(network, bank, neuron, part));
}

void Context::add_line(std::size_t bank, std::size_t neuron, const std::string& net,
                       double volts_per_unit) {
    layout.banks[bank][neuron].lines.push_back({net, volts_per_unit, 0, true});
}

void Context::add_model(const circuit::ModelCard& card) {
    if (std::ranges::find(circuit.models, card.name, &circuit::ModelCard::name) ==
        circuit.models.end()) {
        circuit.models.push_back(card);
    }
}

void Context::add_libraries() {
    circuit.includes = target.include;
    circuit.library_names = target.library_names;
    circuit.kit = circuit::kit_of(target);
    if (!target.amplifier.subckt.empty()) {
        circuit.external_subcircuits[target.amplifier.subckt] = target.amplifier.pins.size();
    }
    for (const std::string& name : {bjt.model, diode}) {
        const circuit::ModelCard* card = circuit::find_generic_card(name);
        const auto users = std::ranges::find(target.models, name, &DeviceModel::name);
        if (card != nullptr && users == target.models.end()) {
            circuit.models.push_back(*card);
        }
    }
}

void Context::switch_between(const std::string& name, const std::string& a, const std::string& b,
                             const std::string& control, Closed closed, const std::string& gate) {
    const bool high = closed == Closed::WhileHigh;
    if (transistors()) {
        const std::string complement = control + "_n";
        build.instance("x" + name,
                       {a, b, high ? control : complement, high ? complement : control,
                        activation.vdd, activation.vss},
                       gate);
    } else if (high) {
        build.switch_between(name, a, b, control, "0", "sw_on");
    } else {
        build.switch_between(name, a, b, "0", control, "sw_off");
    }
}

void Context::add_complement(const std::string& control) {
    if (transistors()) {
        build.instance("xn_" + control, {control, control + "_n", activation.vdd, activation.vss},
                       "hs_inverter");
    }
}

void Context::rectifier(const std::string& in, const std::string& out, Passes side) {
    const std::string drive = out + "_o";
    const std::string summing = out + "_m";
    const bool up = side == Passes::NegativeInput;
    build.resistor("r1_" + out, in, summing, kRectifierOhms);
    build.resistor("r2_" + out, summing, out, kRectifierOhms);
    build.as(circuit::Role::RectifierDiode)
        .diode("da_" + out, up ? drive : out, up ? out : drive, diode);
    layout.rectifiers.push_back({out, "da_" + out});
    build.diode("db_" + out, up ? summing : drive, up ? drive : summing, diode);
    amplifier("r_" + out, summing, drive, activation);
}

void Context::multiplier(const std::string& out, const Factor& x, const Factor& y) {
    std::vector<std::string> nets{x.plus, x.minus,        y.plus,        y.minus,
                                  out,    activation.vdd, activation.vss};
    if (transistors()) {
        nets.insert(nets.end(), {"bias_n", "bias_p"});
    }
    build.instance("xm_" + out, nets, "hs_multiplier");
}

double Context::damping_farads(double ohms, double node_farads) const {
    // Source: transimpedance amplifier with GBW: C_f = sqrt(2 C_n / (2 pi R GBW)), 0.7 of it.
    return 0.7 * std::sqrt(2 * node_farads / (2 * std::numbers::pi * ohms * target.amplifier.gbw));
}

}  // namespace hopspice::cells
