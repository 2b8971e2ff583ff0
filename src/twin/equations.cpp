#include "twin/equations.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::twin {

void Equations::set_switches(std::span<const char> closed) {
    closed_.assign(closed.begin(), closed.end());
    refill_switches();
}

void Equations::set_sources(std::span<const double> values) {
    std::ranges::copy(values, z_.begin() + static_cast<std::ptrdiff_t>(numbering_.unknowns));
    for (const Node node : offset_nodes_) {
        double sum = 0;
        numbering_.for_links(node, [&](Index voltage, double sign) {
            sum += sign * values[elements_.voltages[voltage].source];
        });
        offsets_[node] = sum;
    }
    std::ranges::fill(driven_, 0.0);
    for (std::size_t k = 0; k < side_rows_; ++k) {
        driven_[side_[k].place.row] += side_[k].value * z_[side_[k].place.column];
    }
}

double Equations::volts(Node node, std::span<const double> x) const {
    const Index column = numbering_.column[node];
    return (column == kNone ? 0 : x[column]) + offsets_[node];
}

/// Each node once; the place of one that is known is that of the 0.
void Equations::find_read() {
    std::vector<char> found(elements_.nodes, 0);
    const auto add = [&](Node node) {
        if (std::exchange(found[node], 1) == 0) {
            const Index column = numbering_.column[node];
            read_.push_back({node, column == kNone ? static_cast<Index>(z_.size() - 1) : column});
        }
    };
    for (const Behavioral& element : elements_.behavioral) {
        for (const Input& input : element.inputs) {
            if (!input.current) {
                add(input.node);
            }
        }
    }
    for (const Amplifier& element : elements_.amplifiers) {
        std::ranges::for_each(element.in, add);
        for (const Node node : {element.out, element.vcc, element.vee, element.pole}) {
            add(node);
        }
    }
    for_devices([&](const auto& set) { set.for_nodes(add); });
}

void Equations::set_volts(std::span<const double> x) {
    std::ranges::copy(x, z_.begin());
    for (const Read& at : read_) {
        volts_[at.node] = z_[at.place] + offsets_[at.node];
    }
}

void Equations::begin(std::span<const double> x) {
    set_volts(x);
    for_devices([&](auto& set) { set.begin(volts_); });
}

void Equations::accept(std::span<const double> x) {
    bool remembers = false;
    for_devices([&](const auto& set) { remembers = remembers || set.remembers(); });
    if (remembers) {
        set_volts(x);
        for_devices([&](auto& set) { set.accept(volts_); });
    }
}

bool Equations::evaluate(std::span<const double> x) {
    set_volts(x);
    std::ranges::copy(driven_, currents_.begin());
    conductance_by_row_.add_product(z_, currents_);
    std::ranges::fill(charges_, 0.0);
    capacitance_by_row_.add_product(z_, charges_);
    evaluate_behavioral();
    evaluate_amplifiers();
    bool free = true;
    for_devices([&](auto& set) { free = set.evaluate(volts_, currents_, charges_) && free; });
    return free;
}

void Equations::settle(std::span<const double> x) {
    constexpr int kMost = 200;  // a limit lets through two thermal voltages at least
    for (int k = 0; k < kMost && !evaluate(x); ++k) {
    }
}

void Equations::evaluate_behavioral() {
    for (std::size_t k = 0; k < behavioral_.size(); ++k) {
        const Behavioral& element = elements_.behavioral[k];
        Source& source = behavioral_[k];
        const std::size_t count = element.inputs.size();
        for (std::size_t input = 0; input < count; ++input) {
            const Input& from = element.inputs[input];
            inputs_[input] = from.current ? z_[column_of(from)] : volts_[from.node];
        }
        source.value = elements_.expressions[element.expression].value(
            std::span(inputs_).first(count), source.gradient, work_);
        for (const Gate& gate : source.rows) {
            currents_[gate.row] += gate.sign * source.value;
        }
    }
}

void Equations::evaluate_amplifiers() {
    for (std::size_t k = 0; k < amplifiers_.size(); ++k) {
        const Amplifier& element = elements_.amplifiers[k];
        const AmplifierModel& model = elements_.amplifier_models[element.model];
        Stage& stage = amplifiers_[k];
        const double x = volts_[element.in[0]] - volts_[element.in[1]];
        const double y = model.multiplies ? volts_[element.in[2]] - volts_[element.in[3]] : 1;
        const double input = model.multiplies ? x * y - volts_[element.out] : x;
        const auto drive =
            model.drive(input, volts_[element.pole], volts_[element.vcc], volts_[element.vee]);
        const double by = drive.by_input;
        stage.slopes = {by * y, -by * y, by * x, -by * x, -by, drive.by_pole};
        currents_[numbering_.pole[k]] -= drive.amperes;
        for (const Gate& gate : stage.rows) {
            currents_[gate.row] -= gate.sign * drive.input_amperes;
        }
    }
}

void Equations::derivatives(double rate, std::span<double> values) const {
    std::ranges::copy(conductance_, values.begin());
    for (std::size_t k = 0; k < capacitance_rows_; ++k) {
        if (capacitance_[k].place.slot != kNone) {
            values[capacitance_[k].place.slot] += rate * capacitance_[k].value;
        }
    }
    for (const Source& source : behavioral_) {
        for (const GatePlace& at : source.places) {
            values[at.place.slot] += at.sign * source.gradient[at.input];
        }
    }
    for (const Stage& stage : amplifiers_) {
        for (const GatePlace& at : stage.places) {
            values[at.place.slot] += at.sign * stage.slopes[at.input];
        }
    }
    for_devices([&](const auto& set) { set.add_derivatives(rate, values); });
}

void Equations::correct_charges(std::span<const double> change) {
    std::ranges::copy(change, change_.begin());  // sources stay
    capacitance_by_row_.add_product(change_, charges_);
    for_devices([&](const auto& set) { set.add_charges(change, charges_); });
}

void Equations::report(std::span<const double> x, std::span<double> currents,
                       std::span<double> charges) {
    std::ranges::copy(x, z_.begin());
    std::ranges::fill(currents, 0.0);
    std::ranges::fill(charges, 0.0);
    reported_conductance_.add_product(z_, currents);
    reported_capacitance_.add_product(z_, charges);
    const auto first = static_cast<Index>(numbering_.unknowns);
    for (const Source& source : behavioral_) {
        for (const Gate& gate : source.outputs) {
            currents[gate.row - first] += gate.sign * source.value;
        }
    }
    for_devices([&](const auto& set) { set.add_outputs(first, currents, charges); });
}

void Equations::add_supplies(std::span<double> currents) const {
    const auto first = static_cast<Index>(numbering_.unknowns);
    for (std::size_t k = 0; k < amplifiers_.size(); ++k) {
        const Amplifier& element = elements_.amplifiers[k];
        const AmplifierModel& model = elements_.amplifier_models[element.model];
        double delivered = 0;
        if (model.output_ohms > 0) {
            delivered = (volts(element.pole, z_) - volts(element.out, z_)) / model.output_ohms;
        } else if (numbering_.load[element.out] != kNone) {
            delivered = currents[numbering_.load[element.out] - first];
        }
        const auto draw = [&](Node rail, double amperes) {
            numbering_.for_rows(rail, [&](Index row, double sign) {
                if (row >= first) {
                    currents[row - first] += sign * amperes;
                }
            });
        };
        draw(element.vcc, model.idle_amperes + std::max(delivered, 0.0));
        draw(element.vee, -model.idle_amperes - std::max(-delivered, 0.0));
    }
}

}  // namespace hopspice::twin
