// f = x: the integrator's output is the line.

#include "cells/wire.h"

#include "cells/cell.h"

namespace hopspice::cells {

namespace {

void scale_wire(analog::Bank& bank, const Scaling& scaling) {
    bank.polarity = scaling.polarity;
    bank.volts_per_unit = scaling.output_volts / bank.state.magnitude();
    bank.output_volts_per_unit = bank.volts_per_unit;
}

}  // namespace

double wire_siemens(const analog::Network& network, std::size_t index, std::size_t neuron) {
    using analog::Polarity;
    const Polarity own = network.banks[index].polarity;
    const Polarity other = own == Polarity::Positive ? Polarity::Negative : Polarity::Positive;
    const double inverter = line_siemens(network, index, neuron, other) > 0 ? 1 / kInverterOhms : 0;
    return line_siemens(network, index, neuron, own) + inverter;
}

Cell wire_cell() {
    Cell cell;
    cell.type = kinds::CellType::Wire;
    cell.name = "wire";
    cell.scale = scale_wire;
    cell.load = wire_siemens;
    cell.build = [](Context& context, std::size_t index) {
        const analog::Bank& bank = context.network.banks[index];
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            context.add_line(index, neuron, neuron_name(index, neuron),
                             analog::sign_of(bank.polarity) * bank.volts_per_unit);
        }
    };
    cell.read = [](Reading& reading) {
        for (const circuit::NeuronLayout& neuron : reading.neurons()) {
            reading.worsen(neuron.lines[0].net == neuron.state.net ? 0 : INFINITY);
        }
    };
    return cell;
}

}  // namespace hopspice::cells
