#include "cells/reading.h"

#include "cells/values.h"
#include "kinds/functions.h"
#include "netlist/expression.h"

#include <algorithm>
#include <array>
#include <vector>

namespace hopspice::cells {

double Reading::gain(const std::string& forced, const std::string& observed) const {
    netlist::Excitation excitation;
    excitation.forced_volts[forced] = 1;
    return system.dc_response(excitation, {observed})[0];
}

double Reading::evaluate(const circuit::Element& source, const std::string& name, double value) {
    const auto expression = netlist::Expression::parse(source.expression, 0);
    if (!expression) {
        diagnostics.append(expression.error());
        return NAN;
    }
    const bool alone = expression->inputs() == std::vector<std::string>{name};
    return alone ? expression->value([&](const std::string&) { return value; }) : NAN;
}

void Reading::expect_product(const std::string& out, const std::string& xp, const std::string& xn,
                             const std::string& yp, const std::string& yn) {
    const circuit::Element* multiplier = elements.find("xm_" + out);
    const std::array<std::string, 5> wanted = {xp, xn, yp, yn, out};
    bool same = multiplier != nullptr && multiplier->nets.size() == 7;
    for (std::size_t k = 0; same && k < wanted.size(); ++k) {
        same = circuit.name_of(multiplier->nets[k]) == wanted[k];
    }
    worsen(same ? 0 : INFINITY);
}

void read_formulas(Reading& reading) {
    constexpr int kPoints = 9;
    const Range& range = reading.bank().state;
    const double scale = std::max(reading.bank().output.magnitude(), kLeastSignal);
    for (const circuit::NeuronLayout& neuron : reading.neurons()) {
        if (neuron.lines[0].net == neuron.state.net) {
            reading.worsen(kinds::is_identity(reading.function) ? 0 : INFINITY);
            continue;
        }
        const circuit::Element* source = reading.elements.find("b" + neuron.state.net);
        if (source == nullptr || reading.circuit.name_of(source->nets[0]) != neuron.lines[0].net) {
            reading.worsen(INFINITY);
            continue;
        }
        for (int k = 0; k < kPoints; ++k) {
            const double x = range.low + range.span() * k / (kPoints - 1);
            const double volts = (x - neuron.state.shift) * neuron.state.volts_per_unit;
            const double read =
                reading.evaluate(*source, neuron.state.net, volts) / neuron.lines[0].volts_per_unit;
            reading.worsen(std::abs(read - kinds::value_of(reading.function, x)) / scale);
        }
    }
}

}  // namespace hopspice::cells
