// Current-mode network -> bipolar transistors, resistors, capacitors, supplies, input drives and
// one bias current.
//   column     two loads, two emitter followers that drive the crossbar, one tail
//   memory     resistors from the followers to its base, an emitter follower, and in every column
//              two emitters on the common tail whose areas are (1 + w)/2 and (1 - w)/2
//   reference  a column whose tail draws from one side only: biases, and what rows lack of S
//   initial    p-channel switches hold both sides of a column at the input drives

#include "cells/values.h"
#include "circuit/builder.h"
#include "circuit/kit_devices.h"
#include "circuit/parts.h"
#include "passes/current_mode.h"
#include "passes/lower.h"
#include "passes/passes.h"
#include "support/draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::passes {

namespace {

using analog::CurrentMode;
using analog::Network;

constexpr double kSwitchTaus = 10;   // v(0) within exp(-10) of its target at the release
constexpr double kEdgeShare = 0.01;  // of tau_v, is the least rise time of the inputs
constexpr double kEdgeSwitchTaus = 8;
// Of columns as fast as their switches allow, which a load as long as that would slow down.
constexpr double kHurriedShare = 0.018;  // of tau_v, is the switches' time constant
constexpr double kHurriedEdgeShare = 0.25;
constexpr double kHurriedSwitchTaus = 5;
constexpr double kHurriedLoadTaus = 3;
constexpr double kBiasFarads = 1e-12;
// What columns of a kit's emitters couple into the bias line at their release is gone before they
// have moved.
constexpr double kFastBiasFarads = 1e-13;
constexpr double kHelperVolts = 1.2;    // between the collector and the emitter of a kit's helper
constexpr double kLeastEmitter = 1e-6;  // of a pair: a smaller emitter is left out

struct Rail {
    std::string vdd;
    std::string vss;
};

class CurrentModeLowering {
public:
    CurrentModeLowering(const Network& network, const Target& target)
        : network_(network),
          target_(target),
          machine_(*network.current_mode),
          device_(circuit::bipolar_of(target)),
          sink_(circuit::bipolar_of(target, "sink")),
          levels_(levels_of(network, target)),
          ratio_(temperature_ratio(target)),
          build_(circuit_) {}

    Lowered run() {
        add_parts();
        set_timing();
        add_supplies();
        layout_.banks.resize(2);
        add_bias_generator();
        for (std::size_t neuron = 0; neuron < network_.banks[0].size; ++neuron) {
            add_visible(neuron);
        }
        if (machine_.has_reference) {
            add_reference();
        }
        for (std::size_t neuron = 0; neuron < network_.banks[1].size; ++neuron) {
            add_memory(neuron);
        }
        return {std::move(circuit_), std::move(layout_)};
    }

private:
    [[nodiscard]] std::string switch_model() const {
        const auto place = target_.devices.find("pmos");
        return place == target_.devices.end() ? "p_generic" : place->second;
    }

    void add_parts() {
        circuit_.includes = target_.include;
        circuit_.library_names = target_.library_names;
        circuit_.kit = circuit::kit_of(target_);
        for (const std::string& name :
             std::set<std::string>{device_.model, sink_.model, switch_model()}) {
            if (const circuit::ModelCard* card = circuit::find_generic_card(name)) {
                circuit_.models.push_back(*card);
            }
        }
    }

    void set_timing() {
        const double visible = network_.banks[0].tau * network_.time_unit_s;
        const double hidden = network_.banks[1].tau * network_.time_unit_s +
                              *std::ranges::max_element(network_.banks[1].tau_deviation_s);
        const double switched = kSwitchOhmMetres / machine_.switch_metres *
                                (machine_.column_farads + machine_.column_parasitic_farads);
        const bool hurried = switched > kHurriedShare * visible;
        // Slow enough for a switch's channel charge to leave by its drive, not by the column.
        const double edge = kEdgeSwitchTaus * switched;
        layout_.edge_s =
            kEdgeShare * visible + (hurried ? std::min(edge, kHurriedEdgeShare * visible) : edge);
        layout_.apply_s = 2 * layout_.edge_s;
        layout_.release_s = layout_.apply_s + layout_.edge_s +
                            (hurried ? kHurriedSwitchTaus : kSwitchTaus) * switched +
                            (hurried ? kHurriedLoadTaus : kLoadTaus) *
                                std::max(hidden, machine_.buffer_lag_s + machine_.tail_lag_s);
        layout_.held_volts = std::max(target_.vss, target_.vdd - kGateVolts);
        layout_.released_volts = target_.vdd;
        layout_.swing_limit_volts =
            kLeftRange * network_.banks[0].volts_per_unit * machine_.excursion;
    }

    void add_supplies() {
        build_.group({.part = "supplies, with an ammeter per power domain"});
        build_.voltage("vdd", "vdd", "0", target_.vdd);
        build_.voltage("vss", "vss", "0", target_.vss);
        add_domain(visible_, "visible");
        add_domain(hidden_, "hidden");
        add_domain(activation_, "activation");
    }

    void add_domain(const Rail& rail, const std::string& domain) {
        build_.voltage("vi_" + rail.vdd, "vdd", rail.vdd, 0);
        build_.voltage("vi_" + rail.vss, "vss", rail.vss, 0);
        layout_.supplies.push_back({"vi_" + rail.vdd, target_.vdd, domain});
        layout_.supplies.push_back({"vi_" + rail.vss, target_.vss, domain});
    }

    [[nodiscard]] double sink_area(double amperes) const {
        return sink_.emitters(amperes / ratio_ / (kSinkDensity * sink_.density_scale()));
    }

    /// A sink of the bias line: area and emitter resistor in proportion to its current; where it
    /// has whole emitters, the resistor makes up for what they are off.
    void add_sink(const std::string& name, const std::string& net, double amperes,
                  const Rail& rail) {
        const double area = sink_area(amperes);
        double volts = kEmitterVolts * ratio_;
        if (sink_.whole) {
            const double reference = kReferenceAmperes * ratio_;
            volts += sink_.junction_volts(reference, sink_area(reference), machine_.kelvin) -
                     sink_.junction_volts(amperes, area, machine_.kelvin);
        }
        build_.bjt("qs_" + name, net, "bias", name + "_s", sink_.model, area, rail.vss);
        build_.resistor("rs_" + name, name + "_s", rail.vss, volts / amperes);
    }

    /// The one reference: its device's base current and all others' come through a helper, whose
    /// own base current the reference makes up for.
    void add_bias_generator() {
        const double amperes = kReferenceAmperes * ratio_;
        const double gain = sink_.current_gain(machine_.kelvin);
        const double drawn = (supply_amperes(network_) - amperes) / gain;
        const double line = sink_.junction_volts(amperes, sink_area(amperes), machine_.kelvin) +
                            kEmitterVolts * ratio_;
        const double bled =
            machine_.bleeder_amperes > 0 ? machine_.bleeder_amperes : line / kHelperOhms;
        const double helper = drawn + bled;
        build_.group({.part = "one current, copied by every sink", .owner = "bias"});
        build_.current("iref", activation_.vdd, "bias_in", amperes + helper / (gain + 1));
        build_.bjt("qs_bias", "bias_in", "bias", "bias_s", sink_.model, sink_area(amperes),
                   activation_.vss);
        build_.resistor("rs_bias", "bias_s", activation_.vss, kEmitterVolts * ratio_ / amperes);
        const double density = kFollowerDensity * sink_.density_scale();
        const double drop = target_.vdd - target_.vss - line - kHelperVolts;
        std::string collector = activation_.vdd;
        if (sink_.whole && drop > 0) {  // a kit's device that may not see the whole supply
            collector = "bias_c";
            build_.resistor("rc_bias", activation_.vdd, collector, drop / helper);
        }
        build_.bjt("qh_bias", collector, "bias_in", "bias", sink_.model,
                   sink_.emitters(std::max(2.0, helper / ratio_ / density)), activation_.vss);
        build_.resistor("rh_bias", "bias", activation_.vss,
                        machine_.bleeder_amperes > 0 ? line / bled : kHelperOhms);
        build_.capacitor("ch_bias", "bias_in", activation_.vss,
                         sink_.whole ? kFastBiasFarads : kBiasFarads);
    }

    /// To ground; with an error of its own, and one of those of its bank.
    void add_capacitor(const std::string& name, const std::string& net, double farads,
                       const std::string& bank) {
        const CapacitorSpec& part = target_.capacitor;
        build_.capacitor(
            name, net, "0",
            farads * spread_of(part.mismatch, part.array_mismatch, target_.seed, name, bank));
    }

    /// One side of a column: load, capacitor, follower and its sink.
    void add_side(const std::string& name, double load_ohms, bool stores) {
        build_.resistor("rl_" + name, activation_.vdd, name, load_ohms);
        if (stores) {
            add_capacitor("cl_" + name, name, machine_.column_farads, "capacitors 0");
        }
        build_.bjt("qf_" + name, visible_.vdd, name, name + "_e", device_.model,
                   machine_.follower_area, visible_.vss);
        add_sink(name + "_e", name + "_e", machine_.follower_amperes, visible_);
    }

    void add_visible(std::size_t neuron) {
        const std::string name = cells::neuron_name(0, neuron);
        const double volts_per_unit = network_.banks[0].volts_per_unit;
        NeuronLayout layout;
        layout.state = {name + "_p", volts_per_unit, machine_.centre[neuron], name + "_n"};
        layout.column = name + "_p";
        layout.lines = {{name + "_p_e", volts_per_unit / 2, 0, true},
                        {name + "_n_e", -volts_per_unit / 2, 0, true}};
        build_.group(cells::neuron_part(network_, 0, neuron, "loads, followers and tail"));
        add_side(name + "_p", machine_.load_ohms[neuron], true);
        add_side(name + "_n", machine_.load_ohms[neuron], true);
        add_sink(name + "_t", name + "_t", machine_.tail_amperes, activation_);
        add_initial(neuron, name, layout);
        layout_.banks[0].push_back(std::move(layout));
    }

    void add_initial(std::size_t neuron, const std::string& name, NeuronLayout& layout) {
        layout.input_source = "vin_" + name + "_p";
        layout.input_minus_source = "vin_" + name + "_n";
        layout.control_source = "vctl_" + name;
        layout.input_volts_per_unit = layout.state.volts_per_unit / 2;
        layout.input_shift = machine_.centre[neuron];
        layout.input_rest_volts = levels_.column;
        const double half = layout.input_volts_per_unit *
                            ((*network_.banks[0].initial)[neuron] - layout.input_shift);
        build_.group(cells::neuron_part(network_, 0, neuron, "initial state"));
        add_drive(layout.input_source, name + "_ip", levels_.column + half);
        add_drive(layout.input_minus_source, name + "_in", levels_.column - half);
        build_.voltage(
            layout.control_source, name + "_ctl", "0",
            std::vector<double>{0, layout_.held_volts, layout_.release_s, layout_.held_volts,
                                layout_.release_s + layout_.edge_s, layout_.released_volts});
        const circuit::MosSize size{machine_.switch_metres, kSwitchLength, 1};
        build_.mosfet("ms_" + name + "_p", name + "_p", name + "_ctl", name + "_ip", "vdd",
                      switch_model(), size);
        build_.mosfet("ms_" + name + "_n", name + "_n", name + "_ctl", name + "_in", "vdd",
                      switch_model(), size);
    }

    void add_drive(const std::string& source, const std::string& net, double volts) {
        build_.voltage(source, net, "0",
                       std::vector<double>{0, levels_.column, layout_.apply_s, levels_.column,
                                           layout_.apply_s + layout_.edge_s, volts});
    }

    void add_reference() {
        build_.group({.part = "biases, and what memories lack of the largest row",
                      .owner = "reference column"});
        add_side("ref_p", machine_.load_ohms.back(), false);
        add_side("ref_n", machine_.load_ohms.back(), false);
        // What reaches a column's collectors of its tail current.
        add_sink("ref_t", "ref_n", device_.alpha(machine_.kelvin) * machine_.tail_amperes,
                 activation_);
    }

    /// The follower's emitter a line of `cells` stands for.
    [[nodiscard]] std::string line_net(std::size_t line) const {
        const std::size_t columns = network_.banks[0].size;
        if (line >= 2 * columns) {
            return line == 2 * columns ? "ref_p_e" : "ref_n_e";
        }
        return cells::neuron_name(0, line % columns) + (line < columns ? "_p_e" : "_n_e");
    }

    void add_memory(std::size_t neuron) {
        const std::string name = cells::neuron_name(1, neuron);
        NeuronLayout layout;
        layout.state = {name, network_.banks[1].volts_per_unit, 0, ""};
        layout.state.shift = -levels_.base / layout.state.volts_per_unit;
        layout.column = name;
        build_.group(cells::neuron_part(network_, 1, neuron, "weights, bias and buffer"));
        for (std::size_t line = 0; line < machine_.cells.cols; ++line) {
            const double siemens = machine_.cells(neuron, line);
            if (siemens > 0) {
                build_.as(circuit::Role::Cell)
                    .resistor(fmt::format("rw_{}_{}", name, line_net(line)), line_net(line), name,
                              1 / siemens);
            }
        }
        add_capacitor("cb_" + name, name, machine_.base_farads[neuron], "capacitors 1");
        build_.bjt("qb_" + name, hidden_.vdd, name, name + "_b", device_.model,
                   machine_.buffer_area, hidden_.vss);
        add_sink(name + "_b", name + "_b", machine_.buffer_amperes, hidden_);
        build_.group(cells::neuron_part(network_, 1, neuron, "its share of every column's tail"));
        for (std::size_t column = 0; column < network_.banks[0].size; ++column) {
            const std::string visible = cells::neuron_name(0, column);
            add_emitter(fmt::format("qp_{}_{}", name, visible), visible + "_n", name + "_b",
                        visible + "_t", machine_.rising(column, neuron));
            add_emitter(fmt::format("qn_{}_{}", name, visible), visible + "_p", name + "_b",
                        visible + "_t", machine_.falling(column, neuron));
        }
        layout_.banks[1].push_back(std::move(layout));
    }

    void add_emitter(const std::string& name, const std::string& collector, const std::string& base,
                     const std::string& emitter, double area) {
        if (area > kLeastEmitter * machine_.device_area) {
            build_.bjt(name, collector, base, emitter, device_.model, area, activation_.vss);
        }
    }

    const Network& network_;
    const Target& target_;
    const CurrentMode& machine_;
    circuit::Bipolar device_;
    circuit::Bipolar sink_;  ///< of current sinks and their bias
    Levels levels_;
    double ratio_;
    circuit::Circuit circuit_;
    circuit::Builder build_;
    Layout layout_;
    Rail visible_{"vdd_v", "vss_v"};
    Rail hidden_{"vdd_h", "vss_h"};
    Rail activation_{"vdd_a", "vss_a"};
};

}  // namespace

Lowered lower_current_mode(const Network& network, const Target& target) {
    return CurrentModeLowering(network, target).run();
}

}  // namespace hopspice::passes
