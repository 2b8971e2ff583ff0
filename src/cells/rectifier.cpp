// f = max(x, 0): a precision rectifier, out = max(0, -in).

#include "cells/rectifier.h"

#include "cells/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::cells {

void scale_rectified(analog::Bank& bank, const Scaling& scaling) {
    const double high = std::max(bank.state.high, 1e-3 * bank.state.magnitude());
    bank.volts_per_unit =
        std::min(scaling.rectified_volts / high, scaling.reach_volts / bank.state.magnitude());
    bank.output_volts_per_unit = bank.volts_per_unit;
    bank.polarity = analog::Polarity::Negative;
}

void read_rectifier(Reading& reading, const circuit::NeuronLayout& neuron, const std::string& out) {
    const double volts = neuron.state.volts_per_unit * reading.gain(neuron.state.net, out);
    reading.worsen(std::abs(volts / reading.bank().volts_per_unit - 1));
}

void judge_rectifier(Judgement& judgement, double output_volts) {
    const double reach = rectified_swing_volts(judgement.target);
    judgement.add("swing", "rectified, V", output_volts,
                  fmt::format("amplifiers behind a diode reach {:.3g} V", reach),
                  graded(output_volts, reach, reach), "what a rectifier passes has a diode's drop");
}

Cell rectifier_cell() {
    Cell cell;
    cell.type = kinds::CellType::Rectifier;
    cell.name = "rectifier";
    cell.scale = scale_rectified;
    cell.load = [](const analog::Network&, std::size_t, std::size_t) { return 1 / kRectifierOhms; };
    cell.build = [](Context& context, std::size_t index) {
        const analog::Bank& bank = context.network.banks[index];
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            context.group(index, neuron, "rectifier");
            context.rectifier(name, name + "_f", Context::Passes::NegativeInput);
            context.add_line(index, neuron, name + "_f", bank.output_volts_per_unit);
        }
    };
    cell.read = [](Reading& reading) {
        for (const circuit::NeuronLayout& neuron : reading.neurons()) {
            read_rectifier(reading, neuron, neuron.lines[0].net);
        }
    };
    cell.judge = [](Judgement& judgement) {
        const analog::Bank& bank = judgement.bank();
        judge_rectifier(judgement, bank.volts_per_unit * std::max(bank.state.high, 0.0));
    };
    return cell;
}

}  // namespace hopspice::cells
