// softmax: one bipolar device per neuron, emitters joined at one tail, a transimpedance amplifier
// per collector, f = I_c / (alpha I_T). Of ideal sources: devices without base current, a bounded
// form, where a quotient of exponentials overflows or stalls.

#include "cells/shared_tail.h"

#include "cells/cell.h"
#include "cells/junctions.h"
#include "cells/steered.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::cells {

namespace {

using analog::Bank;

constexpr double kLeastCells = 50;      // of the smallest that can be held: the largest of a bank
constexpr double kIdealAmperes = 1e-3;  // of an ideal tail, at least
constexpr double kLeakSiemens = 1e-12;  // ngspice's gmin, across every junction
constexpr double kLeakShare = 1e-5;     // of an ideal tail's current, at most
constexpr double kCollectorVolts = 50;  // of ideal devices
constexpr const char* kIdealDevice = "npn_ideal";

double winner_base_volts(const Bank& bank, double winner) {
    return base_volts_per_unit(bank) * (winner - bank.shift);
}

/// Of an ideal tail: what leaks between the largest voltages there are is a small part of it.
double ideal_amperes(const Bank& bank, double largest_volts) {
    const double spread = base_volts_per_unit(bank) * bank.state.span();
    const double volts = std::max(largest_volts, spread);
    return std::max(kIdealAmperes,
                    static_cast<double>(bank.size) * volts * kLeakSiemens / kLeakShare);
}

struct SharedTail {
    static void scale(Bank& bank, const Scaling& scaling) {
        bank.polarity = analog::Polarity::Positive;
        bank.volts_per_unit = junction_volts_per_unit(bank, scaling.state_volts);
        const double middle = (bank.state.low + bank.state.high) / 2;
        const double top = bank.state.high - kBaseTopVolts / base_volts_per_unit(bank);
        bank.shift = std::max(middle, top);
        bank.output_volts_per_unit = scaling.output_volts;
    }

    /// A bank that its states hardly move gets few volts, and cells among the smallest. As many
    /// more volts as make them tell the weights apart, or fill the range of the states.
    static void raise(analog::Network& network, std::size_t index, const Target& target) {
        Bank& bank = network.banks[index];
        double largest = 0;
        for (const analog::Crossbar& crossbar : network.crossbars) {
            for (const double weight : crossbar.weights.values) {
                if (crossbar.to == index) {
                    largest =
                        std::max(largest, std::abs(weight) /
                                              network.banks[crossbar.from].output_volts_per_unit);
                }
            }
        }
        const double gain = kLeastCells * target.conductance.min * least_feedback_ohms(target);
        const double most = 2 * kHiddenVolts / bank.state.span();
        if (largest > 0 && bank.volts_per_unit < most) {
            bank.volts_per_unit = std::max(bank.volts_per_unit, std::min(most, gain / largest));
        }
    }

    static void build(Context& context, std::size_t index) {
        const Bank& bank = context.network.banks[index];
        JunctionParts parts(context, index, bank.output_volts_per_unit);
        const double span = attenuation(bank) * bank.volts_per_unit * bank.state.span();
        const double area = parts.device_area(kSoftmaxAmperes, bank.size, span);
        const std::string tail = fmt::format("t{}_c", index);
        const double full = context.bjt.alpha() * kSoftmaxAmperes;
        parts.add_sink_reference(kSoftmaxAmperes, 1);
        parts.add_sink(0, tail, kSoftmaxAmperes);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string n = neuron_name(index, neuron);
            context.group(index, neuron, "softmax");
            parts.add_attenuator(n, n + "_b", "0");
            context.build.bjt("q" + n, n + "_k", n + "_b", tail, context.bjt.model, area);
            parts.add_transimpedance(n + "_f", n + "_k", full, area, 0);
            context.add_line(index, neuron, n + "_f", bank.output_volts_per_unit);
            circuit::JunctionPath path = parts.sink_path(0);
            path.base = n + "_b";
            path.collector = n + "_k";
            path.line = n + "_f";
            path.device = "q" + n;
            context.layout.banks[index][neuron].junction = path;
        }
    }

    static void build_ideal(Context& context, std::size_t index) {
        const Bank& bank = context.network.banks[index];
        circuit::Builder& build = context.build;
        const std::string tail = fmt::format("e{}", index);
        const std::string supply = fmt::format("vc{}", index);
        context.add_model({kIdealDevice, "npn", {{"is", 1e-16}, {"bf", 1e9}}});
        build.group(bank_part(context.network, index, "softmax tail"));
        const double base_volts =
            base_volts_per_unit(bank) * std::max(bank.state.high - bank.shift, 0.0);
        const double supply_volts = std::max(kCollectorVolts, 2 * base_volts);
        const double amperes = ideal_amperes(bank, supply_volts);
        build.voltage("v" + supply, supply, "0", supply_volts);
        build.current("i" + tail, tail, "0", amperes);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            context.group(index, neuron, "softmax");
            build.vcvs("e" + name, name + "_b", name, "0",
                       base_volts_per_unit(bank) / bank.volts_per_unit);
            build.voltage("vs_" + name, supply, name + "_k", 0);
            build.bjt("q" + name, name + "_k", name + "_b", tail, kIdealDevice, 1);
            build.behavioral_voltage(
                "b" + name, name + "_f",
                fmt::format("i(vs_{})*{}", name, bank.output_volts_per_unit / amperes));
            circuit::NeuronLayout& layout = context.layout.banks[index][neuron];
            layout.lines.push_back({name + "_f", bank.output_volts_per_unit});
            layout.junction.base = name + "_b";
        }
    }

    /// The source whose current an ideal device's expression reads stands in its collector, and
    /// the tail's whole current gives 1.
    static void read_ideal(Reading& reading) {
        const circuit::Circuit& circuit = reading.circuit;
        for (const circuit::NeuronLayout& neuron : reading.neurons()) {
            read_base(reading, neuron);
            const std::string& name = neuron.state.net;
            const circuit::Element* device = reading.elements.find("q" + name);
            const circuit::Element* ammeter = reading.elements.find("vs_" + name);
            const circuit::Element* source = reading.elements.find("b" + name);
            const circuit::Element* tail =
                device == nullptr ? nullptr
                                  : reading.elements.find("i" + circuit.name_of(device->nets[2]));
            const bool wired = ammeter != nullptr && source != nullptr && tail != nullptr &&
                               ammeter->nets[1] == device->nets[0] &&
                               circuit.name_of(device->nets[1]) == neuron.junction.base &&
                               circuit.name_of(source->nets[0]) == neuron.lines[0].net;
            if (!wired) {
                reading.worsen(INFINITY);
                continue;
            }
            const double full = reading.evaluate(*source, "i(vs_" + name + ")", tail->value);
            reading.worsen(std::abs(full / neuron.lines[0].volts_per_unit - 1));
        }
    }

    /// The tail follows the winner's base and must stay above its own current source.
    static void judge(Judgement& judgement) {
        const model::HiddenRange& range = judgement.ranges.hidden[judgement.index - 1];
        judge_sinks(judgement, winner_base_volts(judgement.bank(), range.winner_low),
                    winner_base_volts(judgement.bank(), range.asked_low),
                    "the softmax tail current stays what it is for the lowest winner");
    }
};

}  // namespace

bool tail_fits(const Bank& bank, double winner_low, const Target& target) {
    if (bank.steered) {
        return steered_tail_fits(bank, winner_low, target);
    }
    return winner_base_volts(bank, winner_low) - kJunctionVolts >= lowest_tail_volts(target);
}

Cell shared_tail_cell() {
    Cell cell;
    cell.type = kinds::CellType::SharedTail;
    cell.name = "shared tail";
    cell.follows_temperature = true;
    cell.scale = SharedTail::scale;
    cell.raise = SharedTail::raise;
    cell.load = attenuator_siemens;
    cell.build = SharedTail::build;
    cell.read = read_exponential_lines;
    cell.build_ideal = SharedTail::build_ideal;
    cell.read_ideal = SharedTail::read_ideal;
    cell.resolution = [](const Function& function) { return 1 / function.beta; };
    cell.judge = SharedTail::judge;
    return cell;
}

}  // namespace hopspice::cells
