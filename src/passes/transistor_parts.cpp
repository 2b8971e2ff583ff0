// Amplifiers of transistors, sized for the load each one drives, once all loads are known.

#include "circuit/interim_opamps.h"
#include "passes/lower.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

constexpr double kPeakVolts = 1.2;     // an amplifier's output, full scale and some
constexpr double kUnitAmperes = 1e-3;  // drive of class 0; every further class doubles it
constexpr double kLeastOhms = 1e8;     // above it a resistor only keeps a net defined
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

}  // namespace

void add_transistor_parts(Circuit& circuit, const Target& target) {
    (void)target;
    const auto amperes = peak_amperes(circuit);
    std::set<int> classes;
    double total = 0;
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            if (element.kind == Kind::Instance && element.model == "hs_opamp") {
                const auto load = amperes.find(element.nets[kOutputPort]);
                const int drive = drive_class(load == amperes.end() ? 0 : load->second);
                element.model = fmt::format("hs_opamp_{}", drive);
                classes.insert(drive);
                total += std::pow(2, drive);
            }
        }
    }
    for (const int drive : classes) {
        circuit.subcircuits.push_back(
            circuit::interim_cmos(fmt::format("hs_opamp_{}", drive), std::pow(2, drive)));
    }
    for (const auto& card : circuit::interim_cards()) {
        circuit.models.push_back(card);
    }
    circuit.subcircuits.push_back(circuit::interim_cmos_bias(std::max(1.0, std::ceil(total / 4))));
    circuit.subcircuits.push_back(circuit::interim_switch());
    circuit.subcircuits.push_back(circuit::interim_inverter());
}

}  // namespace hopspice::passes
