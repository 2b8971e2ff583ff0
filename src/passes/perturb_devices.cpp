// Emitter and junction areas of bipolar transistors and diodes, each by 1 + sigma z for its
// saturation current and exp(dV/(kT/q)) for its junction voltage: what the area multiplies besides
// (capacitances, and the inverse of series resistances) goes with it. Devices in subcircuits are
// those of amplifiers and multipliers, which all of one kind share: their mismatch is the
// amplifier's offset.

#include "cells/values.h"
#include "passes/lower.h"
#include "passes/passes.h"
#include "support/draws.h"

#include <cmath>

namespace hopspice::passes {

void perturb_devices(circuit::Circuit& circuit, const Target& target) {
    const DeviceMismatch& sigma = target.device_mismatch;
    if ((sigma.is == 0 && sigma.vt == 0) || target.level == Level::Behavioral) {
        return;
    }
    const double thermal = cells::kThermalVolts * circuit::temperature_ratio(target.temperature_c);
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            if (element.kind == circuit::Kind::Bjt || element.kind == circuit::Kind::Diode) {
                const double volts = sigma.vt * normal_of(target.seed, "junction " + element.name);
                element.area *= spread_of(sigma.is, target.seed, "saturation " + element.name) *
                                std::exp(volts / thermal);
            }
        }
    }
}

}  // namespace hopspice::passes
