// Subcircuits of transistors, each amplifier sized for the load it drives, once all loads are
// known. Loads are rounded up to classes, so that a circuit has a handful of different amplifiers.

#include "circuit/bias_generator.h"
#include "circuit/cmos_opamp.h"
#include "circuit/miller_opamp.h"
#include "circuit/parts.h"
#include "circuit/transmission_gate.h"
#include "passes/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;

constexpr double kPeakVolts = 1.2;       // an amplifier's output, full scale and some
constexpr double kUnitAmperes = 250e-6;  // drive of class 0; every further class doubles it
constexpr double kUnitFarads =
    0.3e-12;  // and the capacitance of wires and inputs that goes with it
constexpr double kLargestClassA = 2e-3;  // peak, A
constexpr double kLeastOhms = 1e8;       // above it a resistor only keeps a net defined
constexpr std::size_t kOutputPort = 2;

/// Current into every net's resistors at the peak voltage, ampere.
std::map<circuit::NetId, double> peak_amperes(const Circuit& circuit) {
    std::map<circuit::NetId, double> amperes;
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (element.kind == Kind::Resistor && element.value < kLeastOhms) {
                for (const circuit::NetId net : element.nets) {
                    amperes[net] += kPeakVolts / element.value;
                }
            }
        }
    }
    return amperes;
}

int drive_class(double amperes) {
    return std::max(0, static_cast<int>(std::ceil(std::log2(amperes / kUnitAmperes))));
}

/// The card of a device role; a user's device is sized like ours, under its own name.
ModelCard card_of(const Target& target, const std::string& role, const std::string& generic) {
    const auto place = target.devices.find(role);
    const std::string name = place == target.devices.end() ? generic : place->second;
    const ModelCard* known = circuit::find_generic_card(name);
    ModelCard card = known != nullptr ? *known : *circuit::find_generic_card(generic);
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
    const double share = std::pow(2, drive);
    needs.name = fmt::format("hs_opamp_{}", drive);
    needs.gbw_hz = target.amplifier.gbw;
    needs.peak_amperes = kUnitAmperes * share;
    needs.load_farads = kUnitFarads * share;
    needs.load_siemens = needs.peak_amperes / kPeakVolts;
    needs.vdd = target.vdd;
    needs.vss = target.vss;
    return needs;
}

/// Seven transistors in class A for most; where the load is heavy, class AB.
circuit::OpampDesign amplifier_for(const circuit::OpampNeeds& needs, const ModelCard& nmos,
                                   const ModelCard& pmos) {
    return needs.peak_amperes > kLargestClassA ? circuit::design_cmos_opamp(needs, nmos, pmos)
                                               : circuit::design_miller_opamp(needs, nmos, pmos);
}

}  // namespace

void add_transistor_parts(Circuit& circuit, const Target& target) {
    const ModelCard nmos = card_of(target, "nmos", "n_generic");
    const ModelCard pmos = card_of(target, "pmos", "p_generic");
    add_card(circuit, nmos);
    add_card(circuit, pmos);
    circuit.subcircuits.push_back(
        circuit::cmos_bias_generator({"hs_bias", target.vdd, target.vss}, nmos, pmos));
    circuit.subcircuits.push_back(
        circuit::transmission_gate(switch_ohms(target), target.vdd, nmos, pmos));
    circuit.subcircuits.push_back(circuit::logic_inverter(nmos, pmos));
    const auto amperes = peak_amperes(circuit);
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            if (element.kind != Kind::Instance || element.model != "hs_opamp") {
                continue;
            }
            const auto load = amperes.find(element.nets[kOutputPort]);
            const int drive = drive_class(load == amperes.end() ? 0 : load->second);
            const circuit::OpampNeeds needs = needs_of(drive, target);
            element.model = needs.name;
            if (circuit.find_subcircuit(needs.name) == nullptr) {
                circuit.subcircuits.push_back(amplifier_for(needs, nmos, pmos).body);
            }
        }
    }
}

}  // namespace hopspice::passes
