#include "proof/read_current_mode.h"

#include "model/centring.h"
#include "netlist/nodal.h"
#include "passes/current_mode.h"
#include "proof/read_gains.h"
#include "proof/small_signal.h"
#include "support/largest.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>

namespace hopspice::proof {

namespace {

using circuit::NeuronLayout;
using netlist::Excitation;
using netlist::NodalSystem;
using netlist::NodalView;
using netlist::Response;

Matrix column_of(std::vector<double> values) { return {values.size(), 1, std::move(values)}; }

class CurrentModeReader {
public:
    CurrentModeReader(const circuit::Circuit& circuit, const Spec& spec,
                      const analog::Network& network, const circuit::Layout& layout,
                      const Target& target)
        : circuit_(circuit),
          spec_(spec),
          network_(network),
          visible_(layout.banks[0]),
          hidden_(layout.banks[1]),
          device_(circuit::bipolar_of(target)),
          sink_(circuit::bipolar_of(target, "sink")),
          kelvin_(passes::temperature_ratio(target) * circuit::kNominalKelvin),
          reverse_(passes::reverse_volts(passes::levels_of(network, target), target)) {}

    Result<Reading> run() {
        OperatingPoint point{kelvin_,
                             reverse_.memories,
                             reverse_.followers,
                             reverse_.buffers,
                             {},
                             passes::kSwitchFaradsPerMetre};
        for (const NeuronLayout& neuron : hidden_) {
            point.buffered.insert(neuron.state.net);
        }
        read_ = linearise(circuit_, device_, sink_, point);
        if (!read_) {
            return fail(Rule::ReadBackSingular, {}, circuit_.title);
        }
        read_hidden();
        read_visible();
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        Reading reading{result_, result_};
        reading.unexplained.tau_error = unexplained_tau_;
        return reading;
    }

private:
    std::optional<NodalSystem> build(const NodalView& view) {
        auto system = NodalSystem::build(read_->linear, view);
        if (!system) {
            diagnostics_.append(system.error());
            return std::nullopt;
        }
        return std::optional<NodalSystem>(std::move(system.value()));
    }

    [[nodiscard]] double sunk(const std::string& net) const {
        const auto place = read_->sinks.find(net);
        return place == read_->sinks.end() ? 0 : place->second;
    }

    /// Bases' response to one unit of v at a time, and to the columns that draw a current by
    /// themselves, all others at their centre.
    void read_hidden() {
        NodalView view;
        std::vector<std::string> bases;
        for (const NeuronLayout& neuron : visible_) {
            view.forced.insert(neuron.state.net);
            view.forced.insert(neuron.state.minus);
        }
        for (const NeuronLayout& neuron : hidden_) {
            bases.push_back(neuron.state.net);
        }
        const auto system = build(view);
        if (!system) {
            return;
        }
        Matrix weights{bases.size(), visible_.size(),
                       std::vector<double>(bases.size() * visible_.size())};
        std::vector<Excitation> units(visible_.size());
        for (std::size_t col = 0; col < visible_.size(); ++col) {
            const circuit::Probe& probe = visible_[col].state;
            units[col].forced_volts[probe.net] = probe.volts_per_unit / 2;
            units[col].forced_volts[probe.minus] = -probe.volts_per_unit / 2;
        }
        const auto responses = system->dc_responses(units, bases);
        for (std::size_t col = 0; col < visible_.size(); ++col) {
            for (std::size_t row = 0; row < bases.size(); ++row) {
                weights(row, col) = responses[col][row] / hidden_[row].state.volts_per_unit;
            }
        }
        compare_weights(weights, spec_.hidden[0].weights);
        compare_hidden_bias(*system, bases);
        hold_reference(view);
        if (const auto held = build(view)) {
            read_hidden_tau(*held);
        }
    }

    /// Columns that hold no state: slower than the bases that they follow, they rest where those
    /// move.
    void hold_reference(NodalView& view) const {
        for (const auto& [emitter, base] : read_->follower_of) {
            const bool buffer = std::ranges::any_of(
                hidden_, [&](const NeuronLayout& neuron) { return neuron.state.net == base; });
            if (!buffer) {
                view.forced.insert(base);
            }
        }
    }

    void compare_hidden_bias(const NodalSystem& system, const std::vector<std::string>& bases) {
        Excitation rest;
        for (const auto& [net, amperes] : read_->sinks) {
            if (!read_->tails.contains(net) && !read_->follower_of.contains(net)) {
                rest.injected_amperes[net] = -amperes;
            }
        }
        for (const NeuronLayout& neuron : visible_) {
            const double amperes = sunk(tail_of(neuron)) * device_.alpha(kelvin_) / 2;
            for (const std::string& net : {neuron.state.net, neuron.state.minus}) {
                rest.forced_volts[net] = -amperes * column_ohms(neuron);
            }
        }
        const Response response = system.respond(rest, bases);
        std::vector<double> read;
        std::vector<double> wanted = spec_.hidden[0].bias;
        for (std::size_t row = 0; row < bases.size(); ++row) {
            read.push_back(response.dc[row] / hidden_[row].state.volts_per_unit);
            for (std::size_t col = 0; col < visible_.size(); ++col) {
                wanted[row] += spec_.hidden[0].weights(row, col) * visible_[col].state.shift;
            }
        }
        compare_bias(1, std::move(read), std::move(wanted));
    }

    /// The tail whose emitters collect at a column.
    [[nodiscard]] std::string tail_of(const NeuronLayout& neuron) const {
        for (const auto& [net, emitters] : read_->tails) {
            const bool here = std::ranges::any_of(emitters, [&](const TailEmitter& emitter) {
                return emitter.collector == neuron.state.net ||
                       emitter.collector == neuron.state.minus;
            });
            if (here) {
                return net;
            }
        }
        return {};
    }

    /// Of the load alone.
    [[nodiscard]] double column_ohms(const NeuronLayout& neuron) const {
        for (const circuit::Element& element : read_->linear.groups[0].elements) {
            const bool load = element.kind == circuit::Kind::Resistor &&
                              read_->linear.name_of(element.nets[1]) == neuron.state.net;
            if (load && read_->linear.name_of(element.nets[0]).starts_with("vdd")) {
                return element.value;
            }
        }
        return 0;
    }

    /// At the buffers' outputs, which the emitters of all columns load; then the tail's own lag.
    void read_hidden_tau(const NodalSystem& system) {
        double area = 0;
        double amperes = INFINITY;
        for (const auto& [net, emitters] : read_->tails) {
            double sum = 0;
            for (const TailEmitter& emitter : emitters) {
                sum += emitter.area;
            }
            area = std::max(area, sum);
            amperes = std::min(amperes, sunk(net));
        }
        const double tail =
            device_.thermal_volts(kelvin_) / amperes * area * device_.emitter_farads();
        for (std::size_t row = 0; row < hidden_.size(); ++row) {
            Excitation excitation;
            excitation.injected_amperes[hidden_[row].column] = 1e-6;
            const Response response = system.respond(excitation, {buffered(hidden_[row])});
            compare_tau(1, row, -response.slope[0] / response.dc[0] + tail);
        }
    }

    /// With what was asked for, and with what the devices leave of that.
    void compare_tau(std::size_t bank, std::size_t neuron, double tau_s) {
        const double wanted = network_.banks[bank].tau * network_.time_unit_s;
        const double built = wanted + network_.banks[bank].tau_deviation_s[neuron];
        worsen(result_.tau_error, std::abs(tau_s / wanted - 1));
        worsen(unexplained_tau_, std::abs(tau_s / built - 1));
    }

    [[nodiscard]] std::string buffered(const NeuronLayout& neuron) const {
        for (const auto& [emitter, base] : read_->follower_of) {
            if (base == neuron.state.net) {
                return emitter;
            }
        }
        return {};
    }

    /// A column moves by its tail's current times the difference of a memory's two emitters.
    void read_visible() {
        const auto system = build({});
        const auto moving = build(with_bases_at_rest());
        if (!system || !moving) {
            return;
        }
        Matrix weights{hidden_.size(), visible_.size(),
                       std::vector<double>(hidden_.size() * visible_.size())};
        std::vector<double> bias;
        for (std::size_t col = 0; col < visible_.size(); ++col) {
            const circuit::Probe& probe = visible_[col].state;
            Excitation difference;
            difference.injected_amperes[probe.net] = 0.5;
            difference.injected_amperes[probe.minus] = -0.5;
            const Response response = system->respond(difference, {probe.net, probe.minus});
            const double ohms = response.dc[0] - response.dc[1];
            compare_tau(0, col, tau_of(*moving, difference, probe));
            const std::string tail = tail_of(visible_[col]);
            const double unit = device_.alpha(kelvin_) * sunk(tail) * ohms / probe.volts_per_unit;
            read_column(col, tail, unit, weights);
            bias.push_back(probe.shift);
        }
        Matrix wanted = spec_.hidden[0].weights;
        const std::vector<double> read_mean = model::centre_columns(weights);
        const std::vector<double> wanted_mean = model::centre_columns(wanted);
        std::vector<double> wanted_bias = spec_.visible.bias;
        for (std::size_t col = 0; col < visible_.size(); ++col) {
            bias[col] += read_mean[col];
            wanted_bias[col] += wanted_mean[col];
        }
        worsen_by(result_.weight_error, weights.values, wanted.values,
                  network_.current_mode->half_range);
        worsen_by(result_.bias_error, bias, wanted_bias, 0.25 * network_.banks[0].state.span());
    }

    /// What columns move against: bases that are slower than they are do not.
    [[nodiscard]] NodalView with_bases_at_rest() const {
        NodalView view;
        for (const NeuronLayout& neuron : hidden_) {
            if (!passes::bases_follow(network_)) {
                view.forced.insert(neuron.state.net);
            }
        }
        return view;
    }

    static double tau_of(const NodalSystem& system, const Excitation& difference,
                         const circuit::Probe& probe) {
        const Response response = system.respond(difference, {probe.net, probe.minus});
        return -(response.slope[0] - response.slope[1]) / (response.dc[0] - response.dc[1]);
    }

    void read_column(std::size_t col, const std::string& tail, double unit, Matrix& weights) {
        const circuit::Probe& probe = visible_[col].state;
        std::vector<double> rising(hidden_.size());
        std::vector<double> falling(hidden_.size());
        const auto emitters = read_->tails.find(tail);
        for (std::size_t row = 0; emitters != read_->tails.end() && row < hidden_.size(); ++row) {
            const std::string base = buffered(hidden_[row]);
            for (const TailEmitter& emitter : emitters->second) {
                if (emitter.base == base) {
                    (emitter.collector == probe.minus ? rising : falling)[row] += emitter.area;
                }
            }
        }
        double mean = 0;
        for (std::size_t row = 0; row < hidden_.size(); ++row) {
            const double area = rising[row] + falling[row];
            mean += area / static_cast<double>(hidden_.size());
            weights(row, col) = unit * (rising[row] - falling[row]) / area;
        }
        for (std::size_t row = 0; row < hidden_.size(); ++row) {
            worsen(result_.gain_error, std::abs((rising[row] + falling[row]) / mean - 1));
        }
    }

    void compare_weights(Matrix read, Matrix wanted) {
        model::centre_columns(read);
        model::centre_columns(wanted);
        worsen_by(result_.weight_error, read.values, wanted.values,
                  network_.current_mode->half_range);
    }

    void compare_bias(std::size_t bank, std::vector<double> read, std::vector<double> wanted) {
        Matrix read_column = column_of(std::move(read));
        Matrix wanted_column = column_of(std::move(wanted));
        model::centre_columns(read_column);
        model::centre_columns(wanted_column);
        const double span =
            std::max(network_.banks[bank].state.span(), 1 / spec_.hidden[0].energy.beta);
        worsen_by(result_.bias_error, read_column.values, wanted_column.values, 0.25 * span);
    }

    static void worsen_by(double& worst, const std::vector<double>& read,
                          const std::vector<double>& wanted, double least_scale) {
        const double scale = std::max(largest_of(wanted), least_scale);
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            worsen(worst, std::abs(read[k] - wanted[k]) / scale);
        }
    }

    const circuit::Circuit& circuit_;
    const Spec& spec_;
    const analog::Network& network_;
    const std::vector<NeuronLayout>& visible_;
    const std::vector<NeuronLayout>& hidden_;
    circuit::Bipolar device_;
    circuit::Bipolar sink_;
    double kelvin_;
    passes::ReverseVolts reverse_;
    std::optional<SmallSignal> read_;
    ReadBack result_;
    double unexplained_tau_ = 0;
    Diagnostics diagnostics_;
};

}  // namespace

Result<Reading> read_current_mode(const circuit::Circuit& circuit, const Spec& spec,
                                  const analog::Network& network, const circuit::Layout& layout,
                                  const Target& target) {
    return CurrentModeReader(circuit, spec, network, layout, target).run();
}

Diagnostics verify_current_mode(const ReadBack& errors, const analog::Network& network,
                                const Target& target) {
    const analog::CurrentMode& machine = *network.current_mode;
    constexpr double kModel = 0.005;        // small-signal models of the design and of the proof
    constexpr double kTimeConstant = 0.04;  // what nodes do to one another in the proof alone
    const passes::Spreads spreads = passes::spreads_of(target);
    const double spread = 6 * (spreads.cells + spreads.devices);
    // Taking out what a softmax cannot see takes a mean of the errors out, too: at most the double.
    const double limit = kModel + 2 * (network.mapping_error + machine.loading_error) + spread;
    Diagnostics diagnostics;
    const auto hold = [&](const char* what, double error, double allowed) {
        if (!(error <= allowed)) {
            report(diagnostics, Rule::ReadBackDiffers, {}, what, error, allowed);
        }
    };
    hold("a weight", errors.weight_error, limit);
    hold("a bias", errors.bias_error, 2 * limit);
    hold("an emitter area", errors.gain_error, 1e-6 + 6 * (spreads.emitters + spreads.devices));
    hold("a time constant", errors.tau_error,
         kTimeConstant + spread + 6 * spreads.capacitors + spreads.drift);
    return diagnostics;
}

}  // namespace hopspice::proof
