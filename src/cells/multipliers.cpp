// f = x^(n-1): a rectifier if rectified, then four-quadrant multipliers, each by the first factor
// again: x, x^2/1 V, x^3/1 V^2, ...

#include "cells/cell.h"
#include "cells/rectifier.h"
#include "cells/wire.h"
#include "kinds/arithmetic.h"

#include <fmt/format.h>

namespace hopspice::cells {

namespace {

/// Largest error of a multiplier of transistors, of its full scale, from 0 to 70 C: measured by
/// tests/integration/building_blocks_test.cpp, `hopspice characterize` prints it.
constexpr double kMultiplierError = 0.011;

struct Multipliers {
    static void scale(analog::Bank& bank, const Scaling& scaling) {
        if (bank.function.rectified) {
            scale_rectified(bank, scaling);
        } else {
            bank.polarity = scaling.polarity;
            bank.volts_per_unit = scaling.output_volts / bank.state.magnitude();
        }
        bank.output_volts_per_unit =
            kinds::integer_power(bank.volts_per_unit, bank.function.degree - 1);
    }

    /// Inputs of multipliers take no current; the first power needs none.
    static double load(const analog::Network& network, std::size_t index, std::size_t neuron) {
        const Function& function = network.banks[index].function;
        if (function.rectified) {
            return 1 / kRectifierOhms;
        }
        return function.degree == 2 ? wire_siemens(network, index, neuron) : 0;
    }

    /// Whether any weight takes its output.
    static bool is_used(const analog::Network& network, std::size_t index, std::size_t neuron) {
        return line_siemens(network, index, neuron, analog::Polarity::Positive) > 0 ||
               line_siemens(network, index, neuron, analog::Polarity::Negative) > 0;
    }

    static void build_neuron(Context& context, std::size_t index, std::size_t neuron) {
        const analog::Bank& bank = context.network.banks[index];
        const std::string name = neuron_name(index, neuron);
        const bool rectified = bank.function.rectified;
        context.group(index, neuron, rectified ? "rectifier and multipliers" : "multipliers");
        const std::string base = rectified ? name + "_r" : name;
        if (!is_used(context.network, index, neuron)) {
            return;
        }
        if (rectified) {
            context.rectifier(name, base, Context::Passes::NegativeInput);
        }
        std::string product = base;
        for (int power = 2; power < bank.function.degree; ++power) {
            const std::string out = fmt::format("{}_f{}", name, power);
            context.multiplier(out, {product}, {base});
            product = out;
        }
        context.add_line(index, neuron, product, bank.output_volts_per_unit);
    }

    static void read_neuron(Reading& reading, const circuit::NeuronLayout& neuron) {
        if (neuron.lines.empty()) {
            return;  // nothing uses it
        }
        const std::string& state = neuron.state.net;
        const std::string base = reading.function.rectified ? state + "_r" : state;
        if (reading.function.rectified) {
            read_rectifier(reading, neuron, base);
        }
        std::string product = base;
        for (int power = 2; power < reading.function.degree; ++power) {
            const std::string out = fmt::format("{}_f{}", state, power);
            reading.expect_product(out, product, "0", base, "0");
            product = out;
        }
        reading.worsen(product == neuron.lines[0].net ? 0 : INFINITY);
    }
};

}  // namespace

void judge_multipliers(Judgement& judgement, double certain, const std::string& meaning) {
    if (judgement.target.level == Level::Transistor) {
        judgement.add("amplifier", "multiplier error", kMultiplierError, "0.02 of full scale",
                      graded(kMultiplierError, certain, INFINITY), meaning);
    }
}

Cell multipliers_cell() {
    Cell cell;
    cell.type = kinds::CellType::Multipliers;
    cell.name = "multipliers";
    cell.scale = Multipliers::scale;
    cell.load = Multipliers::load;
    cell.build = [](Context& context, std::size_t index) {
        for (std::size_t neuron = 0; neuron < context.network.banks[index].size; ++neuron) {
            Multipliers::build_neuron(context, index, neuron);
        }
    };
    cell.read = [](Reading& reading) {
        for (const circuit::NeuronLayout& neuron : reading.neurons()) {
            Multipliers::read_neuron(reading, neuron);
        }
    };
    cell.judge = [](Judgement& judgement) {
        const analog::Bank& bank = judgement.bank();
        if (bank.function.rectified) {
            judge_rectifier(judgement, bank.volts_per_unit * std::max(bank.state.high, 0.0));
        }
        if (judgement.bank().function.degree > 2) {
            judge_multipliers(judgement, 0.02, "static error of every product");
        }
    };
    return cell;
}

}  // namespace hopspice::cells
