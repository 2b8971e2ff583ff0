// tanh, sigmoid: a differential pair per neuron, a transimpedance amplifier per output, tanh with
// an offset of half the tail.

#include "cells/cell.h"
#include "cells/junctions.h"
#include "kinds/functions.h"

#include <algorithm>
#include <cmath>

namespace hopspice::cells {

namespace {

using analog::Bank;
using analog::Polarity;

constexpr double kPairAmperes = 100e-6;
// A pair's base may not rise far above its collector: what k leaves of the swing shifts it down.
constexpr double kLargestPairAttenuation = 0.6;

/// Whether f goes from -1 to 1, not from 0.
bool has_both_signs(const Function& function) { return kinds::own_range(function, 1)->low < 0; }

class PairBuilder {
public:
    PairBuilder(Context& context, std::size_t index)
        : context_(context),
          bank_(context.network.banks[index]),
          index_(index),
          centred_(has_both_signs(bank_.function)),
          parts_(context, index, bank_.output_volts_per_unit * (centred_ ? 2 : 1)) {}

    void add() {
        parts_.add_sink_reference(kPairAmperes, bank_.size);
        const double base = attenuation(bank_) * bank_.volts_per_unit * bank_.state.magnitude();
        const double area = parts_.device_area(kPairAmperes, 2, base);
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            add_pair(neuron, area);
        }
    }

private:
    [[nodiscard]] bool needed(std::size_t neuron, Polarity polarity) const {
        return line_siemens(context_.network, index_, neuron, polarity) > 0;
    }

    /// Base 1 follows the integrator, base 2 rests; the collector on the side that rises with x
    /// gives the positive line, the other one the negative.
    void add_pair(std::size_t neuron, double area) {
        const std::string n = neuron_name(index_, neuron);
        context_.group(index_, neuron, centred_ ? "tanh pair" : "sigmoid pair");
        parts_.add_sink(neuron, n + "_e", kPairAmperes);
        parts_.add_attenuator(n, n + "_b", "vref_b");
        const double k = attenuation(bank_);
        circuit::Builder& build = context_.build;
        build.resistor("rc_" + n, "0", n + "_b2", kAttenuatorOhms / k);
        build.resistor("rd_" + n, n + "_b2", "vref_b", kAttenuatorOhms / (1 - k));
        const bool direct = bank_.polarity == Polarity::Positive;
        const bool up = needed(neuron, Polarity::Positive);
        const bool down = needed(neuron, Polarity::Negative);
        const std::string rising = up ? n + "_kp" : "0";
        const std::string falling = down ? n + "_km" : "0";
        build.bjt("q1_" + n, direct ? rising : falling, n + "_b", n + "_e", context_.bjt.model,
                  area);
        build.bjt("q2_" + n, direct ? falling : rising, n + "_b2", n + "_e", context_.bjt.model,
                  area);
        const double full = context_.bjt.alpha() * kPairAmperes;
        if (up) {
            parts_.add_transimpedance(n + "_p", rising, full, area, centred_ ? full / 2 : 0);
            context_.add_line(index_, neuron, n + "_p", bank_.output_volts_per_unit);
        }
        if (down) {
            parts_.add_transimpedance(n + "_m", falling, full, area, centred_ ? full / 2 : full);
            context_.add_line(index_, neuron, n + "_m", -bank_.output_volts_per_unit);
        }
        if (up || down) {
            circuit::JunctionPath path = parts_.sink_path(neuron);
            path.base = n + "_b";
            path.collector = up ? rising : falling;
            path.line = up ? n + "_p" : n + "_m";
            path.device = "q1_" + n;
            context_.layout.banks[index_][neuron].junction = path;
        }
    }

    Context& context_;
    const Bank& bank_;
    std::size_t index_;
    bool centred_;
    JunctionParts parts_;
};

void scale_pair(Bank& bank, const Scaling& scaling) {
    bank.polarity = scaling.polarity;
    bank.volts_per_unit = std::max(scaling.state_volts / bank.state.magnitude(),
                                   base_volts_per_unit(bank) / kLargestPairAttenuation);
    bank.output_volts_per_unit = scaling.output_volts;
}

void read_pair(Reading& reading, const circuit::NeuronLayout& neuron) {
    if (neuron.junction.base.empty()) {
        return;  // no line of it is used
    }
    read_base(reading, neuron);
    // The other base rests where this one does.
    const std::string& state = neuron.state.net;
    const std::vector<double> rest = reading.system.at_rest({neuron.junction.base, state + "_b2"});
    reading.worsen(std::abs(rest[0] - rest[1]) / reading.layout.thermal_volts);
    for (const circuit::Line& line : neuron.lines) {
        if (line.native) {
            // The device whose current rises with the line.
            const bool rising = line.volts_per_unit > 0;
            const bool same = rising == (neuron.state.volts_per_unit > 0);
            const double off = rising ? (has_both_signs(reading.function) ? -1 : 0) : 1;
            read_line(reading, neuron, line, (same ? "q1_" : "q2_") + state, off);
        }
    }
}

/// A base above its collector, a virtual ground, would turn the device on backwards.
void judge_pair(Judgement& judgement) {
    const Bank& bank = judgement.bank();
    const double k = attenuation(bank);
    const double rest = (1 - k) * pair_base_volts(judgement.target);
    const double top = k * bank.volts_per_unit * bank.state.magnitude() + rest;
    judgement.add("swing", "pair base, V", top, "0.5 V above its collector", graded(top, 0.5, 0.55),
                  "the differential pair stays in its forward region");
    judge_sinks(judgement, rest, rest,
                "the current of a pair stays what it is where its bases are lowest");
}

}  // namespace

Cell pair_cell() {
    Cell cell;
    cell.type = kinds::CellType::Pair;
    cell.name = "differential pair";
    cell.follows_temperature = true;
    cell.rests_at_pair = true;
    cell.scale = scale_pair;
    cell.load = attenuator_siemens;
    cell.build = [](Context& context, std::size_t index) { PairBuilder(context, index).add(); };
    cell.read = [](Reading& reading) {
        for (const circuit::NeuronLayout& neuron : reading.neurons()) {
            read_pair(reading, neuron);
        }
    };
    cell.judge = judge_pair;
    return cell;
}

}  // namespace hopspice::cells
