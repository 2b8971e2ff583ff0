// Equations of a circuit: its devices, where everything stands, and what jobs set.

#include "twin/equations.h"

#include <algorithm>
#include <utility>

namespace hopspice::twin {

namespace {

/// Its own inner nodes are new ones, others have their outer node's voltage.
template <typename Model>
std::array<Node, Model::kNodes> nodes_of(const Model& model, const Device& device,
                                         std::size_t& nodes) {
    std::array<Node, Model::kNodes> all{};
    for (std::size_t k = 0; k < Model::kNodes; ++k) {
        const bool inner = k >= Model::kTerminals && model.has_node(k);
        all[k] = inner ? static_cast<Node>(nodes++) : device.nodes[Model::outer_of(k)];
    }
    return all;
}

}  // namespace

Result<Equations> Equations::build(Elements elements, double temperature_c,
                                   std::span<const Index> reported) {
    Equations equations;
    equations.temperature_c_ = temperature_c;
    equations.elements_ = std::move(elements);
    if (Diagnostics diagnostics = equations.make_devices(temperature_c); !diagnostics.empty()) {
        return Unexpected{std::move(diagnostics)};
    }
    auto numbering = number(equations.elements_, equations.inner_nodes_, reported);
    if (!numbering) {
        return Unexpected{numbering.error()};
    }
    equations.numbering_ = *std::move(numbering);
    equations.for_devices([&](auto& set) { set.connect(equations.numbering_); });
    equations.connect_behavioral();
    equations.connect_amplifiers();
    equations.make_pattern();
    equations.make_state();
    equations.fill();
    return equations;
}

template <typename Model>
void Equations::add_device(DeviceSet<Model>& set, Model model, const Device& device) {
    const auto nodes = nodes_of(model, device, elements_.nodes);
    device_.push_back(set.size());
    set.add(std::move(model), nodes);
}

Diagnostics Equations::make_devices(double temperature_c) {
    inner_nodes_ = elements_.nodes;
    Diagnostics diagnostics;
    const auto add = [&](auto& set, auto model, const Device& device) {
        if (model) {
            add_device(set, *std::move(model), device);
        } else {
            diagnostics = model.error();
        }
    };
    for (const Device& device : elements_.devices) {
        const circuit::ModelCard& card = elements_.cards[device.card];
        if (device.kind == circuit::Kind::Bjt) {
            add(bipolar_, Bipolar::make(card, device.area, temperature_c), device);
        } else if (device.kind == circuit::Kind::Diode) {
            add(diodes_, Diode::make(card, device.area, temperature_c), device);
        } else {
            add(mosfets_, Mosfet::make(card, device.parameters, temperature_c), device);
        }
        if (!diagnostics.empty()) {
            break;
        }
    }
    return diagnostics;
}

void Equations::connect_behavioral() {
    const auto unknowns = static_cast<Index>(numbering_.unknowns);
    std::size_t steps = 0;
    std::size_t inputs = 0;
    for (std::size_t k = 0; k < elements_.behavioral.size(); ++k) {
        const Behavioral& element = elements_.behavioral[k];
        Source source;
        source.gradient.resize(element.inputs.size());
        const auto add_row = [&](Index row, double sign) {
            (row < unknowns ? source.rows : source.outputs).push_back({row, sign});
        };
        if (element.is_voltage) {
            add_row(numbering_.behavioral[k].row, -1);
        } else {
            numbering_.for_rows(element.plus, add_row);
            numbering_.for_rows(element.minus,
                                [&](Index row, double sign) { add_row(row, -sign); });
        }
        for (Index input = 0; input < element.inputs.size(); ++input) {
            const Index column = column_of(element.inputs[input]);
            for (const Gate& gate : source.rows) {
                if (column != kNone) {
                    source.places.push_back({input, gate.sign, {gate.row, column, kNone}});
                }
            }
        }
        steps = std::max(steps, elements_.expressions[element.expression].steps());
        inputs = std::max(inputs, element.inputs.size());
        behavioral_.push_back(std::move(source));
    }
    work_.resize(2 * steps);
    inputs_.resize(inputs);
}

Index Equations::column_of(const Input& input) const {
    if (!input.current) {
        return numbering_.column[input.node];
    }
    switch (input.current->kind) {
        case Sensed::Kind::Voltage:
            return numbering_.current[input.current->index];
        case Sensed::Kind::Vcvs:
            return numbering_.vcvs[input.current->index].column;
        case Sensed::Kind::Behavioral:
            return numbering_.behavioral[input.current->index].column;
    }
    return kNone;
}

void Equations::connect_amplifiers() {
    for (std::size_t k = 0; k < elements_.amplifiers.size(); ++k) {
        const Amplifier& element = elements_.amplifiers[k];
        const bool multiplies = elements_.amplifier_models[element.model].multiplies;
        Stage stage;
        for (Index input = 0; input < kOutInput; ++input) {
            const bool used = multiplies || input < 2;
            const Index column = numbering_.column[element.in[input]];
            if (used && column != kNone) {
                stage.places.push_back({input, -1, {numbering_.pole[k], column, kNone}});
            }
        }
        const Index out = numbering_.column[element.out];
        if (multiplies && out != kNone) {
            stage.places.push_back({kOutInput, -1, {numbering_.pole[k], out, kNone}});
        }
        if (elements_.amplifier_models[element.model].follows) {
            connect_follower(element, stage);
        }
        stage.places.push_back(
            {kPoleInput, -1, {numbering_.pole[k], numbering_.column[element.pole], kNone}});
        amplifiers_.push_back(std::move(stage));
    }
}

void Equations::connect_follower(const Amplifier& element, Stage& stage) {
    numbering_.for_rows(element.in[1], [&](Index row, double sign) {
        stage.rows.push_back({row, sign});
        for (const Index input : {Index{0}, Index{1}}) {
            const Index column = numbering_.column[element.in[input]];
            if (column != kNone) {
                stage.places.push_back({input, -sign, {row, column, kNone}});
            }
        }
    });
}

void Equations::make_state() {
    const std::size_t n = numbering_.unknowns;
    voltages_.assign(n, 0);
    for (Node node = 1; node < elements_.nodes; ++node) {
        if (numbering_.column[node] != kNone) {
            voltages_[numbering_.column[node]] = 1;
        }
        if (numbering_.links[node].voltage != kNone) {
            offset_nodes_.push_back(node);
        }
    }
    dynamic_.assign(n, 0);
    for (std::size_t k = 0; k < capacitance_rows_; ++k) {
        dynamic_[capacitance_[k].place.row] = 1;
    }
    for_devices([&](const auto& set) { set.mark_dynamic(dynamic_); });
    z_.assign(n + elements_.sources.size() + 1, 0);
    change_.assign(z_.size(), 0);
    find_read();
    offsets_.assign(elements_.nodes, 0);
    volts_.assign(elements_.nodes, 0);
    driven_.assign(n, 0);
    currents_.assign(n, 0);
    charges_.assign(n, 0);
}

std::string Equations::set_values(const sim::ElementValues& values) {
    if (altered_) {
        elements_ = base_;
    } else if (!values.empty()) {
        base_ = elements_;
    }
    altered_ = altered_ || !values.empty();
    for (const sim::ElementValue& value : values) {
        if (!set_value(value)) {
            return "the circuit has no value " + value.parameter + " of " + value.element;
        }
    }
    bool known = true;
    for (std::size_t k = 0; k < elements_.devices.size(); ++k) {
        const Device& device = elements_.devices[k];
        if (device.kind == circuit::Kind::Bjt) {
            bipolar_.model(device_[k]).set_area(device.area);
        } else if (device.kind == circuit::Kind::Diode) {
            diodes_.model(device_[k]).set_area(device.area);
        } else {
            for (const auto& [parameter, value] : device.parameters) {
                known = mosfets_.model(device_[k]).set(parameter, value) && known;
            }
        }
    }
    fill();
    return known ? "" : "a MOSFET has no such parameter";
}

bool Equations::set_value(const sim::ElementValue& value) {
    const Settable* found = elements_.find(value.element);
    if (found == nullptr) {
        return false;
    }
    const Index k = found->index;
    switch (found->kind) {
        case circuit::Kind::Resistor:
            elements_.resistors[k].siemens = 1 / value.value;
            return value.parameter.empty();
        case circuit::Kind::Capacitor:
            elements_.capacitors[k].farads = value.value;
            return value.parameter.empty();
        case circuit::Kind::VoltageSource:
        case circuit::Kind::CurrentSource:
            elements_.sources[k].dc = value.value;
            return value.parameter == "dc";
        case circuit::Kind::Vcvs:
            elements_.vcvs[k].gain = value.value;
            return value.parameter == "gain";
        case circuit::Kind::Vccs:
            elements_.vccs[k].gain = value.value;
            return value.parameter == "gain";
        case circuit::Kind::Diode:
        case circuit::Kind::Bjt:
            elements_.devices[k].area = value.value;
            return value.parameter == "area";
        case circuit::Kind::Mosfet: {
            auto& parameters = elements_.devices[k].parameters;
            const auto place = std::ranges::find(parameters, value.parameter,
                                                 &std::pair<std::string, double>::first);
            if (place == parameters.end()) {
                return false;
            }
            place->second = value.value;
            return true;
        }
        case circuit::Kind::BehavioralV:
        case circuit::Kind::BehavioralI:
        case circuit::Kind::Switch:
        case circuit::Kind::Instance:
            return false;
    }
    return false;
}

}  // namespace hopspice::twin
