#include "proof/macromodels.h"

#include "cells/values.h"
#include "circuit/parts.h"
#include "passes/token_rows.h"

#include <algorithm>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;

constexpr std::size_t kMultiplierPorts = 7;  // xp xn yp yn out vcc vee, then bias lines
constexpr const char* kGate = "hs_gate";
constexpr const char* kRowGate = "hs_row_gate";

bool is_block(const Element& element, const char* prefix) {
    return element.kind == Kind::Instance && element.model.starts_with(prefix);
}

void substitute(Element& element, const char* model, std::size_t ports) {
    element.model = model;
    element.nets.resize(std::min(element.nets.size(), ports));
}

/// Complements and the controls they are made from.
std::map<NetId, NetId> complements(const Circuit& circuit) {
    std::map<NetId, NetId> made_from;
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (is_block(element, "hs_inverter") && element.nets.size() >= 2) {
                made_from[element.nets[1]] = element.nets[0];
            }
        }
    }
    return made_from;
}

/// a b on off ...: closed while `on` is high, or while what `on` is the complement of is low.
void substitute_gate(Element& element, const std::map<NetId, NetId>& made_from) {
    const auto complement = made_from.find(element.nets[2]);
    const NetId a = element.nets[0];
    const NetId b = element.nets[1];
    if (complement == made_from.end()) {
        element.nets = {a, b, element.nets[2], circuit::kGround};
    } else {
        element.nets = {a, b, circuit::kGround, complement->second};
    }
    element.kind = Kind::Switch;
    element.model = element.model == passes::kSelectGate ? kRowGate : kGate;
}

void remove_subcircuits(Circuit& circuit) {
    std::erase_if(circuit.subcircuits, [](const circuit::Subcircuit& body) {
        return body.name.starts_with("hs_switch") || body.name == "hs_inverter" ||
               body.name == "hs_bias" || body.name == "hs_multiplier";
    });
}

}  // namespace

Circuit with_macromodels(Circuit circuit, const Target& target) {
    if (target.level != Level::Transistor) {
        return circuit;
    }
    const auto made_from = complements(circuit);
    for (circuit::Group& group : circuit.groups) {
        std::erase_if(group.elements, [](const Element& element) {
            return is_block(element, "hs_inverter") || is_block(element, "hs_bias");
        });
        for (Element& element : group.elements) {
            if (is_block(element, "hs_multiplier")) {
                substitute(element, "hs_multiplier", kMultiplierPorts);
            } else if (is_block(element, "hs_switch")) {
                substitute_gate(element, made_from);
            }
        }
    }
    remove_subcircuits(circuit);
    for (const auto& [gate, ohms] : {std::pair{kGate, cells::switch_ohms(target)},
                                     std::pair{kRowGate, passes::select_ohms(target)}}) {
        circuit.models.push_back(
            {gate, "sw", {{"vt", 0}, {"vh", 0.1}, {"ron", ohms}, {"roff", 1e12}}});
    }
    circuit.subcircuits.push_back(circuit::multiplier_subcircuit(target.amplifier));
    return circuit;
}

}  // namespace hopspice::proof
