#include "netlist/read_gains.h"

#include "model/functions.h"
#include "netlist/expression.h"
#include "netlist/read_normalisers.h"
#include "passes/part_values.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using passes::NeuronLayout;

class GainReader {
public:
    GainReader(const Circuit& circuit, const Spec& spec, const analog::Network& network,
               const passes::Layout& layout)
        : circuit_(circuit), spec_(spec), network_(network), layout_(layout) {}

    Result<double> run(NodalView view) {
        for (const auto& bank : layout_.banks) {
            for (const NeuronLayout& neuron : bank) {
                view.forced.insert(neuron.state.net);
            }
        }
        for (std::size_t bank = 0; bank < layout_.banks.size(); ++bank) {
            if (is_opamp() && network_.banks[bank].is_normalised()) {
                view.forced.insert(fmt::format("n{}", bank));
            }
        }
        view.conducting_diodes = passing_diodes(circuit_, view.forced);
        const auto system = NodalSystem::build(circuit_, view);
        if (!system) {
            return Unexpected{system.error()};
        }
        for (std::size_t bank = 0; bank < layout_.banks.size(); ++bank) {
            if (network_.banks[bank].is_normalised()) {
                read_normaliser(*system, bank);
                continue;
            }
            for (const NeuronLayout& neuron : layout_.banks[bank]) {
                read_neuron(*system, bank, neuron);
            }
        }
        read_multiplier();
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return worst_;
    }

private:
    [[nodiscard]] bool is_opamp() const { return circuit_.find_subcircuit("hs_opamp") != nullptr; }

    void read_normaliser(const NodalSystem& system, std::size_t bank) {
        if (is_opamp()) {
            return worsen(worst_,
                          read_gain_control(circuit_, spec_, system, network_, layout_, bank));
        }
        const auto error = read_ideal_normaliser(circuit_, spec_, network_, layout_, bank);
        if (!error) {
            return diagnostics_.append(error.error());
        }
        worsen(worst_, *error);
    }

    void read_neuron(const NodalSystem& system, std::size_t bank, const NeuronLayout& neuron) {
        if (!neuron.junction.base.empty()) {
            read_base(system, bank, neuron);
        }
        if (!neuron.junction.resistor.empty()) {
            read_lines(system, bank, neuron);
        } else if (!neuron.junction.base.empty()) {
            read_ideal_softmax(neuron);
        } else if (!is_opamp()) {
            read_expression(bank, neuron);
        } else {
            read_rectifier(system, bank, neuron);
            read_product(bank, neuron);
        }
    }

    [[nodiscard]] const Energy* energy_of(std::size_t bank) const {
        return bank == 0 ? nullptr : &spec_.hidden[bank - 1].energy;
    }

    [[nodiscard]] bool is_tanh(std::size_t bank) const {
        const Energy* energy = energy_of(bank);
        return energy != nullptr ? energy->type == EnergyType::Tanh
                                 : spec_.visible.activation.type == ActivationType::Tanh;
    }

    /// Volts at the base per model unit, from the spec.
    [[nodiscard]] double exponent_volts(std::size_t bank) const {
        const Energy* energy = energy_of(bank);
        const double gain = energy == nullptr                  ? spec_.visible.activation.gain
                            : energy->type == EnergyType::Tanh ? energy->gain
                                                               : energy->beta;
        return (is_tanh(bank) ? 2 : 1) * gain * layout_.thermal_volts;
    }

    /// What the junction sees per unit; the other base of a pair rests where this one does.
    void read_base(const NodalSystem& system, std::size_t bank, const NeuronLayout& neuron) {
        const std::string& base = neuron.junction.base;
        Excitation excitation;
        excitation.forced_volts[neuron.state.net] = neuron.state.volts_per_unit;
        const Response response = system.respond(excitation, {base});
        worsen(worst_, std::abs(std::abs(response.dc[0]) / exponent_volts(bank) - 1));
        const std::string other = neuron.state.net + "_b2";
        if (circuit_.has_net(other)) {
            const std::vector<double> rest = system.at_rest({base, other});
            worsen(worst_, std::abs(rest[0] - rest[1]) / layout_.thermal_volts);
        }
    }

    /// Every line that a transimpedance amplifier makes: f for no current, and the full scale.
    void read_lines(const NodalSystem& system, std::size_t bank, const NeuronLayout& neuron) {
        const passes::JunctionPath& path = neuron.junction;
        const Element* sets = circuit_.find_element(path.resistor);
        const std::vector<double> rails = system.at_rest({path.high, path.low});
        const double amperes = sets == nullptr
                                   ? 0
                                   : (rails[0] - rails[1]) / sets->value * copied_share(path) *
                                         std::pow(alpha_of(path.device), path.alphas);
        for (const passes::Line& line : neuron.lines) {
            if (!line.native) {
                continue;
            }
            const Element* resistor = circuit_.find_element("rt_" + line.net);
            const Element* device = circuit_.find_element(device_of(bank, neuron, line));
            if (resistor == nullptr || device == nullptr || resistor->nets[0] != device->nets[0]) {
                worsen(worst_, INFINITY);
                continue;
            }
            Excitation excitation;
            excitation.injected_amperes[circuit_.name_of(resistor->nets[0])] = -1e-6;
            const double ohms = system.dc_response(excitation, {line.net})[0] / 1e-6;
            worsen(worst_, std::abs(ohms * amperes / path.full_scale_volts - 1));
            const double rest = system.at_rest({line.net})[0] / line.volts_per_unit;
            worsen(worst_, std::abs(rest - output_without_current(bank, line)));
        }
    }

    /// Of the reference current in its copy: emitter resistors divide it.
    [[nodiscard]] double copied_share(const passes::JunctionPath& path) const {
        if (path.copied_from.empty()) {
            return 1;
        }
        const Element* from = circuit_.find_element(path.copied_from);
        const Element* to = circuit_.find_element(path.copied_to);
        return from == nullptr || to == nullptr ? 0 : from->value / to->value;
    }

    /// Of a pair the device whose current rises with the line.
    [[nodiscard]] std::string device_of(std::size_t bank, const NeuronLayout& neuron,
                                        const passes::Line& line) const {
        if (!passes::uses_pairs(network_.banks[bank])) {
            return neuron.junction.device;
        }
        const bool same = (line.volts_per_unit > 0) == (neuron.state.volts_per_unit > 0);
        return (same ? "q1_" : "q2_") + neuron.state.net;
    }

    [[nodiscard]] double output_without_current(std::size_t bank, const passes::Line& line) const {
        const bool rising = line.volts_per_unit > 0;
        if (!passes::uses_pairs(network_.banks[bank])) {
            return 0;
        }
        return rising ? (is_tanh(bank) ? -1 : 0) : 1;
    }

    [[nodiscard]] double alpha_of(const std::string& device) const {
        const Element* element = circuit_.find_element(device);
        for (const circuit::ModelCard& card : circuit_.models) {
            for (const auto& [name, value] : card.parameters) {
                if (element != nullptr && card.name == element->model && name == "bf") {
                    return value / (value + 1);
                }
            }
        }
        return passes::kUnknownDeviceAlpha;
    }

    /// The source whose current an ideal device's expression reads stands in its collector, and
    /// the tail's whole current gives 1.
    void read_ideal_softmax(const NeuronLayout& neuron) {
        const std::string& name = neuron.state.net;
        const Element* device = circuit_.find_element("q" + name);
        const Element* ammeter = circuit_.find_element("vs_" + name);
        const Element* source = circuit_.find_element("b" + name);
        const Element* tail = device == nullptr
                                  ? nullptr
                                  : circuit_.find_element("i" + circuit_.name_of(device->nets[2]));
        const bool wired = ammeter != nullptr && source != nullptr && tail != nullptr &&
                           ammeter->nets[1] == device->nets[0] &&
                           circuit_.name_of(device->nets[1]) == neuron.junction.base &&
                           circuit_.name_of(source->nets[0]) == neuron.lines[0].net;
        if (!wired) {
            return worsen(worst_, INFINITY);
        }
        const double full = evaluate(*source, "i(vs_" + name + ")", tail->value);
        worsen(worst_, std::abs(full - 1));
    }

    /// A behavioral activation, evaluated over its range and held against f or g itself.
    void read_expression(std::size_t bank, const NeuronLayout& neuron) {
        if (neuron.lines[0].net == neuron.state.net) {
            return;
        }
        const Element* source = circuit_.find_element("b" + neuron.state.net);
        if (source == nullptr || circuit_.name_of(source->nets[0]) != neuron.lines[0].net) {
            return worsen(worst_, INFINITY);
        }
        const model::Range& range = network_.banks[bank].state;
        const double scale = std::max(network_.banks[bank].output.magnitude(), 1e-12);
        constexpr int kPoints = 9;
        for (int k = 0; k < kPoints; ++k) {
            const double x = range.low + range.span() * k / (kPoints - 1);
            const double read = evaluate(*source, neuron.state.net, x);
            worsen(worst_, std::abs(read - wanted_output(bank, x)) / scale);
        }
    }

    /// The expression with `name` at `value`; not a number where it reads anything else.
    double evaluate(const Element& source, const std::string& name, double value) {
        const auto expression = Expression::parse(source.expression, 0);
        if (!expression) {
            diagnostics_.append(expression.error());
            return NAN;
        }
        const bool alone = expression->inputs() == std::vector<std::string>{name};
        return alone ? expression->value([&](const std::string&) { return value; }) : NAN;
    }

    [[nodiscard]] double wanted_output(std::size_t bank, double x) const {
        const Energy* energy = energy_of(bank);
        return energy == nullptr ? model::visible_activation(spec_.visible.activation, x)
                                 : model::hidden_activation(*energy, x);
    }

    /// Of relu and rectified powers: unity gain from the integrator.
    void read_rectifier(const NodalSystem& system, std::size_t bank, const NeuronLayout& neuron) {
        const Energy* energy = energy_of(bank);
        const bool power = energy != nullptr && energy->type == EnergyType::Polynomial;
        const bool relu = energy == nullptr
                              ? spec_.visible.activation.type == ActivationType::Relu
                              : energy->type == EnergyType::Relu || (power && energy->rectified);
        if (!relu) {
            return;
        }
        Excitation excitation;
        excitation.forced_volts[neuron.state.net] = neuron.state.volts_per_unit;
        const std::string out = power ? neuron.state.net + "_r" : neuron.lines[0].net;
        const double gain =
            system.dc_response(excitation, {out})[0] / network_.banks[bank].volts_per_unit;
        worsen(worst_, std::abs(gain - 1));
    }

    /// A power is a chain of multipliers, each by the first factor again.
    void read_product(std::size_t bank, const NeuronLayout& neuron) {
        const Energy* energy = energy_of(bank);
        if (energy == nullptr || energy->type != EnergyType::Polynomial) {
            return;
        }
        const std::string& state = neuron.state.net;
        const std::string base = energy->rectified ? state + "_r" : state;
        std::string product = base;
        for (int power = 2; power < energy->degree; ++power) {
            const std::string out = fmt::format("{}_f{}", state, power);
            const Element* multiplier = circuit_.find_element("xm_" + out);
            if (multiplier == nullptr || multiplier->nets.size() != 7 ||
                nets_of(*multiplier) !=
                    std::array{product, std::string("0"), base, std::string("0"), out}) {
                return worsen(worst_, INFINITY);
            }
            product = out;
        }
        if (product != neuron.lines[0].net) {
            worsen(worst_, INFINITY);
        }
    }

    [[nodiscard]] std::array<std::string, 5> nets_of(const Element& multiplier) const {
        std::array<std::string, 5> nets;
        for (std::size_t k = 0; k < nets.size(); ++k) {
            nets[k] = circuit_.name_of(multiplier.nets[k]);
        }
        return nets;
    }

    /// Its loop is at rest where the output is the product.
    void read_multiplier() {
        const circuit::Subcircuit* part = circuit_.find_subcircuit("hs_multiplier");
        if (part == nullptr) {
            return;
        }
        for (const Element& element : part->elements) {
            if (element.name != "bgm") {
                continue;
            }
            const auto expression = Expression::parse(element.expression, 0);
            if (!expression) {
                return diagnostics_.append(expression.error());
            }
            for (const auto& [x, y] : {std::pair{0.5, 0.25}, {-0.75, 0.5}, {0.3, -1.0}}) {
                const auto drive = [&](double out) {
                    return expression->value([&, x = x, y = y](const std::string& name) {
                        return name == "xp" ? x : name == "yp" ? y : name == "out" ? out : 0.0;
                    });
                };
                worsen(worst_, std::abs(drive(x * y) / drive(0)));
            }
        }
    }

    const Circuit& circuit_;
    const Spec& spec_;
    const analog::Network& network_;
    const passes::Layout& layout_;
    double worst_ = 0;
    Diagnostics diagnostics_;
};

}  // namespace

std::set<std::string> passing_diodes(const Circuit& circuit, const std::set<std::string>& forced) {
    std::set<std::string> diodes;
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            const auto is_forced = [&](circuit::NetId net) {
                return forced.contains(circuit.name_of(net));
            };
            if (element.kind == Kind::Diode && element.name.starts_with("da_") &&
                std::ranges::none_of(element.nets, is_forced)) {
                diodes.insert(element.name);
            }
        }
    }
    return diodes;
}

Result<double> read_gains(const Circuit& circuit, const Spec& spec, const analog::Network& network,
                          const passes::Layout& layout, NodalView view) {
    return GainReader(circuit, spec, network, layout).run(std::move(view));
}

}  // namespace hopspice::netlist
