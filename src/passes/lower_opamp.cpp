// Analog blocks -> resistors, capacitors, op-amp macromodels, switches and junction devices.
//   neuron     column of crossbar resistors and R_f into a virtual ground, C_f around the amplifier
//   initial    switches part column and amplifier, short C_f at rest, then a step of -v through an
//              equal capacitor puts the charge of v(0) on C_f; no current flows in the held state
//   held       the input's inverter is the line; no column, no integrator
//   line       the activation's output, and an inverter where a weight needs the other sign
//   tokens     a wire per candidate row, switched to its neuron or to ground (token_rows.h)

#include "cells/cell.h"
#include "cells/steered.h"
#include "circuit/opamp_design.h"
#include "passes/crossbars.h"
#include "passes/lower.h"
#include "passes/passes.h"
#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Network;
using analog::Polarity;

constexpr double kSwingMargin = 0.05;
constexpr double kStartPoles = 1000;     // amplifier time constants from power-on to rest
constexpr double kRampShare = 0.1;       // of that for the supplies to come up
constexpr double kReferenceOhms = 10e3;  // per volt
// A load is as long for the slowest hidden neuron as for three time constants of a capacitor and
// its switch.
constexpr double kChargeTaus = 3;
constexpr double kResetTaus = 12;       // a state within exp(-12) of rest
constexpr double kHoldRatio = 2;        // resistors that keep a held state at dc, over R_f
constexpr double kChargeNoiseGain = 2;  // of the charge transfer onto C_f

class OpampLowering {
public:
    OpampLowering(const Network& network, const Target& target)
        : network_(network), target_(target), context_(network, target), build_(context_.build) {}

    Lowered run() {
        add_parts();
        set_timing();
        add_supplies();
        add_tokens();
        context_.layout.banks.resize(network_.banks.size());
        for (std::size_t bank = 0; bank < network_.banks.size(); ++bank) {
            context_.layout.banks[bank].resize(network_.banks[bank].size);
            for (std::size_t neuron = 0; neuron < network_.banks[bank].size; ++neuron) {
                add_neuron(bank, neuron);
            }
            cells::cell_of(network_.banks[bank]).build(context_, bank);
            for (std::size_t neuron = 0; neuron < network_.banks[bank].size; ++neuron) {
                add_inverter(bank, neuron);
            }
        }
        add_crossbars(context_);
        add_bodies();
        return {std::move(context_.circuit), std::move(context_.layout)};
    }

private:
    void add_parts() {
        circuit::Circuit& circuit = context_.circuit;
        context_.add_libraries();
        if (context_.transistors()) {
            return;  // sized once every load is known
        }
        circuit.models.push_back(circuit::switch_on_card(cells::switch_ohms(target_)));
        circuit.models.push_back(circuit::switch_off_card(cells::switch_ohms(target_)));
        if (target_.amplifier.subckt.empty()) {
            circuit.subcircuits.push_back(circuit::opamp_subcircuit(
                target_.amplifier, circuit::output_of(target_.amplifier)));
            if (target_.amplifier.type == Feedback::Current) {
                circuit.subcircuits.push_back(circuit::current_feedback_subcircuit(
                    target_.amplifier, circuit::output_of(target_.amplifier)));
            }
        }
    }

    /// Of what was instantiated.
    void add_bodies() {
        if (context_.transistors()) {
            return add_transistor_parts(context_.circuit, target_);
        }
        if (context_.circuit.has_instance_of("hs_multiplier")) {
            context_.circuit.subcircuits.push_back(
                circuit::multiplier_subcircuit(target_.amplifier));
        }
        use_drivers(context_.circuit, context_.layout, network_, target_.amplifier);
    }

    /// Rest, input step, then long enough for the held state and the hidden neurons to settle.
    void set_timing() {
        double fastest = network_.banks[0].tau * network_.time_unit_s;
        double slowest = 0;
        for (std::size_t index = 1; index < network_.banks.size(); ++index) {
            if (index == network_.readout_bank) {
                continue;  // nothing waits for it
            }
            const Bank& bank = network_.banks[index];
            const double tau = bank.tau * network_.time_unit_s;
            fastest = std::min(fastest, tau);
            slowest = std::max({slowest, tau, input_lag_s(bank, target_)});
        }
        const double pole = 1 / (2 * std::numbers::pi * target_.amplifier.gbw);
        const double held = std::max(kChargeNoiseGain * pole,
                                     circuit::loop_lag_s(target_.amplifier, kChargeNoiseGain,
                                                         cells::least_feedback_ohms(target_)));
        const double slewed = cells::kOutputVolts / target_.amplifier.slew;
        Layout& layout = context_.layout;
        layout.edge_s =
            std::max(1e-2 * fastest, kLeastEdgeTaus * network_.banks[0].tau * network_.time_unit_s);
        layout.apply_s = 10 * layout.edge_s;
        if (context_.transistors()) {
            layout.held_volts = target_.vdd;
            layout.released_volts = target_.vss;
            layout.apply_s += kStartPoles * pole;
        }
        const double loaded = std::max(slowest, kChargeTaus * discharge_s());
        const double far = network_.steered ? slewed * visible_volts() : slewed;
        layout.release_s = layout.apply_s + load_s(loaded, held) + far + ready_s();
        layout.reset_s = 2 * layout.edge_s + slewed + kResetTaus * (held + discharge_s());
        const Bank& visible = network_.banks[0];
        layout.swing_limit_volts =
            std::min(cells::swing_volts(target_) + kSwingMargin,
                     kLeftRange * visible.volts_per_unit * visible.state.magnitude());
    }

    /// Hidden neurons behind held ones. Where nothing else is slow, held states cost no more than
    /// what is ahead of something slower does.
    [[nodiscard]] double load_s(double loaded, double held) const {
        const double seconds = network_.steered ? kLoadTaus * loaded + cells::kSeriesTaus * held
                                                : kLoadTaus * (loaded + held);
        return std::max(seconds, kLoadEdges * context_.layout.edge_s);
    }

    /// How far visible neurons go, of the full scale that others are reckoned to.
    [[nodiscard]] double visible_volts() const {
        const Bank& visible = network_.banks[0];
        return visible.volts_per_unit * visible.state.magnitude() / cells::kOutputVolts;
    }

    /// Time constant of the slowest C_f through the switch that shorts it.
    [[nodiscard]] double discharge_s() const {
        double largest = 0;
        for (const Bank& bank : network_.banks) {
            for (const double farads : bank.capacitor_farads) {
                largest = std::max(largest, bank.initial ? farads : 0);
            }
        }
        return cells::switch_ohms(target_) * largest;
    }

    /// Until cells that are not at once follow their states.
    [[nodiscard]] double ready_s() const {
        double sum = 0;
        for (const Bank& bank : network_.banks) {
            const cells::Cell& cell = cells::cell_of(bank);
            sum += cell.ready_s != nullptr ? cell.ready_s(bank, target_) : 0;
        }
        return sum;
    }

    void add_supplies() {
        build_.group({.part = "supplies, with an ammeter per power domain"});
        add_source("vdd", target_.vdd);
        add_source("vss", target_.vss);
        add_domain(context_.visible, "visible");
        add_domain(context_.hidden, "hidden");
        add_domain(context_.activation, "activation");
        Layout& timing = context_.layout;
        timing.rest_source = "vrest";
        build_.group({.part = "high until the inputs are applied", .owner = "rest"});
        build_.voltage(
            timing.rest_source, "rest", "0",
            std::vector<double>{0, timing.held_volts, timing.apply_s - timing.edge_s,
                                timing.held_volts, timing.apply_s, timing.released_volts});
        context_.add_complement("rest");
        build_.group({.part = "references for biases and offsets"});
        if (context_.transistors()) {
            add_bias_reference();
        }
        add_reference("n", -cells::reference_volts(target_));
        add_reference("p", cells::reference_volts(target_));
        const bool pairs = std::ranges::any_of(
            network_.banks, [](const Bank& bank) { return cells::cell_of(bank).rests_at_pair; });
        if (pairs) {
            add_reference("b", cells::pair_base_volts(target_));
        }
        if (network_.steered) {
            add_reference("c", cells::kCascodeVolts);
        }
    }

    /// The circuit of transistors starts without power: its operating point is all zeros.
    void add_source(const std::string& net, double volts) {
        if (context_.transistors()) {
            const double ramp = kRampShare * context_.layout.apply_s;
            build_.voltage(net, net, "0", std::vector<double>{0, 0, ramp, volts});
        } else {
            build_.voltage(net, net, "0", volts);
        }
    }

    /// The one reference: every other voltage and every bias current is made from it.
    void add_bias_reference() {
        const double ramp = kRampShare * context_.layout.apply_s;
        build_.as(circuit::Role::Input)
            .voltage("vref", "ref", "0", std::vector<double>{0, 0, ramp, circuit::kReferenceVolts});
        context_.layout.supplies.push_back({"vref", circuit::kReferenceVolts, "reference"});
        build_.instance(
            "xbias", {"ref", context_.activation.vdd, context_.activation.vss, "bias_n", "bias_p"},
            "hs_bias");
    }

    /// With a load, so that a reference no neuron uses is still a part of the circuit.
    void add_reference(const std::string& tag, double volts) {
        const std::string net = "vref_" + tag;
        if (context_.transistors()) {
            // Inverted from the bias reference, or from the inverted one.
            const double from =
                volts > 0 ? -cells::reference_volts(target_) : circuit::kReferenceVolts;
            const std::string column = net + "_c";
            build_.resistor("r1_" + net, volts > 0 ? "vref_n" : "ref", column,
                            kReferenceOhms * std::abs(from));
            build_.resistor("r2_" + net, column, net, kReferenceOhms * std::abs(volts));
            context_.amplifier(net, column, net, context_.activation);
            return;
        }
        build_.voltage(net, net, "0", volts);
        build_.resistor("rref_" + tag, net, "0", 1e9);
        context_.layout.supplies.push_back({net, volts, "reference"});
    }

    void add_domain(const cells::Rails& rails, const std::string& domain) {
        build_.voltage("vi_" + rails.vdd, "vdd", rails.vdd, 0);
        build_.voltage("vi_" + rails.vss, "vss", rails.vss, 0);
        build_.resistor("rl_" + rails.vdd, rails.vdd, rails.vss, 1e9);
        context_.layout.supplies.push_back({"vi_" + rails.vdd, target_.vdd, domain});
        context_.layout.supplies.push_back({"vi_" + rails.vss, target_.vss, domain});
    }

    void add_tokens() {
        add_token_inputs(network_, build_, context_.layout);
        for (std::size_t slot = 0; slot < context_.layout.tokens.size(); ++slot) {
            for (std::size_t token = 0; token < context_.layout.tokens[slot].size(); ++token) {
                context_.add_complement(token_net(slot, token));
            }
        }
    }

    void add_neuron(std::size_t index, std::size_t neuron) {
        const Bank& bank = network_.banks[index];
        const std::string name = cells::neuron_name(index, neuron);
        NeuronLayout& layout = context_.layout.banks[index][neuron];
        const bool held = bank.initial.has_value();
        layout.state = {name, analog::sign_of(bank.polarity) * bank.volts_per_unit, bank.shift};
        if (bank.is_held(neuron)) {
            return add_held(index, neuron, name, layout);
        }
        layout.column = name + "_c";
        const std::string summing = held ? name + "_s" : layout.column;
        context_.group(index, neuron, "integrator");
        build_.resistor("rf_" + name, layout.column, name, bank.feedback_ohms);
        build_.capacitor("cf_" + name, summing, name, bank.capacitor_farads[neuron]);
        context_.neuron_amplifier(name, summing, index == 0 ? context_.visible : context_.hidden);
        add_bias(index, neuron, layout.column);
        if (held) {
            add_initial(index, neuron, name, layout);
        }
        if (index == 0 && network_.bias_input) {
            add_bias_input(neuron, name, layout);
        }
    }

    /// The input inverted, like that of a held integrator.
    void add_held(std::size_t index, std::size_t neuron, const std::string& name,
                  NeuronLayout& layout) {
        layout.held = true;
        context_.group(index, neuron, "held line");
        add_input(index, neuron, name, layout);
        build_.resistor("r1_" + name, name + "_in", name + "_c", cells::kInverterOhms);
        build_.resistor("r2_" + name, name + "_c", name, cells::kInverterOhms);
        context_.amplifier(name, name + "_c", name, context_.visible);
    }

    /// The source of the value that a neuron is held at, from the step on.
    void add_input(std::size_t index, std::size_t neuron, const std::string& name,
                   NeuronLayout& layout) {
        const Bank& bank = network_.banks[index];
        const Layout& timing = context_.layout;
        layout.input_source = "vin_" + name;
        layout.input_volts_per_unit = -layout.state.volts_per_unit;
        const double initial = layout.input_volts_per_unit * ((*bank.initial)[neuron] - bank.shift);
        build_.as(circuit::Role::Input)
            .voltage(layout.input_source, name + "_in", "0",
                     std::vector<double>{0, 0, timing.apply_s, 0, timing.apply_s + timing.edge_s,
                                         initial});
    }

    void add_bias(std::size_t index, std::size_t neuron, const std::string& column) {
        const Bank& bank = network_.banks[index];
        const double siemens = bank.bias_siemens[neuron];
        if (siemens == 0) {
            return;
        }
        const bool from_positive = cells::driver_polarity(bank, siemens) == Polarity::Positive;
        context_.group(index, neuron, "bias");
        build_.resistor("rbias_" + cells::neuron_name(index, neuron),
                        from_positive ? "vref_p" : "vref_n", column, 1 / std::abs(siemens));
    }

    /// sr shorts C_f at rest, si connects the input capacitor until the release, sc the column
    /// after it; sg grounds the column until then, or it would float and tie the lines of its
    /// cells together (a rectifier that is off cannot hold its line).
    void add_initial(std::size_t index, std::size_t neuron, const std::string& name,
                     NeuronLayout& layout) {
        const Bank& bank = network_.banks[index];
        const Layout& timing = context_.layout;
        layout.control_source = "vctl_" + name;
        context_.group(index, neuron, "initial state");
        add_input(index, neuron, name, layout);
        build_.voltage(
            layout.control_source, name + "_ctl", "0",
            std::vector<double>{0, timing.held_volts, timing.release_s, timing.held_volts,
                                timing.release_s + timing.edge_s, timing.released_volts});
        using Closed = cells::Context::Closed;
        const std::string control = name + "_ctl";
        context_.add_complement(control);
        context_.switch_between("sr_" + name, name + "_s", name, "rest", Closed::WhileHigh);
        build_.capacitor("ci_" + name, name + "_in", name + "_i", bank.input_farads[neuron]);
        if (context_.transistors() || !target_.amplifier.subckt.empty() ||
            target_.amplifier.type == Feedback::Current) {
            // Against input currents, which would move a held C_f: the same ratio at dc.
            const double ohms = kHoldRatio * bank.feedback_ohms;
            build_.resistor("ri_" + name, name + "_in", name + "_i", ohms);
            build_.resistor("rh_" + name, name + "_i", name, ohms);
        }
        context_.switch_between("si_" + name, name + "_i", name + "_s", control, Closed::WhileHigh);
        context_.switch_between("sc_" + name, layout.column, name + "_s", control,
                                Closed::WhileLow);
        context_.switch_between("sg_" + name, layout.column, "0", control, Closed::WhileHigh);
    }

    void add_bias_input(std::size_t neuron, const std::string& name, NeuronLayout& layout) {
        const Layout& timing = context_.layout;
        layout.bias_source = "vbias_" + name;
        layout.bias_volts_per_unit =
            -analog::sign_of(network_.banks[0].polarity) * network_.bias_input_volts_per_unit;
        context_.group(0, neuron, "input");
        build_.as(circuit::Role::Input)
            .voltage(
                layout.bias_source, name + "_bias", "0",
                std::vector<double>{0, 0, timing.apply_s, 0, timing.apply_s + timing.edge_s, 0});
        build_.resistor("rinput_" + name, name + "_bias", layout.column,
                        1 / network_.bias_input_siemens);
    }

    /// Completes the lines of a neuron with the polarity no activation gives.
    void add_inverter(std::size_t index, std::size_t neuron) {
        auto& lines = context_.layout.banks[index][neuron].lines;
        for (const Polarity polarity : {Polarity::Positive, Polarity::Negative}) {
            const double siemens = cells::line_siemens(network_, index, neuron, polarity);
            const auto has = std::ranges::find_if(lines, [&](const Line& line) {
                return (line.volts_per_unit > 0) == (polarity == Polarity::Positive);
            });
            if (has != lines.end()) {
                has->siemens = siemens;
            } else if (siemens > 0) {
                const std::string in = lines.front().net;
                const std::string out = cells::neuron_name(index, neuron) + "_inv";
                context_.group(index, neuron, "inverter");
                build_.resistor("r1_" + out, in, out + "_c", cells::kInverterOhms);
                build_.resistor("r2_" + out, out + "_c", out, cells::kInverterOhms);
                context_.amplifier(out, out + "_c", out,
                                   index == 0 ? context_.visible : context_.activation);
                lines.push_back({out, -lines.front().volts_per_unit, siemens, false});
            }
        }
    }

    const Network& network_;
    const Target& target_;
    cells::Context context_;
    circuit::Builder& build_;
};

}  // namespace

Lowered lower_opamp(const analog::Network& network, const Target& target) {
    return OpampLowering(network, target).run();
}

}  // namespace hopspice::passes
