#include "cells/gain_control_reading.h"

#include "cells/normaliser.h"
#include "kinds/functions.h"
#include "netlist/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hopspice::cells {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using netlist::Expression;

/// Voltages of nets that nothing but sources and resistors to ground stand at.
class IdealNets {
public:
    explicit IdealNets(const Circuit& circuit) : circuit_(circuit), at_(circuit.nets.size()) {
        for (const circuit::Group& group : circuit.groups) {
            for (const Element& element : group.elements) {
                for (const circuit::NetId net : terminals_of(element)) {
                    at_[net.index].push_back(&element);
                }
            }
        }
    }

    /// Forgets all voltages but these.
    void hold(std::map<std::string, double> known) { volts_ = std::move(known); }

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
        for (const Element* element : at_[net.index]) {
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
    std::vector<std::vector<const Element*>> at_;  ///< by net
    Diagnostics diagnostics_;
};

/// States that have nothing to do with each other within a range, the same every time.
std::vector<double> spread_states(const Range& range, std::size_t size, int draw) {
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

/// The outputs at some states, against the function's.
void compare_ideal(Reading& reading, const std::vector<double>& states) {
    const std::vector<double> wanted = kinds::outputs_of(reading.function, states);
    std::map<std::string, double> known;
    for (std::size_t neuron = 0; neuron < states.size(); ++neuron) {
        const circuit::Probe& state = reading.neurons()[neuron].state;
        known[state.net] = (states[neuron] - state.shift) * state.volts_per_unit;
    }
    IdealNets nets(reading.circuit);
    nets.hold(std::move(known));
    const double scale = std::ranges::max(wanted, {}, [](double x) { return std::abs(x); });
    for (std::size_t neuron = 0; neuron < states.size(); ++neuron) {
        const circuit::Line& line = reading.neurons()[neuron].lines[0];
        const double read = nets.volts(line.net) / line.volts_per_unit;
        reading.worsen(std::abs(read - wanted[neuron]) / std::max(std::abs(scale), 1e-12));
    }
    reading.diagnostics.append(nets.diagnostics());
}

/// What an output is limited to where the sum is 0.
void read_ideal_floor(Reading& reading) {
    const std::string sum = fmt::format("n{}_sum", reading.index);
    IdealNets nets(reading.circuit);
    for (const circuit::NeuronLayout& neuron : reading.neurons()) {
        nets.hold({{neuron.state.net + "_r", 1}, {sum, 0}});
        const double read = nets.volts(neuron.lines[0].net) * kIdealSumFloor;
        reading.worsen(std::abs(read - 1));
    }
    reading.diagnostics.append(nets.diagnostics());
}

/// The parts of one bank's gain control.
class GainControlReader {
public:
    explicit GainControlReader(Reading& reading)
        : reading_(reading),
          squares_(!kinds::sums_to_one(reading.function)),
          centred_(kinds::is_shift_invariant(reading.function)),
          tag_(fmt::format("n{}", reading.index)),
          centre_(centred_ ? tag_ + "_m" : "0") {}

    void run() {
        read_inverter(tag_, tag_ + "_s");
        for (const circuit::NeuronLayout& neuron : reading_.neurons()) {
            read_neuron(neuron);
        }
        if (squares_) {
            read_eps();
        }
    }

private:
    void read_neuron(const circuit::NeuronLayout& neuron) {
        const std::string& state = neuron.state.net;
        const std::string& out = neuron.lines[0].net;
        const std::string gain = tag_ + "_s";
        if (squares_) {
            reading_.expect_product(out, centre_, state, "0", gain);
            reading_.expect_product(state + "_q", out, "0", out, "0");
            read_mean(neuron);
        } else {
            reading_.expect_product(out, state + "_r", "0", "0", gain);
            read_inverter(state, state + "_r");
        }
        read_share(state, squares_ ? state + "_q" : out);
    }

    /// A rectifier has a gain of -1.
    void read_inverter(const std::string& in, const std::string& out) {
        reading_.worsen(std::abs(reading_.gain(in, out) + 1));
    }

    void read_mean(const circuit::NeuronLayout& neuron) {
        if (centred_) {
            const double share = reading_.gain(neuron.state.net, centre_);
            reading_.worsen(std::abs(share * static_cast<double>(reading_.bank().size) - 1));
        }
    }

    /// Siemens of a resistor from `from` into the integrator's column, 0 where there is none.
    [[nodiscard]] double siemens(const std::string& name, const std::string& from) const {
        const Circuit& circuit = reading_.circuit;
        const Element* resistor = reading_.elements.find(name);
        const bool wired = resistor != nullptr && resistor->kind == Kind::Resistor &&
                           circuit.name_of(resistor->nets[0]) == from &&
                           circuit.name_of(resistor->nets[1]) == tag_ + "_c";
        return wired ? 1 / resistor->value : 0;
    }

    [[nodiscard]] double reference_amperes() const {
        return -reading_.system.at_rest({"vref_n"})[0] * siemens("r" + tag_ + "_ref", "vref_n");
    }

    [[nodiscard]] double terms() const {
        return centred_ ? static_cast<double>(reading_.bank().size) : 1;
    }

    /// What the sum is at rest, were this its only term: that of the line's volts per unit.
    void read_share(const std::string& state, const std::string& from) {
        const double volts = reference_amperes() / siemens("rn_" + state, from);
        const double line = reading_.bank().output_volts_per_unit;
        const double wanted = (squares_ ? line * line : line) * terms();
        reading_.worsen(std::abs(volts / wanted - 1) / (squares_ ? 2 : 1));
    }

    /// Left out where its share of the smallest divisor is too small to be seen.
    void read_eps() {
        const double eps = reading_.function.eps;
        const double least = designed_divisor(reading_.bank());
        const double volts = reading_.bank().volts_per_unit;
        if (reading_.elements.find("r" + tag_ + "_eps") == nullptr) {
            return reading_.worsen(eps / (2 * least * least));
        }
        reading_.expect_product(tag_ + "_e", "0", tag_ + "_s", "0", tag_ + "_s");
        const std::string& state = reading_.neurons()[0].state.net;
        const double square = siemens("rn_" + state, state + "_q");
        const double built = siemens("r" + tag_ + "_eps", tag_ + "_e") / square;
        reading_.worsen(std::abs(built / (terms() * eps * volts * volts) - 1));
    }

    Reading& reading_;
    bool squares_;
    bool centred_;
    std::string tag_;
    std::string centre_;
};

}  // namespace

void read_gain_control(Reading& reading) { GainControlReader(reading).run(); }

void read_ideal_gain_control(Reading& reading) {
    constexpr int kDraws = 3;
    for (int draw = 0; draw < kDraws; ++draw) {
        compare_ideal(reading, spread_states(reading.bank().state, reading.bank().size, draw));
    }
    if (kinds::sums_to_one(reading.function)) {
        return read_ideal_floor(reading);
    }
    // So small that eps is most of the divisor.
    const double small = 0.1 * std::sqrt(reading.function.eps);
    compare_ideal(reading, spread_states({-small, small}, reading.bank().size, 0));
}

}  // namespace hopspice::cells
