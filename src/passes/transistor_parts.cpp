// Subcircuits of transistors, each amplifier sized for the load it drives, once all loads are
// known. Loads are rounded up to classes, so that a circuit has a handful of different amplifiers.

#include "circuit/bias_generator.h"
#include "circuit/bjt_opamp.h"
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

struct Cards {
    ModelCard nmos;
    ModelCard pmos;
    ModelCard npn;
    ModelCard pnp;
};

/// Seven transistors in class A for most CMOS amplifiers; where the load is heavy, class AB.
circuit::OpampDesign amplifier_for(const circuit::OpampNeeds& needs, const Target& target,
                                   const Cards& cards) {
    if (target.amplifier.technology == Technology::Bipolar) {
        return circuit::design_bjt_opamp(needs, cards.npn, cards.pnp);
    }
    return needs.peak_amperes > kLargestClassA
               ? circuit::design_cmos_opamp(needs, cards.nmos, cards.pmos)
               : circuit::design_miller_opamp(needs, cards.nmos, cards.pmos);
}

circuit::Subcircuit bias_for(const Target& target, const Cards& cards) {
    const circuit::BiasNeeds needs{"hs_bias", target.vdd, target.vss};
    return target.amplifier.technology == Technology::Bipolar
               ? circuit::bjt_bias_generator(needs, cards.npn, cards.pnp)
               : circuit::cmos_bias_generator(needs, cards.nmos, cards.pmos);
}

/// Every instance of the macromodel becomes one of an amplifier for its load.
void size_amplifiers(Circuit& circuit, const Target& target, const Cards& cards) {
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
                circuit.subcircuits.push_back(amplifier_for(needs, target, cards).body);
            }
        }
    }
}

}  // namespace

AmplifierLoad amplifier_load(int drive) {
    const double share = std::pow(2, drive);
    // Just inside its class.
    return {1.01 * kPeakVolts / (kUnitAmperes * share), kUnitFarads * share};
}

void add_transistor_parts(Circuit& circuit, const Target& target) {
    const Cards cards{card_of(target, "nmos", "n_generic"), card_of(target, "pmos", "p_generic"),
                      card_of(target, "bjt", "npn_generic"), card_of(target, "pnp", "pnp_generic")};
    for (const ModelCard& card : {cards.nmos, cards.pmos, cards.npn, cards.pnp}) {
        add_card(circuit, card);
    }
    circuit.subcircuits.push_back(bias_for(target, cards));
    circuit.subcircuits.push_back(
        circuit::transmission_gate(switch_ohms(target), target.vdd, cards.nmos, cards.pmos));
    circuit.subcircuits.push_back(circuit::logic_inverter(cards.nmos, cards.pmos));
    size_amplifiers(circuit, target, cards);
}

}  // namespace hopspice::passes
