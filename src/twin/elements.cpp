#include "twin/elements.h"

#include "support/random.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::twin {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;
using circuit::Subcircuit;

/// Deeper than any circuit of ours.
constexpr int kDeepest = 8;

/// Where names mean something: the circuit, or one instance of a subcircuit.
struct Scope {
    const std::vector<std::string>& names;  ///< of nets
    std::vector<Node> nodes;                ///< the flat ones of these
    std::string owner;                      ///< for people
    int depth = 0;
    std::map<std::string, Sensed, std::less<>> sources = {};  ///< whose currents can be named
    std::vector<std::pair<Index, const Element*>> behavioral = {};
};

class Taker {
public:
    explicit Taker(const Circuit& circuit) : circuit_(circuit) {}

    Result<Elements> run() {
        elements_.cards = circuit_.models;
        elements_.nodes = circuit_.nets.size();
        Scope top{circuit_.nets, {}, ""};
        for (Index net = 0; net < circuit_.nets.size(); ++net) {
            top.nodes.push_back(net);
        }
        for (const circuit::Group& group : circuit_.groups) {
            top.owner = circuit::comment_of(group.origin);
            for (const Element& element : group.elements) {
                place(element, top);
                if (diagnostics_.has_errors()) {
                    return Unexpected{std::move(diagnostics_)};
                }
            }
        }
        connect(top);
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        std::ranges::sort(elements_.settable, {}, &Settable::name);
        return std::move(elements_);
    }

private:
    void refuse(const Element& element, const Scope& scope, const std::string& why) {
        report(diagnostics_, Rule::NotInTwin, {},
               fmt::format("{}{}{}: {}", element.name, scope.owner.empty() ? "" : " of ",
                           scope.owner, why));
    }

    /// The element of the last array entry can be set by its name.
    void settable(const Element& element, const Scope& scope, std::size_t size) {
        if (scope.depth == 0) {
            elements_.settable.push_back(
                {hash_of(element.name), element.kind, static_cast<Index>(size - 1)});
        }
    }

    [[nodiscard]] static Node node(const Scope& scope, const Element& element, std::size_t k) {
        return scope.nodes[element.nets[k].index];
    }

    void place(const Element& element, Scope& scope) {
        switch (element.kind) {
            case Kind::Resistor:
                elements_.resistors.push_back(
                    {node(scope, element, 0), node(scope, element, 1), 1 / element.value});
                return settable(element, scope, elements_.resistors.size());
            case Kind::Capacitor:
                elements_.capacitors.push_back(
                    {node(scope, element, 0), node(scope, element, 1), element.value});
                return settable(element, scope, elements_.capacitors.size());
            case Kind::VoltageSource:
            case Kind::CurrentSource:
                return place_source(element, scope);
            case Kind::Vcvs:
            case Kind::Vccs:
                return place_controlled(element, scope);
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                return place_behavioral(element, scope);
            case Kind::Switch:
                return place_switch(element, scope);
            case Kind::Diode:
            case Kind::Bjt:
            case Kind::Mosfet:
                return place_device(element, scope);
            case Kind::Instance:
                return place_instance(element, scope);
        }
    }

    void place_source(const Element& element, Scope& scope) {
        const auto source = static_cast<Index>(elements_.sources.size());
        elements_.sources.push_back({element.name, element.value, element.pwl, element.external});
        const Node plus = node(scope, element, 0);
        const Node minus = node(scope, element, 1);
        if (element.kind == Kind::VoltageSource) {
            scope.sources.emplace(
                element.name,
                Sensed{Sensed::Kind::Voltage, static_cast<Index>(elements_.voltages.size())});
            elements_.voltages.push_back({plus, minus, source});
        } else {
            elements_.currents.push_back({plus, minus, source});
        }
        settable(element, scope, elements_.sources.size());
    }

    void place_controlled(const Element& element, Scope& scope) {
        auto& list = element.kind == Kind::Vcvs ? elements_.vcvs : elements_.vccs;
        if (element.kind == Kind::Vcvs) {
            scope.sources.emplace(element.name,
                                  Sensed{Sensed::Kind::Vcvs, static_cast<Index>(list.size())});
        }
        list.push_back({node(scope, element, 0), node(scope, element, 1), node(scope, element, 2),
                        node(scope, element, 3), element.value});
        settable(element, scope, list.size());
    }

    void place_behavioral(const Element& element, Scope& scope) {
        const auto index = static_cast<Index>(elements_.behavioral.size());
        Behavioral source;
        source.is_voltage = element.kind == Kind::BehavioralV;
        source.plus = node(scope, element, 0);
        source.minus = node(scope, element, 1);
        if (source.is_voltage) {
            scope.sources.emplace(element.name, Sensed{Sensed::Kind::Behavioral, index});
        }
        scope.behavioral.emplace_back(index, &element);
        elements_.behavioral.push_back(std::move(source));
    }

    void place_switch(const Element& element, Scope& scope) {
        const auto [place, is_new] = switch_models_.emplace(
            element.model, static_cast<Index>(elements_.switch_models.size()));
        if (is_new) {
            const ModelCard* card = card_of(element.model);
            if (card == nullptr || card->type != "sw") {
                return refuse(element, scope, "its model `" + element.model + "`");
            }
            const auto value = [&](std::string_view name, double otherwise) {
                const auto found = std::ranges::find(card->parameters, name,
                                                     &std::pair<std::string, double>::first);
                return found == card->parameters.end() ? otherwise : found->second;
            };
            const double threshold = value("vt", 0);
            const double half_width = value("vh", 0);
            elements_.switch_models.push_back({threshold + half_width, threshold - half_width,
                                               1 / value("ron", 1), 1 / value("roff", 1e12)});
        }
        elements_.switches.push_back({node(scope, element, 0), node(scope, element, 1),
                                      node(scope, element, 2), node(scope, element, 3),
                                      place->second});
    }

    void place_device(const Element& element, Scope& scope) {
        const ModelCard* card = card_of(element.model);
        if (card == nullptr) {
            return refuse(element, scope,
                          "its model `" + element.model + "`, which is a library's");
        }
        Device device;
        device.kind = element.kind;
        for (std::size_t k = 0; k < element.nets.size() && k < device.nodes.size(); ++k) {
            device.nodes[k] = node(scope, element, k);
        }
        device.card = static_cast<Index>(card - circuit_.models.data());
        device.area = element.area;
        device.parameters = element.parameters;
        device.name = element.name;
        elements_.devices.push_back(std::move(device));
        settable(element, scope, elements_.devices.size());
    }

    void place_instance(const Element& element, Scope& scope) {
        const Subcircuit* body = circuit_.find_subcircuit(element.model);
        if (body == nullptr || scope.depth >= kDeepest) {
            return refuse(element, scope, "subcircuit `" + element.model + "`");
        }
        Scope inner{body->nets, {}, scope.owner, scope.depth + 1};
        inner.nodes.assign(body->nets.size(), 0);
        for (std::size_t port = 0; port < body->ports.size(); ++port) {
            inner.nodes[port + 1] = node(scope, element, port);
        }
        const Index model = amplifier_model_of(*body);
        if (model != kNone) {
            return place_amplifier(inner, model);
        }
        for (std::size_t net = body->ports.size() + 1; net < body->nets.size(); ++net) {
            inner.nodes[net] = static_cast<Node>(elements_.nodes++);
        }
        for (const Element& part : body->elements) {
            place(part, inner);
        }
        connect(inner);
    }

    [[nodiscard]] Index amplifier_model_of(const Subcircuit& body) {
        const auto known = amplifiers_.find(&body);
        if (known != amplifiers_.end()) {
            return known->second;
        }
        const auto model = amplifier_model(body);
        const Index index = model ? static_cast<Index>(elements_.amplifier_models.size()) : kNone;
        if (model) {
            elements_.amplifier_models.push_back(*model);
        }
        return amplifiers_.emplace(&body, index).first->second;
    }

    /// `scope` has the ports only.
    void place_amplifier(const Scope& scope, Index model) {
        const AmplifierModel& figures = elements_.amplifier_models[model];
        const std::size_t inputs = figures.multiplies ? 4 : 2;
        Amplifier amplifier;
        for (std::size_t k = 0; k < inputs; ++k) {
            amplifier.in[k] = scope.nodes[k + 1];
        }
        amplifier.out = scope.nodes[inputs + 1];
        amplifier.vcc = scope.nodes[inputs + 2];
        amplifier.vee = scope.nodes[inputs + 3];
        amplifier.pole = amplifier.out;
        amplifier.model = model;
        if (figures.output_ohms > 0) {
            amplifier.pole = static_cast<Node>(elements_.nodes++);
        }
        if (figures.input_farads > 0) {
            elements_.capacitors.push_back(
                {amplifier.in[0], amplifier.in[1], figures.input_farads});
        }
        elements_.amplifiers.push_back(amplifier);
    }

    /// Reads the expressions of a scope, whose sources are all known by now.
    void connect(Scope& scope) {
        for (const auto& [index, element] : scope.behavioral) {
            auto expression = netlist::Expression::parse(element->expression, 0);
            if (!expression) {
                diagnostics_.append(expression.error());
                return;
            }
            Behavioral& source = elements_.behavioral[index];
            for (const std::string& name : expression->inputs()) {
                const auto input = input_of(scope, name);
                if (!input) {
                    return refuse(*element, scope, "`" + name + "` in its expression");
                }
                source.inputs.push_back(*input);
            }
            source.expression = static_cast<Index>(elements_.expressions.size());
            elements_.expressions.push_back(*std::move(expression));
        }
    }

    [[nodiscard]] std::optional<Input> input_of(const Scope& scope, const std::string& name) const {
        if (name.starts_with("i(")) {
            const auto found = scope.sources.find(name.substr(2, name.size() - 3));
            return found == scope.sources.end() ? std::nullopt
                                                : std::optional(Input{0, found->second});
        }
        if (scope.depth == 0) {
            return circuit_.has_net(name) ? std::optional(Input{circuit_.find_net(name).index, {}})
                                          : std::nullopt;
        }
        const auto found = std::ranges::find(scope.names, name);
        return found == scope.names.end()
                   ? std::nullopt
                   : std::optional(Input{
                         scope.nodes[static_cast<std::size_t>(found - scope.names.begin())], {}});
    }

    [[nodiscard]] const ModelCard* card_of(const std::string& name) const {
        const auto place = std::ranges::find(circuit_.models, name, &ModelCard::name);
        return place == circuit_.models.end() ? nullptr : &*place;
    }

    const Circuit& circuit_;
    Elements elements_;
    Diagnostics diagnostics_;
    std::map<std::string, Index> switch_models_;
    std::map<const Subcircuit*, Index> amplifiers_;
};

}  // namespace

const Settable* Elements::find(std::string_view name) const {
    const auto place = std::ranges::lower_bound(settable, hash_of(name), {}, &Settable::name);
    return place == settable.end() || place->name != hash_of(name) ? nullptr : &*place;
}

Result<Elements> take_apart(const Circuit& circuit) { return Taker(circuit).run(); }

}  // namespace hopspice::twin
