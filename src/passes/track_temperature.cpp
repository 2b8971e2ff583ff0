// The one reference of a circuit of transistors is proportional to absolute temperature, and so is
// whatever is made from it and every input: V(T) = V(27 C) T/300.15. All voltages scale together,
// V_T among them, so that beta h = v/V_T and every ratio of currents stay what they are at 27 C.

#include "cells/values.h"
#include "circuit/bipolar.h"
#include "passes/lower.h"

namespace hopspice::passes {

namespace {

void scale_values(std::vector<double>& pwl, double factor) {
    for (std::size_t index = 1; index < pwl.size(); index += 2) {
        pwl[index] *= factor;
    }
}

/// Inputs and the reference; supplies and logic levels stay.
void scale_sources(Lowered& lowered, double factor) {
    for (circuit::Group& group : lowered.circuit.groups) {
        for (circuit::Element& element : group.elements) {
            if (element.role == circuit::Role::Input) {
                scale_values(element.pwl, factor);
            }
        }
    }
    for (Supply& supply : lowered.layout.supplies) {
        supply.volts *= supply.domain == "reference" ? factor : 1;
    }
}

void scale_layout(Layout& layout, double factor) {
    for (auto& bank : layout.banks) {
        for (NeuronLayout& neuron : bank) {
            neuron.state.volts_per_unit *= factor;
            neuron.input_volts_per_unit *= factor;
            neuron.bias_volts_per_unit *= factor;
            neuron.junction.full_scale_volts *= factor;
            for (Line& line : neuron.lines) {
                line.volts_per_unit *= factor;
            }
        }
    }
    layout.thermal_volts *= factor;
    layout.swing_limit_volts *= factor;
}

}  // namespace

void track_temperature(Lowered& lowered, const Target& target) {
    const double factor = circuit::temperature_ratio(target.temperature_c);
    scale_sources(lowered, factor);
    scale_layout(lowered.layout, factor);
}

}  // namespace hopspice::passes
