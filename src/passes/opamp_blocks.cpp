// The activation blocks of the op-amp level.
//
// softmax: one bipolar device per neuron, emitters joined at one tail, a transimpedance amplifier
// per collector, f = I_c / (alpha I_T).
//
// tanh, sigmoid: a differential pair, a transimpedance amplifier per output, half-tail offset.
//
// exponential: antilog; a reference device held at I_ref by an amplifier, I = I_ref exp(v/V_T).
//
// relu: precision rectifier, out = max(0, -in).
//
// power: a rectifier if rectified, then four-quadrant multipliers.
//
// spherical, layernorm, epanechnikov: normaliser_blocks.cpp.

#include "passes/opamp_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Polarity;

constexpr double kPairAmperes = 100e-6;
constexpr double kExponentialAmperes = 100e-6;
constexpr double kSinkArea = 8;
constexpr double kSenseVolts = 0.15;  // a tail's reference current makes this below ground
constexpr double kDividerAmperes = 50e-6;
constexpr double kSinkLag = 0.5;  // of its loop's devices at the crossing, rad: 63 degrees are left
constexpr double kSinkSlower = 5;                  // than they are is a loop that is damped
constexpr double kAmperesPerArea = 6.25e-6;        // accuracy: emitter resistance at 0.5 % of V_T
constexpr double kLargestAmperesPerArea = 100e-6;  // speed
constexpr double kReferenceLoopFarads = 1e-12;

/// One bank's blocks under construction.
class Blocks {
public:
    Blocks(OpampContext& context, std::size_t index)
        : context_(context),
          build_(context.build),
          bank_(context.network.banks[index]),
          index_(index) {}

    void add() {
        switch (kinds::kind_of(bank_.function).cell) {
            case kinds::CellType::SharedTail:
                return add_softmax();
            case kinds::CellType::Antilog:
                return add_exponential();
            case kinds::CellType::Pair:
                return add_pairs(kinds::own_range(bank_.function, 1)->low < 0 ? PairShape::Tanh
                                                                              : PairShape::Sigmoid);
            case kinds::CellType::Wire:
                return each([&](std::size_t neuron) { add_wire(neuron); });
            case kinds::CellType::Rectifier:
                return each([&](std::size_t neuron) { add_relu(neuron); });
            case kinds::CellType::Multipliers:
                return each([&](std::size_t neuron) { add_power(neuron, bank_.function); });
            case kinds::CellType::GainControl:
                return add_normaliser(context_, index_);
            case kinds::CellType::None:
                return;
        }
    }

private:
    enum class PairShape { Tanh, Sigmoid };

    template <typename Build>
    void each(Build function) {
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            function(neuron);
        }
    }

    [[nodiscard]] std::string name(std::size_t neuron) const { return neuron_name(index_, neuron); }
    [[nodiscard]] NeuronLayout& layout(std::size_t neuron) {
        return context_.layout.banks[index_][neuron];
    }
    void group(std::size_t neuron, const std::string& what) {
        build_.group(neuron_comment(context_.network, index_, neuron) + ": " + what);
    }
    void line(std::size_t neuron, const std::string& net, double volts_per_unit) {
        layout(neuron).lines.push_back({net, volts_per_unit, 0, true});
    }
    [[nodiscard]] bool needed(std::size_t neuron, Polarity polarity) const {
        return line_siemens(context_.network, index_, neuron, polarity) > 0;
    }

    void add_wire(std::size_t neuron) {
        line(neuron, name(neuron), analog::sign_of(bank_.polarity) * bank_.volts_per_unit);
    }

    /// Emitter area: accuracy wants it large, the tail node's slewing wants it small.
    /// Source: I_T/(K A C_je) must exceed the slew of the base voltages.
    [[nodiscard]] double device_area(double tail, std::size_t devices, double base_volts) const {
        const double seconds = bank_.tau * context_.network.time_unit_s;
        const double fastest = tail * seconds /
                               (3 * static_cast<double>(devices) * context_.bjt.emitter_farads *
                                std::max(base_volts, kThermalVolts));
        return std::clamp(fastest, tail / kLargestAmperesPerArea, tail / kAmperesPerArea);
    }

    /// R_a from the integrator to the base, R_b from there to `low`: the base sees k of the signal.
    void add_attenuator(const std::string& neuron, const std::string& base,
                        const std::string& low) {
        const double k = attenuation(bank_);
        build_.resistor("ra_" + neuron, neuron, base, kAttenuatorOhms / k);
        build_.resistor("rb_" + neuron, base, low, kAttenuatorOhms / (1 - k));
    }

    [[nodiscard]] std::string sink_resistor(std::size_t k) const {
        return fmt::format("rt{}_e{}", index_, k);
    }

    /// The reference device's collector is held at kSenseVolts below ground by an amplifier that
    /// drives the base line: its current is kSenseVolts/R_ref whatever its current gain.
    void add_sink_reference(double amperes, std::size_t sinks) {
        const std::string tag = fmt::format("t{}", index_);
        build_.group(bank_.name + ": tail current reference");
        build_.resistor("r" + tag + "_hi", "0", tag + "_ref", kSenseVolts / kDividerAmperes);
        build_.resistor("r" + tag + "_lo", tag + "_ref", "vref_n",
                        (reference_volts(context_.target) - kSenseVolts) / kDividerAmperes);
        build_.resistor("r" + tag + "_ref", "0", tag + "_k", kSenseVolts / amperes);
        build_.bjt("q" + tag + "_ref", tag + "_k", tag + "_b", tag + "_e", context_.bjt.model,
                   kSinkArea);
        build_.resistor("r" + tag + "_e", tag + "_e", context_.activation.vss,
                        kSinkVolts / amperes);
        context_.amplifier(tag, tag + "_ref", tag + "_b", context_.activation, tag + "_k");
        add_sink_damping(tag, amperes, sinks);
    }

    /// The amplifier closes its loop through collector and base line, which lag. Where they do so
    /// at its crossing already, a capacitor to the divider makes it cross earlier: beyond, the
    /// amplifier follows its positive input, and the loop's gain is that of the device, below 1.
    void add_sink_damping(const std::string& tag, double amperes, std::size_t sinks) {
        const AmplifierSpec& amplifier = context_.target.amplifier;
        const double device_farads = kSinkArea * context_.bjt.collector_farads;
        const double lag_s = kSenseVolts / amperes * (device_farads + amplifier.cin) +
                             amplifier.rout * device_farads * static_cast<double>(sinks + 1);
        const double device_gain = kSenseVolts / kSinkVolts;
        const double crossing = 2 * std::numbers::pi * amplifier.gbw * device_gain;
        if (crossing * lag_s < kSinkLag) {
            return;
        }
        const double divider_ohms =
            kSenseVolts / kDividerAmperes * (1 - kSenseVolts / reference_volts(context_.target));
        build_.capacitor("c" + tag, tag + "_b", tag + "_ref", kSinkSlower * lag_s / divider_ohms);
    }

    /// Sink `k` of the bank: a copy of the reference's current out of `net`.
    void add_sink(std::size_t k, const std::string& net, double amperes) {
        const std::string tag = fmt::format("t{}", index_);
        const std::string emitter = fmt::format("{}_e{}", tag, k);
        build_.bjt(fmt::format("q{}_{}", tag, k), net, tag + "_b", emitter, context_.bjt.model,
                   kSinkArea);
        build_.resistor(sink_resistor(k), emitter, context_.activation.vss, kSinkVolts / amperes);
    }

    /// How the full-scale current of a sink is read back.
    [[nodiscard]] JunctionPath sink_path(std::size_t k) const {
        const std::string tag = fmt::format("t{}", index_);
        JunctionPath path;
        path.resistor = "r" + tag + "_ref";
        path.high = "0";
        path.low = tag + "_ref";
        path.copied_from = "r" + tag + "_e";
        path.copied_to = sink_resistor(k);
        path.alphas = 1;
        path.full_scale_volts = full_scale_volts_;
        return path;
    }

    /// Collector current into a line: out = R I_c - R I_offset.
    void add_transimpedance(const std::string& tag, const std::string& collector, double amperes,
                            double area, double offset_amperes) {
        const double ohms = full_scale_volts_ / amperes;
        const double farads = context_.target.amplifier.cin + context_.bjt.collector_farads * area;
        build_.resistor("rt_" + tag, collector, tag, ohms);
        build_.capacitor("ct_" + tag, collector, tag, context_.damping_farads(ohms, farads));
        if (offset_amperes > 0) {
            build_.resistor("ro_" + tag, "vref_p", collector,
                            reference_volts(context_.target) / offset_amperes);
        }
        context_.amplifier("t_" + tag, collector, tag, context_.activation);
    }

    void add_softmax() {
        const double span = attenuation(bank_) * bank_.volts_per_unit * bank_.state.span();
        const double area = device_area(kTailAmperes, bank_.size, span);
        const std::string tail = fmt::format("t{}_c", index_);
        const double full = context_.bjt.alpha() * kTailAmperes;
        full_scale_volts_ = bank_.output_volts_per_unit;
        add_sink_reference(kTailAmperes, 1);
        add_sink(0, tail, kTailAmperes);
        each([&](std::size_t neuron) {
            const std::string n = name(neuron);
            group(neuron, "softmax");
            add_attenuator(n, n + "_b", "0");
            build_.bjt("q" + n, n + "_k", n + "_b", tail, context_.bjt.model, area);
            add_transimpedance(n + "_f", n + "_k", full, area, 0);
            line(neuron, n + "_f", bank_.output_volts_per_unit);
            JunctionPath path = sink_path(0);
            path.base = n + "_b";
            path.collector = n + "_k";
            path.line = n + "_f";
            path.device = "q" + n;
            layout(neuron).junction = path;
        });
    }

    void add_pairs(PairShape shape) {
        const double tail = kPairAmperes;
        add_sink_reference(tail, bank_.size);
        const double base = attenuation(bank_) * bank_.volts_per_unit * bank_.state.magnitude();
        const double area = device_area(tail, 2, base);
        each([&](std::size_t neuron) { add_pair(neuron, shape, tail, area); });
    }

    /// Base 1 follows the integrator, base 2 rests; the collector on the side that rises with x
    /// gives the positive line, the other one the negative.
    void add_pair(std::size_t neuron, PairShape shape, double tail, double area) {
        const std::string n = name(neuron);
        group(neuron, shape == PairShape::Tanh ? "tanh pair" : "sigmoid pair");
        add_sink(neuron, n + "_e", tail);
        add_attenuator(n, n + "_b", "vref_b");
        const double k = attenuation(bank_);
        build_.resistor("rc_" + n, "0", n + "_b2", kAttenuatorOhms / k);
        build_.resistor("rd_" + n, n + "_b2", "vref_b", kAttenuatorOhms / (1 - k));
        const bool direct = bank_.polarity == Polarity::Positive;
        const bool up = needed(neuron, Polarity::Positive);
        const bool down = needed(neuron, Polarity::Negative);
        const std::string rising = up ? n + "_kp" : "0";
        const std::string falling = down ? n + "_km" : "0";
        build_.bjt("q1_" + n, direct ? rising : falling, n + "_b", n + "_e", context_.bjt.model,
                   area);
        build_.bjt("q2_" + n, direct ? falling : rising, n + "_b2", n + "_e", context_.bjt.model,
                   area);
        const double full = context_.bjt.alpha() * tail;
        const bool centred = shape == PairShape::Tanh;
        full_scale_volts_ = bank_.output_volts_per_unit * (centred ? 2 : 1);
        if (up) {
            add_transimpedance(n + "_p", rising, full, area, centred ? full / 2 : 0);
            line(neuron, n + "_p", bank_.output_volts_per_unit);
        }
        if (down) {
            add_transimpedance(n + "_m", falling, full, area, centred ? full / 2 : full);
            line(neuron, n + "_m", -bank_.output_volts_per_unit);
        }
        if (up || down) {
            JunctionPath path = sink_path(neuron);
            path.base = n + "_b";
            path.collector = up ? rising : falling;
            path.line = up ? n + "_p" : n + "_m";
            path.device = "q1_" + n;
            layout(neuron).junction = path;
        }
    }

    /// The reference device's collector is a virtual ground fed with I_ref; the amplifier drives
    /// the emitters of all devices so that it conducts exactly that.
    void add_exponential() {
        const double reference = kExponentialAmperes;
        const double span = attenuation(bank_) * bank_.volts_per_unit * bank_.state.span();
        const double area = device_area(reference, 1, span);
        const std::string tag = fmt::format("t{}", index_);
        full_scale_volts_ = kOutputVolts;
        build_.group(bank_.name + ": exponential reference");
        build_.resistor("r" + tag + "_ref", "vref_p", tag + "_k",
                        reference_volts(context_.target) / reference);
        // The same source resistance as at the other bases: their base currents' drops cancel.
        build_.resistor("r" + tag + "_base", "0", tag + "_b", kAttenuatorOhms);
        build_.bjt("q" + tag, tag + "_k", tag + "_b", tag + "_c", context_.bjt.model, area);
        build_.resistor("r" + tag + "_out", tag + "_o", tag + "_c", 10);
        build_.capacitor("c" + tag, tag + "_o", tag + "_k", kReferenceLoopFarads);
        // More current pulls the collector down, the amplifier's output and the emitters up.
        context_.amplifier(tag, tag + "_k", tag + "_o", context_.activation);
        each([&](std::size_t neuron) {
            const std::string n = name(neuron);
            group(neuron, "exponential");
            add_attenuator(n, n + "_b", "0");
            build_.bjt("q" + n, n + "_k", n + "_b", tag + "_c", context_.bjt.model, area);
            add_transimpedance(n + "_f", n + "_k", reference, area, 0);
            line(neuron, n + "_f", bank_.output_volts_per_unit);
            JunctionPath path;
            path.base = n + "_b";
            path.collector = n + "_k";
            path.line = n + "_f";
            path.resistor = "r" + tag + "_ref";
            path.high = "vref_p";
            path.low = "0";
            path.device = "q" + n;
            path.full_scale_volts = full_scale_volts_;
            layout(neuron).junction = path;
        });
    }

    void add_relu(std::size_t neuron) {
        const std::string out = name(neuron) + "_f";
        group(neuron, "rectifier");
        context_.rectifier(name(neuron), out, OpampContext::Passes::NegativeInput);
        line(neuron, out, bank_.output_volts_per_unit);
    }

    /// x, x^2/1 V, x^3/1 V^2, ... up to the power degree-1.
    void add_power(std::size_t neuron, const Function& energy) {
        const std::string n = name(neuron);
        std::string base = n;
        group(neuron, energy.rectified ? "rectifier and multipliers" : "multipliers");
        if (energy.rectified) {
            base = n + "_r";
            context_.rectifier(n, base, OpampContext::Passes::NegativeInput);
        }
        std::string product = base;
        for (int power = 2; power < energy.degree; ++power) {
            const std::string out = fmt::format("{}_f{}", n, power);
            context_.multiplier(out, {product}, {base});
            product = out;
        }
        line(neuron, product, bank_.output_volts_per_unit);
    }

    OpampContext& context_;
    circuit::Builder& build_;
    const Bank& bank_;
    std::size_t index_;
    double full_scale_volts_ = kOutputVolts;  // at a line, for the full-scale current
};

}  // namespace

void add_activations(OpampContext& context, std::size_t bank) { Blocks(context, bank).add(); }

}  // namespace hopspice::passes
