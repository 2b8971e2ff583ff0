#include "proof/read_back.h"

#include "cells/cell.h"
#include "cells/steered_reading.h"
#include "kinds/functions.h"
#include "model/centring.h"
#include "model/tokens.h"
#include "netlist/nodal.h"
#include "netlist/reader.h"
#include "netlist/unfold.h"
#include "passes/lower.h"
#include "proof/amplifiers.h"
#include "proof/common_mode.h"
#include "proof/macromodels.h"
#include "proof/read_current_mode.h"
#include "proof/read_gains.h"
#include "proof/token_contexts.h"
#include "support/largest.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::proof {

namespace {

using analog::Network;
using circuit::Circuit;
using circuit::Layout;
using circuit::NeuronLayout;
using netlist::Excitation;
using netlist::NodalSystem;
using netlist::NodalView;
using netlist::read_deck;
using netlist::Response;

std::vector<std::string> state_nets(const std::vector<NeuronLayout>& bank) {
    std::vector<std::string> nets;
    for (const NeuronLayout& neuron : bank) {
        nets.push_back(neuron.state.net);
    }
    return nets;
}

/// Adds what imperfect parts add; nothing where there are no deviations.
void add(std::vector<double>& values, const std::vector<double>& deviations) {
    for (std::size_t k = 0; k < std::min(values.size(), deviations.size()); ++k) {
        values[k] += deviations[k];
    }
}

/// The affine map of one bank's outputs into another bank: x = bias + weights * f.
struct Affine {
    Matrix weights;
    std::vector<double> bias;
};

/// What a figure should be: as the spec has it, and with what imperfect parts add to it.
template <typename Values>
struct Wanted {
    explicit Wanted(const Values& values) : of_spec(values), as_built(values) {}
    Values of_spec;
    Values as_built;
};

/// With the decoder as one more block, which nothing feeds back from; how steep it is and how fast
/// is the network's own.
Spec with_readout(Spec spec, const Network& network) {
    if (network.readout_bank) {
        const analog::Bank& bank = network.banks[*network.readout_bank];
        HiddenBlock block;
        block.name = bank.name;
        block.energy = bank.function;
        block.weights = spec.readout.weights;
        block.bias = spec.readout.bias;
        block.bias.resize(block.weights.rows, 0.0);
        block.tau = bank.tau;
        spec.hidden.push_back(std::move(block));
    }
    return spec;
}

/// One context: the ordinary model that the tokens choose.
class ReadBackRun {
public:
    ReadBackRun(const Circuit& circuit, const Spec& spec, const Network& network,
                const Layout& layout, const std::vector<std::size_t>& tokens)
        : circuit_(circuit),
          spec_(with_readout(model::selected(spec, tokens), network)),
          network_(network),
          layout_(layout),
          tokens_(tokens) {}

    /// Adds what is found to the worst so far. Activations do not depend on the context.
    Result<Reading> run(const Reading& worst, bool with_activations) {
        result_ = worst;
        for (std::size_t block = 0; block < spec_.hidden.size(); ++block) {
            read_hidden(block);
        }
        read_visible();
        if (with_activations) {
            read_activations();
        }
        if (with_activations && !network_.banks[0].held.empty()) {
            read_held();
        }
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return result_;
    }

private:
    [[nodiscard]] NodalView base_view() const {
        NodalView view;
        for (const auto& bank : layout_.banks) {
            for (const NeuronLayout& neuron : bank) {
                view.sources[neuron.control_source] = layout_.released_volts;
                view.sources[neuron.bias_source] = 0;
            }
        }
        for (std::size_t slot = 0; slot < layout_.tokens.size(); ++slot) {
            for (std::size_t token = 0; token < layout_.tokens[slot].size(); ++token) {
                view.sources[layout_.tokens[slot][token]] =
                    tokens_[slot] == token ? layout_.held_volts : layout_.released_volts;
            }
        }
        for (const circuit::NoiseSpot& spot : layout_.noise) {
            view.sources[spot.source] = 0;  // whatever it happens to end at, its mean is that
        }
        return view;
    }

    /// Outputs are given; the columns are the virtual grounds that they are to whoever drives them.
    static void force_lines(const std::vector<NeuronLayout>& bank, NodalView& view) {
        for (const NeuronLayout& neuron : bank) {
            if (!neuron.held) {
                view.forced.insert(neuron.column);
            }
            for (const circuit::Line& line : neuron.lines) {
                if (line.native) {
                    view.forced.insert(line.net);
                }
            }
        }
    }

    /// In operation a rectifier's input is a virtual ground, whether it passes or not: the load of
    /// its neuron, which is a part of the neuron's time constant.
    std::optional<NodalSystem> build(NodalView view) {
        view.conducting_diodes = passing_diodes(layout_, view.forced);
        auto system = NodalSystem::build(circuit_, view);
        if (!system) {
            diagnostics_.append(system.error());
            return std::nullopt;
        }
        return std::optional<NodalSystem>(std::move(system.value()));
    }

    /// Excites one output at a time by one model unit.
    Affine reduce(const NodalSystem& system, std::size_t from, std::size_t to) {
        const auto& drivers = layout_.banks[from];
        const auto& neurons = layout_.banks[to];
        const std::vector<std::string> observed = state_nets(neurons);
        Affine affine;
        affine.weights = {neurons.size(), drivers.size(),
                          std::vector<double>(neurons.size() * drivers.size())};
        const std::vector<double> rest = system.at_rest(observed);
        for (std::size_t row = 0; row < neurons.size(); ++row) {
            affine.bias.push_back(rest[row] / neurons[row].state.volts_per_unit +
                                  neurons[row].state.shift);
        }
        std::vector<Excitation> excitations(drivers.size());
        for (std::size_t col = 0; col < drivers.size(); ++col) {
            for (const circuit::Line& line : drivers[col].lines) {
                if (line.native) {
                    excitations[col].forced_volts[line.net] = line.volts_per_unit;
                }
            }
        }
        const auto responses = system.dc_responses(excitations, observed);
        for (std::size_t col = 0; col < drivers.size(); ++col) {
            for (std::size_t row = 0; row < neurons.size(); ++row) {
                affine.weights(row, col) = responses[col][row] / neurons[row].state.volts_per_unit;
            }
        }
        return affine;
    }

    /// tau of 1/(1 + s tau), from the response to a current into the column.
    void read_tau(const NodalSystem& system, std::size_t bank) {
        std::vector<double> wanted(layout_.banks[bank].size(),
                                   network_.banks[bank].tau * network_.time_unit_s);
        std::vector<double> built = wanted;
        add(built, network_.banks[bank].tau_deviation_s);
        for (std::size_t neuron = 0; neuron < wanted.size(); ++neuron) {
            const NeuronLayout& layout = layout_.banks[bank][neuron];
            if (layout.held) {
                continue;
            }
            Excitation excitation;
            excitation.injected_amperes[layout.column] = 1e-6;
            const Response response = system.respond(excitation, {layout.state.net});
            const double tau = -response.slope[0] / response.dc[0];
            worsen(result_.tau_error, std::abs(tau / wanted[neuron] - 1));
            worsen(result_.unexplained.tau_error, std::abs(tau / built[neuron] - 1));
        }
    }

    [[nodiscard]] const analog::Crossbar* find_crossbar(std::size_t from, std::size_t to) const {
        for (const analog::Crossbar& crossbar : network_.crossbars) {
            if (crossbar.from == from && crossbar.to == to) {
                return &crossbar;
            }
        }
        return nullptr;
    }

    /// What imperfect cells add to the weights of this context; no values: nothing.
    [[nodiscard]] Matrix chosen_deviation(std::size_t from, std::size_t to) const {
        const analog::Crossbar* crossbar = find_crossbar(from, to);
        if (crossbar == nullptr || crossbar->deviation.values.empty()) {
            return {};
        }
        const auto place = [&](std::size_t slot, std::size_t choices) {
            return choices > 1 ? slot * choices + tokens_[slot] : slot;
        };
        const Matrix& all = crossbar->deviation;
        Matrix chosen{all.rows / crossbar->row_choices, all.cols / crossbar->col_choices, {}};
        for (std::size_t row = 0; row < chosen.rows; ++row) {
            for (std::size_t col = 0; col < chosen.cols; ++col) {
                chosen.values.push_back(
                    all(place(row, crossbar->row_choices), place(col, crossbar->col_choices)));
            }
        }
        return chosen;
    }

    /// Of the largest weight that is built: a common part may have been taken out of the wanted
    /// ones, or of those that are built. Where no cell is built, of what a quarter of the state's
    /// span would be at a driver's full scale.
    void compare_weights(std::size_t from, std::size_t to, const Matrix& read,
                         const Wanted<Matrix>& wanted) {
        const analog::Crossbar* crossbar = find_crossbar(from, to);
        double built = crossbar == nullptr  ? 0
                       : crossbar->steering ? crossbar->steering->scale
                                            : largest_of(crossbar->weights.values);
        if (built == 0) {
            built = 0.25 * span_of(to) /
                    std::max(network_.banks[from].output.magnitude(), cells::kLeastSignal);
        }
        worsen_by(result_.weight_error, read.values, wanted.of_spec.values, built);
        worsen_by(result_.unexplained.weight_error, read.values, wanted.as_built.values, built);
    }

    /// Of a bank's states, or what its function can tell apart, where that is more.
    [[nodiscard]] double span_of(std::size_t bank) const {
        const analog::Bank& built = network_.banks[bank];
        const cells::Cell* cell = cells::find_cell(built.function);
        const bool limited = cell != nullptr && cell->resolution != nullptr;
        return limited ? std::max(built.state.span(), cell->resolution(built.function))
                       : built.state.span();
    }

    /// Biases that are all (nearly) zero are held against a quarter of the state's span instead,
    /// and where the state feeds an exponential not against less than what that can tell apart.
    void compare_bias(std::size_t bank, const std::vector<double>& read,
                      const Wanted<std::vector<double>>& wanted) {
        const double span = span_of(bank);
        worsen_by(result_.bias_error, read, wanted.of_spec, 0.25 * span);
        worsen_by(result_.unexplained.bias_error, read, wanted.as_built, 0.25 * span);
    }

    static void worsen_by(double& worst, const std::vector<double>& read,
                          const std::vector<double>& wanted, double least_scale) {
        const double scale = std::max({largest_of(wanted), least_scale, 1e-12});
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            worsen(worst, std::abs(read[k] - wanted[k]) / scale);
        }
    }

    void read_hidden(std::size_t block) {
        NodalView view = base_view();
        force_lines(layout_.banks[0], view);
        const auto system = build(std::move(view));
        if (!system) {
            return;
        }
        Affine read = reduce(*system, 0, block + 1);
        Wanted<Matrix> weights(spec_.hidden[block].weights);
        Wanted<std::vector<double>> bias(spec_.hidden[block].bias);
        add(weights.as_built.values, chosen_deviation(0, block + 1).values);
        add(bias.as_built, network_.banks[block + 1].bias_deviation);
        if (kinds::is_softmax(spec_.hidden[block].energy)) {
            for (auto* values : {&read.bias, &bias.of_spec, &bias.as_built}) {
                model::centre(*values);
            }
            for (Matrix* matrix : {&read.weights, &weights.of_spec, &weights.as_built}) {
                model::centre_columns(*matrix);
            }
        }
        compare_weights(0, block + 1, read.weights, weights);
        compare_bias(block + 1, read.bias, bias);
        read_tau(*system, block + 1);
    }

    void read_visible() {
        NodalView view = base_view();
        for (std::size_t bank = 1; bank < layout_.banks.size(); ++bank) {
            force_lines(layout_.banks[bank], view);
        }
        const auto system = build(std::move(view));
        if (!system) {
            return;
        }
        std::vector<double> bias;
        Wanted<std::vector<double>> wanted_bias(spec_.visible.bias);
        add(wanted_bias.as_built, network_.banks[0].bias_deviation);
        for (std::size_t block = 0; block < spec_.hidden.size(); ++block) {
            Affine read = reduce(*system, block + 1, 0);
            if (network_.banks[block + 1].steered) {
                read.weights =
                    cells::read_steered_weights(circuit_, *system, network_, layout_, block + 1);
            }
            Wanted<Matrix> wanted(without_held(analog::transposed(spec_.hidden[block].weights)));
            add(wanted.as_built.values, chosen_deviation(block + 1, 0).values);
            if (bias.empty()) {
                bias = read.bias;
            }
            if (block + 1 == network_.readout_bank) {
                read_no_feedback(read.weights);
                continue;
            }
            if (kinds::is_softmax(spec_.hidden[block].energy)) {
                move_mean_to_bias(read.weights, bias);
                move_mean_to_bias(wanted.of_spec, wanted_bias.of_spec);
                move_mean_to_bias(wanted.as_built, wanted_bias.as_built);
            }
            compare_weights(block + 1, 0, read.weights, wanted);
        }
        for (std::size_t neuron = 0; neuron < bias.size(); ++neuron) {
            if (layout_.banks[0][neuron].held) {
                wanted_bias.of_spec[neuron] = wanted_bias.as_built[neuron] = bias[neuron];
            }
        }
        compare_bias(0, bias, wanted_bias);
        read_tau(*system, 0);
    }

    /// Nothing is added up for a neuron that is held.
    [[nodiscard]] Matrix without_held(Matrix weights) const {
        for (std::size_t row = 0; row < weights.rows; ++row) {
            for (std::size_t col = 0; layout_.banks[0][row].held && col < weights.cols; ++col) {
                weights(row, col) = 0;
            }
        }
        return weights;
    }

    /// The line of a neuron that is held is what its own input says, and nobody else's.
    void read_held() {
        const auto inputs = held_inputs();
        NodalView view = base_view();
        std::vector<Excitation> excitations;
        std::vector<std::string> lines;
        for (const auto& [neuron, net] : inputs) {
            view.forced.insert(net);
            excitations.emplace_back().forced_volts[net] = neuron->input_volts_per_unit;
            lines.push_back(neuron->state.net);
        }
        const auto system = build(std::move(view));
        if (!system) {
            return;
        }
        const auto responses = system->dc_responses(excitations, lines);
        const std::vector<double> rest = system->at_rest(lines);
        for (std::size_t line = 0; line < lines.size(); ++line) {
            const double per_unit = inputs[line].first->state.volts_per_unit;
            worsen_both(&ReadBack::bias_error,
                        rest[line] / per_unit / network_.banks[0].state.span());
            for (std::size_t input = 0; input < inputs.size(); ++input) {
                const double gain = responses[input][line] / per_unit;
                worsen_both(&ReadBack::gain_error, gain - (input == line ? 1 : 0));
            }
        }
    }

    /// Of the neurons that are held, and the nets of their sources.
    std::vector<std::pair<const NeuronLayout*, std::string>> held_inputs() {
        const circuit::ElementIndex elements(circuit_);
        std::vector<std::pair<const NeuronLayout*, std::string>> inputs;
        for (const NeuronLayout& neuron : layout_.banks[0]) {
            if (!neuron.held) {
                continue;
            }
            const circuit::Element* source = elements.find(neuron.input_source);
            if (source == nullptr || source->nets[1] != circuit::kGround) {
                worsen_both(&ReadBack::gain_error, INFINITY);
            } else {
                inputs.emplace_back(&neuron, circuit_.name_of(source->nets[0]));
            }
        }
        return inputs;
    }

    void worsen_both(double ReadBack::*which, double error) {
        worsen(result_.*which, std::abs(error));
        worsen(result_.unexplained.*which, std::abs(error));
    }

    /// Of the decoder's outputs to the visible neurons.
    void read_no_feedback(const Matrix& read) {
        double built = 0;
        for (const analog::Crossbar& crossbar : network_.crossbars) {
            built = crossbar.to == 0 ? std::max(built, largest_of(crossbar.weights.values)) : built;
        }
        const std::vector<double> nothing(read.values.size());
        worsen_by(result_.weight_error, read.values, nothing, built);
        worsen_by(result_.unexplained.weight_error, read.values, nothing, built);
    }

    void read_activations() {
        auto error = read_gains(circuit_, spec_, network_, layout_, base_view());
        if (!error) {
            diagnostics_.append(error.error());
            return;
        }
        worsen(result_.gain_error, *error);
        worsen(result_.unexplained.gain_error, *error);
    }

    const Circuit& circuit_;
    const Spec spec_;
    const Network& network_;
    const Layout& layout_;
    const std::vector<std::size_t>& tokens_;
    Reading result_;
    Diagnostics diagnostics_;
};

}  // namespace

Result<circuit::Circuit> read_circuit(std::string_view text,
                                      const std::vector<KitDevice>& devices) {
    auto deck = netlist::read_deck(text, devices);
    return deck ? netlist::unfolded(std::move(deck->circuit)) : Unexpected{deck.error()};
}

Result<Reading> read_back(Circuit circuit, const Spec& spec, const Network& network,
                          const Layout& layout, const Target& target) {
    if (network.current_mode) {
        return read_current_mode(circuit, spec, network, layout, target);
    }
    Circuit read = with_macromodels(substitute_amplifiers(std::move(circuit), target), target);
    if (target.level == Level::Transistor) {
        passes::use_drivers(read, layout, network, target.amplifier);
    }
    for (const DeviceModel& model : target.models) {
        read.models.push_back({model.name, model.type, model.parameters});
    }
    const std::size_t vocabulary = layout.tokens.empty() ? 1 : layout.tokens[0].size();
    Result<Reading> worst = Reading{};
    bool first = true;
    for (const auto& tokens : contexts_to_read(layout.tokens.size(), vocabulary)) {
        worst = ReadBackRun(read, spec, network, layout, tokens).run(*worst, first);
        if (!worst) {
            break;
        }
        first = false;
    }
    return worst;
}

}  // namespace hopspice::proof
