// Subcircuits of transistors, each amplifier sized for the load it drives, once all loads are
// known. Loads are rounded up to classes, so that a circuit has a handful of different amplifiers.

#include "cells/values.h"
#include "circuit/gilbert.h"
#include "circuit/parts.h"
#include "circuit/technology.h"
#include "circuit/transmission_gate.h"
#include "passes/lower.h"
#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;

constexpr double kUnitAmperes = 250e-6;  // drive of class 0; every further class doubles it
constexpr double kUnitFarads =
    0.3e-12;  // and the capacitance of wires and inputs that goes with it
constexpr int kMultiplierDrive = 2;
constexpr double kLeastOhms = 1e8;  // above it a resistor only keeps a net defined
constexpr std::size_t kInvertingPort = 1;
constexpr std::size_t kOutputPort = 2;
constexpr std::size_t kMultiplierInputs = 4;

/// What takes current from every net at its peak voltage: resistors, inputs of multipliers, and
/// what stands behind a diode. The wire of a crossbar is the net that it starts from.
class Loads {
public:
    /// `multiplier_siemens` is what a multiplier's input takes.
    Loads(const Circuit& circuit, double multiplier_siemens)
        : multiplier_siemens_(multiplier_siemens) {
        for (const circuit::Group& group : circuit.groups) {
            for (const Element& element : group.elements) {
                if (element.role == circuit::Role::Wire) {
                    start_of_[element.nets[1]] = start_of(element.nets[0]);
                }
            }
        }
        for (const circuit::Group& group : circuit.groups) {
            for (const Element& element : group.elements) {
                add(element);
            }
        }
    }

    /// Current out of an amplifier at the peak voltage, ampere. Of a rectifier's two diodes the one
    /// to its input has at most the current of its input resistor, which the other one has too.
    [[nodiscard]] double peak_amperes(const Element& amplifier) const {
        const circuit::NetId out = amplifier.nets[kOutputPort];
        double amperes = net_amperes(out);
        for (const circuit::NetId behind : find(diodes_, out)) {
            if (behind != amplifier.nets[kInvertingPort]) {
                amperes += net_amperes(behind);
            }
        }
        return amperes;
    }

private:
    template <typename T>
    using OfNets = std::map<circuit::NetId, std::vector<T>>;

    template <typename T>
    static const std::vector<T>& find(const OfNets<T>& of, circuit::NetId net) {
        static const std::vector<T> kNone;
        const auto place = of.find(net);
        return place == of.end() ? kNone : place->second;
    }

    /// Segments are built outwards from a line or a column: the nearer ones are known.
    [[nodiscard]] circuit::NetId start_of(circuit::NetId net) const {
        const auto place = start_of_.find(net);
        return place == start_of_.end() ? net : place->second;
    }

    void add(const Element& element) {
        if (element.role == circuit::Role::Wire) {
            return;
        }
        if (element.kind == Kind::Diode) {
            diodes_[element.nets[0]].push_back(element.nets[1]);
            diodes_[element.nets[1]].push_back(element.nets[0]);
        }
        for (const circuit::NetId net : element.nets) {
            if (element.kind == Kind::Resistor && element.value < kLeastOhms) {
                resistors_[start_of(net)].push_back(&element);
            } else if (element.kind == Kind::Instance) {
                held_.insert(net);
            }
        }
        for (std::size_t k = 0; element.model == "hs_multiplier" && k < kMultiplierInputs; ++k) {
            multiplier_inputs_[element.nets[k]] += 1;
        }
    }

    [[nodiscard]] double net_amperes(circuit::NetId net) const {
        const auto inputs = multiplier_inputs_.find(net);
        double amperes = inputs == multiplier_inputs_.end()
                             ? 0
                             : kPeakVolts * multiplier_siemens_ * inputs->second;
        for (const Element* resistor : find(resistors_, net)) {
            const circuit::NetId near = start_of(resistor->nets[0]);
            const circuit::NetId far = near == net ? start_of(resistor->nets[1]) : near;
            amperes += kPeakVolts / (resistor->value + beyond(far, *resistor));
        }
        return amperes;
    }

    /// The other resistor of a divider whose middle nothing holds.
    [[nodiscard]] double beyond(circuit::NetId middle, const Element& resistor) const {
        const auto& there = find(resistors_, middle);
        if (held_.contains(middle) || middle == circuit::kGround || there.size() != 2) {
            return 0;
        }
        return (there[0] == &resistor ? there[1] : there[0])->value;
    }

    double multiplier_siemens_;
    std::map<circuit::NetId, circuit::NetId> start_of_;  ///< of ends of wire segments
    OfNets<const Element*> resistors_;
    OfNets<circuit::NetId> diodes_;
    std::map<circuit::NetId, int> multiplier_inputs_;
    std::set<circuit::NetId> held_;
};

double class_amperes(int drive) { return kUnitAmperes * std::pow(2, drive); }
double class_farads(int drive) { return kUnitFarads * std::pow(2, drive); }

int drive_class(double amperes) {
    return std::max(0, static_cast<int>(std::ceil(std::log2(amperes / kUnitAmperes))));
}

void set_parameter(ModelCard& card, const std::string& name, double value) {
    const auto place = std::ranges::find_if(
        card.parameters, [&](const auto& parameter) { return parameter.first == name; });
    if (place == card.parameters.end()) {
        card.parameters.emplace_back(name, value);
    } else {
        place->second = value;
    }
}

/// The card of a device role; of a user's device what its .model says, else our figures.
ModelCard card_of(const Target& target, const std::string& role, const std::string& generic) {
    const auto place = target.devices.find(role);
    const std::string name = place == target.devices.end() ? generic : place->second;
    const ModelCard* known = circuit::find_generic_card(name);
    ModelCard card = known != nullptr ? *known : *circuit::find_generic_card(generic);
    const auto users = std::ranges::find(target.models, name, &DeviceModel::name);
    if (users != target.models.end()) {
        for (const auto& [key, value] : users->parameters) {
            set_parameter(card, key, value);
        }
    }
    card.name = name;
    return card;
}

void add_card(Circuit& circuit, const ModelCard& card) {
    const bool there =
        std::ranges::find(circuit.models, card.name, &ModelCard::name) != circuit.models.end();
    if (!there && circuit::find_generic_card(card.name) != nullptr) {
        circuit.models.push_back(card);
    }
}

circuit::OpampNeeds needs_of(int drive, const Target& target) {
    circuit::OpampNeeds needs;
    needs.name = fmt::format("hs_opamp_{}", drive);
    const auto& measured = target.amplifiers;
    needs.gbw_hz =
        measured.empty()
            ? target.amplifier.gbw
            : measured[std::min(static_cast<std::size_t>(drive), measured.size() - 1)].asked;
    needs.peak_amperes = class_amperes(drive);
    needs.load_farads = class_farads(drive);
    needs.load_siemens = needs.peak_amperes / kPeakVolts;
    needs.vdd = target.vdd;
    needs.vss = target.vss;
    return needs;
}

circuit::Devices devices_of(const Target& target) {
    return {target.amplifier.technology, card_of(target, "nmos", "n_generic"),
            card_of(target, "pmos", "p_generic"), card_of(target, "bjt", "npn_generic"),
            card_of(target, "pnp", "pnp_generic")};
}

/// Every instance of the macromodel becomes one of an amplifier for its load.
void size_amplifiers(Circuit& circuit, const Target& target, const circuit::Devices& devices,
                     double multiplier_siemens) {
    const Loads loads(circuit, multiplier_siemens);
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            if (element.kind != Kind::Instance || element.model != "hs_opamp") {
                continue;
            }
            const int drive = drive_class(loads.peak_amperes(element));
            const circuit::OpampNeeds needs = needs_of(drive, target);
            element.model = needs.name;
            if (circuit.find_subcircuit(needs.name) == nullptr) {
                circuit.subcircuits.push_back(circuit::design_opamp(needs, devices).body);
            }
        }
    }
}

}  // namespace

AmplifierLoad amplifier_load(int drive) {
    // Just inside its class.
    return {1.01 * kPeakVolts / class_amperes(drive), class_farads(drive)};
}

double slowest_amplifier(const Target& target) {
    if (!target.amplifiers.empty()) {
        const double least =
            std::ranges::min_element(target.amplifiers, {}, &AmplifierFigures::gbw)->gbw;
        return std::min(target.amplifier.gbw, least);
    }
    const circuit::Devices devices = devices_of(target);
    double gbw = target.amplifier.gbw;
    for (int drive = 0; drive < kAmplifierClasses; ++drive) {
        gbw = std::min(gbw, circuit::design_opamp(needs_of(drive, target), devices).gbw_hz);
    }
    return gbw;
}

void add_transistor_parts(Circuit& circuit, const Target& target) {
    const circuit::Devices devices = devices_of(target);
    for (const ModelCard& card : {devices.nmos, devices.pmos, devices.npn, devices.pnp}) {
        add_card(circuit, card);
    }
    circuit.subcircuits.push_back(
        circuit::bias_generator({"hs_bias", target.vdd, target.vss}, devices));
    circuit.subcircuits.push_back(circuit::transmission_gate(
        "hs_switch", cells::switch_ohms(target), target.vdd, devices.nmos, devices.pmos));
    if (circuit.has_instance_of(kSelectGate)) {
        // Either device has twice the resistance of both.
        circuit.subcircuits.push_back(circuit::transmission_gate(
            kSelectGate, 2 * select_ohms(target), target.vdd, devices.nmos, devices.pmos));
    }
    circuit.subcircuits.push_back(circuit::logic_inverter(devices.nmos, devices.pmos));
    double multiplier_siemens = 0;
    if (circuit.has_instance_of("hs_multiplier")) {
        circuit::OpampNeeds needs = needs_of(kMultiplierDrive, target);
        needs.name = "hs_multiplier";
        circuit::MultiplierDesign multiplier = circuit::design_multiplier(needs, devices);
        multiplier_siemens = multiplier.input_siemens;
        circuit.subcircuits.push_back(std::move(multiplier.body));
    }
    size_amplifiers(circuit, target, devices, multiplier_siemens);
}

}  // namespace hopspice::passes
