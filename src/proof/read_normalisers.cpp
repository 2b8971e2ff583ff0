#include "proof/read_normalisers.h"

#include "model/functions.h"
#include "netlist/expression.h"
#include "passes/part_values.h"
#include "proof/read_gains.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using netlist::Excitation;
using netlist::Expression;
using netlist::NodalSystem;

/// Voltages of nets that nothing but sources and resistors to ground stand at.
class IdealNets {
public:
    IdealNets(const Circuit& circuit, std::map<std::string, double> known)
        : circuit_(circuit), volts_(std::move(known)) {
        for (const circuit::Group& group : circuit.groups) {
            for (const Element& element : group.elements) {
                for (const circuit::NetId net : terminals_of(element)) {
                    at_[net].push_back(&element);
                }
            }
        }
    }

    double volts(const std::string& net) {
        const auto known = volts_.find(net);
        if (known != volts_.end()) {
            return known->second;
        }
        const double value = circuit_.has_net(net) ? solve(circuit_.find_net(net)) : NAN;
        volts_.emplace(net, value);
        return value;
    }

    double value(const Element& source) {
        const auto expression = Expression::parse(source.expression, 0);
        if (!expression) {
            diagnostics_.append(expression.error());
            return NAN;
        }
        return expression->value([&](const std::string& name) { return volts(name); });
    }

    [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

private:
    /// The nets an element drives; those it only senses are left out.
    static std::span<const circuit::NetId> terminals_of(const Element& element) {
        return std::span(element.nets).first(std::min<std::size_t>(2, element.nets.size()));
    }

    double solve(circuit::NetId net) {
        double siemens = 0;
        double amperes = 0;
        for (const Element* element : at_[net]) {
            const double sign = element->nets[1] == net ? 1 : -1;
            if (element->kind == Kind::BehavioralV) {
                return value(*element);
            }
            if (element->kind == Kind::Resistor) {
                siemens += 1 / element->value;
            } else if (element->kind == Kind::BehavioralI) {
                amperes += sign * value(*element);
            } else if (element->kind == Kind::Vccs) {
                amperes += sign * element->value * volts(circuit_.name_of(element->nets[2]));
            } else {
                return NAN;
            }
        }
        return amperes / siemens;
    }

    const Circuit& circuit_;
    std::map<std::string, double> volts_;
    std::map<circuit::NetId, std::vector<const Element*>> at_;
    Diagnostics diagnostics_;
};

/// States that have nothing to do with each other within a range, the same every time.
std::vector<double> spread_states(const model::Range& range, std::size_t size, int draw) {
    constexpr double kGolden = 0.6180339887498949;
    std::vector<double> states(size);
    double phase = 0.17 + 0.29 * draw;
    for (double& state : states) {
        // A step that changes: equal steps may put a state on the mean of all.
        phase = std::fmod(1.3 * phase + kGolden, 1.0);
        state = range.low + phase * range.span();
    }
    return states;
}

/// The outputs of one bank of ideal sources.
class IdealNormaliser {
public:
    IdealNormaliser(const Circuit& circuit, const Spec& spec, const analog::Network& network,
                    const circuit::Layout& layout, std::size_t bank)
        : circuit_(circuit),
          spec_(spec),
          bank_(network.banks[bank]),
          neurons_(layout.banks[bank]),
          index_(bank) {}

    Result<double> run() {
        constexpr int kDraws = 3;
        for (int draw = 0; draw < kDraws; ++draw) {
            compare(spread_states(bank_.state, bank_.size, draw));
        }
        if (index_ == 0) {
            // So small that eps is most of the divisor.
            const double small = 0.1 * std::sqrt(spec_.visible.activation.eps);
            compare(spread_states({-small, small}, bank_.size, 0));
        } else {
            read_floor();
        }
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return worst_;
    }

private:
    void compare(const std::vector<double>& states) {
        const std::vector<double> wanted =
            index_ == 0 ? model::visible_output(spec_, states)
                        : kinds::outputs_of(spec_.hidden[index_ - 1].energy, states);
        std::map<std::string, double> known;
        for (std::size_t neuron = 0; neuron < states.size(); ++neuron) {
            known[neurons_[neuron].state.net] = states[neuron];
        }
        IdealNets nets(circuit_, std::move(known));
        const double scale = std::ranges::max(wanted, {}, [](double x) { return std::abs(x); });
        for (std::size_t neuron = 0; neuron < states.size(); ++neuron) {
            const double read = nets.volts(neurons_[neuron].lines[0].net);
            worsen(worst_, std::abs(read - wanted[neuron]) / std::max(std::abs(scale), 1e-12));
        }
        diagnostics_.append(nets.diagnostics());
    }

    /// What an output is limited to where the sum is 0.
    void read_floor() {
        const std::string sum = fmt::format("n{}_sum", index_);
        for (const circuit::NeuronLayout& neuron : neurons_) {
            IdealNets nets(circuit_, {{neuron.state.net + "_r", 1}, {sum, 0}});
            const double read = nets.volts(neuron.lines[0].net) * passes::kIdealSumFloor;
            worsen(worst_, std::abs(read - 1));
            diagnostics_.append(nets.diagnostics());
        }
    }

    const Circuit& circuit_;
    const Spec& spec_;
    const analog::Bank& bank_;
    const std::vector<circuit::NeuronLayout>& neurons_;
    std::size_t index_;
    double worst_ = 0;
    Diagnostics diagnostics_;
};

/// The parts of one bank's gain control.
class GainControl {
public:
    GainControl(const Circuit& circuit, const Spec& spec, const NodalSystem& system,
                const analog::Network& network, const circuit::Layout& layout, std::size_t bank)
        : circuit_(circuit),
          spec_(spec),
          system_(system),
          bank_(network.banks[bank]),
          neurons_(layout.banks[bank]),
          of_layer_(bank == 0),
          tag_(fmt::format("n{}", bank)) {}

    double run() {
        read_rectifier(tag_, tag_ + "_s");
        if (of_layer_ && kinds::is_shift_invariant(spec_.visible.activation)) {
            centre_ = tag_ + "_m";
        }
        for (const circuit::NeuronLayout& neuron : neurons_) {
            read_neuron(neuron);
        }
        if (of_layer_) {
            read_eps();
        }
        return worst_;
    }

private:
    void read_neuron(const circuit::NeuronLayout& neuron) {
        const std::string& state = neuron.state.net;
        const std::string& out = neuron.lines[0].net;
        const std::string gain = tag_ + "_s";
        if (of_layer_) {
            expect_product(out, centre_, state, "0", gain);
            expect_product(state + "_q", out, "0", out, "0");
            read_mean(neuron);
        } else {
            expect_product(out, state + "_r", "0", "0", gain);
            read_rectifier(state, state + "_r");
        }
        read_share(state, of_layer_ ? state + "_q" : out);
    }

    void expect_product(const std::string& out, const std::string& xp, const std::string& xn,
                        const std::string& yp, const std::string& yn) {
        const Element* multiplier = circuit_.find_element("xm_" + out);
        const std::vector<std::string> wanted = {xp, xn, yp, yn, out};
        bool same = multiplier != nullptr && multiplier->nets.size() == 7;
        for (std::size_t k = 0; same && k < wanted.size(); ++k) {
            same = circuit_.name_of(multiplier->nets[k]) == wanted[k];
        }
        worsen(worst_, same ? 0 : INFINITY);
    }

    [[nodiscard]] double response(const std::string& forced, const std::string& observed) const {
        Excitation excitation;
        excitation.forced_volts[forced] = 1;
        return system_.dc_response(excitation, {observed})[0];
    }

    void read_rectifier(const std::string& in, const std::string& out) {
        worsen(worst_, std::abs(response(in, out) + 1));
    }

    void read_mean(const circuit::NeuronLayout& neuron) {
        if (centre_ != "0") {
            const double share = response(neuron.state.net, centre_);
            worsen(worst_, std::abs(share * static_cast<double>(bank_.size) - 1));
        }
    }

    /// Siemens of a resistor from `from` into the integrator's column, 0 where there is none.
    [[nodiscard]] double siemens(const std::string& name, const std::string& from) const {
        const Element* resistor = circuit_.find_element(name);
        const bool wired = resistor != nullptr && resistor->kind == Kind::Resistor &&
                           circuit_.name_of(resistor->nets[0]) == from &&
                           circuit_.name_of(resistor->nets[1]) == tag_ + "_c";
        return wired ? 1 / resistor->value : 0;
    }

    [[nodiscard]] double reference_amperes() const {
        return -system_.at_rest({"vref_n"})[0] * siemens("r" + tag_ + "_ref", "vref_n");
    }

    [[nodiscard]] double terms() const {
        const bool mean = of_layer_ && kinds::is_shift_invariant(spec_.visible.activation);
        return mean ? static_cast<double>(bank_.size) : 1;
    }

    /// What the sum is at rest, were this its only term: that of the line's volts per unit.
    void read_share(const std::string& state, const std::string& from) {
        const double volts = reference_amperes() / siemens("rn_" + state, from);
        const double line = bank_.output_volts_per_unit;
        const double wanted = (of_layer_ ? line * line : line) * terms();
        worsen(worst_, std::abs(volts / wanted - 1) / (of_layer_ ? 2 : 1));
    }

    /// Left out where its share of the smallest divisor is too small to be seen.
    void read_eps() {
        const double eps = spec_.visible.activation.eps;
        const double least = passes::designed_divisor(bank_);
        const double scale = terms() * eps * bank_.volts_per_unit * bank_.volts_per_unit;
        if (circuit_.find_element("r" + tag_ + "_eps") == nullptr) {
            return worsen(worst_, eps / (2 * least * least));
        }
        expect_product(tag_ + "_e", "0", tag_ + "_s", "0", tag_ + "_s");
        const double square = siemens("rn_" + neurons_[0].state.net, neurons_[0].state.net + "_q");
        const double built = siemens("r" + tag_ + "_eps", tag_ + "_e") / square;
        worsen(worst_, std::abs(built / scale - 1));
    }

    const Circuit& circuit_;
    const Spec& spec_;
    const NodalSystem& system_;
    const analog::Bank& bank_;
    const std::vector<circuit::NeuronLayout>& neurons_;
    bool of_layer_;
    std::string tag_;
    std::string centre_ = "0";
    double worst_ = 0;
};

}  // namespace

Result<double> read_ideal_normaliser(const Circuit& circuit, const Spec& spec,
                                     const analog::Network& network, const circuit::Layout& layout,
                                     std::size_t bank) {
    return IdealNormaliser(circuit, spec, network, layout, bank).run();
}

double read_gain_control(const Circuit& circuit, const Spec& spec, const NodalSystem& system,
                         const analog::Network& network, const circuit::Layout& layout,
                         std::size_t bank) {
    return GainControl(circuit, spec, system, network, layout, bank).run();
}

}  // namespace hopspice::proof
