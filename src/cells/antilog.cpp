// exponential: a reference device held at I_ref by an amplifier, and a device per neuron with its
// emitter at the same net: I = I_ref exp(v/V_T).

#include "cells/cell.h"
#include "cells/junctions.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::cells {

namespace {

constexpr double kReferenceAmperes = 100e-6;
constexpr double kReferenceLoopFarads = 1e-12;
constexpr double kEmitterVolts = 0.9;  // below ground, at the reference current

struct Antilog {
    static void scale(analog::Bank& bank, const Scaling& scaling) {
        bank.polarity = analog::Polarity::Positive;
        bank.volts_per_unit = junction_volts_per_unit(bank, scaling.state_volts);
        bank.shift = bank.state.high;
        bank.output_volts_per_unit =
            scaling.output_volts / std::exp(bank.function.beta * bank.shift);
    }

    /// Of the largest state's output.
    static double full_scale(const analog::Bank& bank) {
        return bank.output_volts_per_unit * std::exp(bank.function.beta * bank.shift);
    }

    /// The reference device's collector is a virtual ground fed with I_ref; the amplifier drives
    /// the emitters of all devices so that it conducts exactly that.
    static void build(Context& context, std::size_t index) {
        const analog::Bank& bank = context.network.banks[index];
        circuit::Builder& build = context.build;
        JunctionParts parts(context, index, full_scale(bank));
        const double span = attenuation(bank) * bank.volts_per_unit * bank.state.span();
        const double area = parts.device_area(kReferenceAmperes, 1, span);
        const std::string tag = fmt::format("t{}", index);
        build.group(bank_part(context.network, index, "exponential reference"));
        build.resistor("r" + tag + "_ref", "vref_p", tag + "_k",
                       reference_volts(context.target) / kReferenceAmperes);
        // The same source resistance as at the other bases: their base currents' drops cancel.
        build.resistor("r" + tag + "_base", "0", tag + "_b", kAttenuatorOhms);
        build.bjt("q" + tag, tag + "_k", tag + "_b", tag + "_c", context.bjt.model, area);
        build.resistor("r" + tag + "_out", tag + "_o", tag + "_c", 10);
        build.capacitor("c" + tag, tag + "_o", tag + "_k", kReferenceLoopFarads);
        // More current pulls the collector down, the amplifier's output and the emitters up.
        context.amplifier(tag, tag + "_k", tag + "_o", context.activation);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string n = neuron_name(index, neuron);
            context.group(index, neuron, "exponential");
            parts.add_attenuator(n, n + "_b", "0");
            build.bjt("q" + n, n + "_k", n + "_b", tag + "_c", context.bjt.model, area);
            parts.add_transimpedance(n + "_f", n + "_k", kReferenceAmperes, area, 0);
            context.add_line(index, neuron, n + "_f", bank.output_volts_per_unit);
            context.layout.banks[index][neuron].junction = path_of(bank, n, tag);
        }
    }

    static circuit::JunctionPath path_of(const analog::Bank& bank, const std::string& neuron,
                                         const std::string& tag) {
        circuit::JunctionPath path;
        path.base = neuron + "_b";
        path.collector = neuron + "_k";
        path.line = neuron + "_f";
        path.resistor = "r" + tag + "_ref";
        path.high = "vref_p";
        path.low = "0";
        path.device = "q" + neuron;
        path.full_scale_volts = full_scale(bank);
        return path;
    }
};

}  // namespace

Cell antilog_cell() {
    Cell cell;
    cell.type = kinds::CellType::Antilog;
    cell.name = "antilog";
    cell.follows_temperature = true;
    cell.scale = Antilog::scale;
    cell.load = attenuator_siemens;
    cell.build = Antilog::build;
    cell.read = read_exponential_lines;
    cell.resolution = [](const Function& function) { return 1 / function.beta; };
    cell.judge = [](Judgement& judgement) {
        const double swing = swing_volts(judgement.target);
        judgement.add("swing", "emitters, V", kEmitterVolts,
                      fmt::format("amplifiers reach {:.3g} V", swing),
                      graded(kEmitterVolts, swing, swing),
                      "the reference amplifier holds all emitters a junction below ground");
    };
    return cell;
}

}  // namespace hopspice::cells
