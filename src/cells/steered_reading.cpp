// The transistors of a steered bank as its text has them.
//   sink       base on the reference's base line; current by its emitter resistor, area alike
//   tail       collector of one sink, and emitters whose bases are base lines
//   column     virtual ground - collector of a cascode, whose emitter is the line

#include "cells/steered_reading.h"

#include "cells/junctions.h"
#include "cells/steered.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace hopspice::cells {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

/// Of one memory on one tail.
struct Emitters {
    double raising = 0;  ///< um2 of emitters whose collectors are the line
    double dumped = 0;
    [[nodiscard]] double area() const { return raising + dumped; }
    [[nodiscard]] double share() const { return raising / area(); }
};

class SteeredText {
public:
    SteeredText(const Circuit& circuit, const netlist::NodalSystem& system,
                const circuit::Layout& layout, std::size_t bank)
        : circuit_(circuit), elements_(circuit), system_(system), layout_(layout), bank_(bank) {
        for (const circuit::Group& group : circuit.groups) {
            for (const Element& element : group.elements) {
                index(element);
            }
        }
        const auto& neurons = layout.banks[bank];
        for (std::size_t k = 0; k < neurons.size(); ++k) {
            memory_of_[neurons[k].junction.base] = k;
        }
        find_reference();
    }

    [[nodiscard]] const circuit::Bipolar& device() const { return device_; }

    /// The current of the sink whose collector is `net` at `volts`; not a number without just one.
    [[nodiscard]] double sunk_amperes(const std::string& net, double volts) const {
        const Element* sink = nullptr;
        for (const Element* element : at(by_collector_, net)) {
            if (circuit_.name_of(element->nets[1]) == sink_line_) {
                if (sink != nullptr) {
                    return NAN;
                }
                sink = element;
            }
        }
        const Element* resistor = sink == nullptr ? nullptr : emitter_resistor(*sink);
        if (resistor == nullptr || reference_ == nullptr || sink->model != reference_->model) {
            return NAN;
        }
        const double ratio = reference_ohms_ / resistor->value;
        const double volts_e = reference_amperes_ * reference_ohms_;
        // Of an area that is not in proportion: V_T ln of it, through r_e and the resistor.
        const double unlike = std::log(sink->area / (reference_->area * ratio));
        const double shifted = unlike * kThermalVolts / (volts_e + kThermalVolts);
        return copied_amperes(device_, reference_amperes_ * ratio * (1 + shifted), volts_e, volts);
    }

    /// Emitters of a tail by memory; empty where one of them is on no base line, or its collector
    /// neither on the line nor on the dump.
    [[nodiscard]] std::vector<Emitters> cells_of(const std::string& tail, const std::string& line,
                                                 const std::string& dump) const {
        std::vector<Emitters> cells(memory_of_.size());
        for (const Element* element : at(by_emitter_, tail)) {
            const auto memory = memory_of_.find(circuit_.name_of(element->nets[1]));
            const std::string& collector = circuit_.name_of(element->nets[0]);
            if (memory == memory_of_.end() || (collector != line && collector != dump) ||
                element->model != device_.model) {
                return {};
            }
            Emitters& cell = cells[memory->second];
            (collector == line ? cell.raising : cell.dumped) += element->area;
        }
        return cells;
    }

    /// The one transistor on `column` that is a cascode; null: none, or several.
    [[nodiscard]] const Element* cascode_of(const std::string& column) const {
        const auto& on = at(by_collector_, column);
        return on.size() == 1 && on[0]->model == device_.model ? on[0] : nullptr;
    }

    /// The dump's cascode stands at the same base as the line's, its collector on ground.
    [[nodiscard]] std::string dump_of(const std::string& tail, const std::string& line,
                                      const Element& cascode) const {
        for (const Element* element : at(by_emitter_, tail)) {
            const std::string& collector = circuit_.name_of(element->nets[0]);
            for (const Element* other : at(by_emitter_, collector)) {
                if (collector != line && other->nets[1] == cascode.nets[1] &&
                    circuit_.name_of(other->nets[0]) == "0") {
                    return collector;
                }
            }
        }
        return "";
    }

    /// The tail of a visible neuron is the one that the sink with its number feeds.
    [[nodiscard]] std::string tail_of(std::size_t column) const {
        const Element* sink = elements_.find("q" + sink_tag() + "_" + std::to_string(column));
        return sink == nullptr ? std::string() : circuit_.name_of(sink->nets[0]);
    }

    /// Of voltages that go with absolute temperature, over those at 27 C.
    [[nodiscard]] double warmth() const { return layout_.thermal_volts / kThermalVolts; }

    [[nodiscard]] bool has_sink(const std::string& net) const {
        return std::ranges::any_of(at(by_collector_, net), [&](const Element* element) {
            return circuit_.name_of(element->nets[1]) == sink_line_;
        });
    }

    /// Of a tail with a memory of that emitter area at its top.
    [[nodiscard]] double tail_amperes(const std::string& tail, double area) const {
        const double about = sunk_amperes(tail, -kSenseVolts);
        return sunk_amperes(tail, tail_volts(device_, about / area));
    }

    [[nodiscard]] const std::string& name_of(circuit::NetId net) const {
        return circuit_.name_of(net);
    }

    [[nodiscard]] double rest_volts(const std::string& net) const {
        return system_.at_rest({net})[0];
    }

private:
    using Places = std::map<std::string, std::vector<const Element*>>;

    [[nodiscard]] static const std::vector<const Element*>& at(const Places& places,
                                                               const std::string& net) {
        static const std::vector<const Element*> kNone;
        const auto place = places.find(net);
        return place == places.end() ? kNone : place->second;
    }

    [[nodiscard]] std::string sink_tag() const { return "t" + std::to_string(bank_); }

    void index(const Element& element) {
        if (element.kind == Kind::Bjt) {
            by_collector_[circuit_.name_of(element.nets[0])].push_back(&element);
            by_emitter_[circuit_.name_of(element.nets[2])].push_back(&element);
        } else if (element.kind == Kind::Resistor) {
            resistors_[circuit_.name_of(element.nets[0])].push_back(&element);
        }
    }

    [[nodiscard]] const Element* emitter_resistor(const Element& transistor) const {
        const std::string& emitter = circuit_.name_of(transistor.nets[2]);
        const auto& on = at(resistors_, emitter);
        return on.size() == 1 && at(by_emitter_, emitter).size() == 1 ? on[0] : nullptr;
    }

    void find_reference() {
        reference_ = elements_.find("q" + sink_tag() + "_ref");
        const circuit::JunctionPath& path = layout_.banks[bank_][0].junction;
        const Element* sets = elements_.find(path.resistor);
        const Element* emitter = reference_ == nullptr ? nullptr : emitter_resistor(*reference_);
        if (sets == nullptr || emitter == nullptr) {
            reference_ = nullptr;
            return;
        }
        sink_line_ = circuit_.name_of(reference_->nets[1]);
        const std::vector<double> rails = system_.at_rest({path.high, path.low});
        reference_amperes_ = (rails[0] - rails[1]) / sets->value;
        reference_ohms_ = emitter->value;
        for (const circuit::ModelCard& card : circuit_.models) {
            if (card.name == reference_->model) {
                device_ = circuit::bipolar_of(card);
            }
        }
    }

    const Circuit& circuit_;
    const circuit::ElementIndex elements_;
    const netlist::NodalSystem& system_;
    const circuit::Layout& layout_;
    std::size_t bank_;
    Places by_collector_;
    Places by_emitter_;
    Places resistors_;
    std::map<std::string, std::size_t> memory_of_;
    const Element* reference_ = nullptr;
    std::string sink_line_;
    double reference_amperes_ = NAN;
    double reference_ohms_ = NAN;
    circuit::Bipolar device_;
};

/// Of one visible neuron.
class SteeredColumn {
public:
    SteeredColumn(const SteeredText& text, const netlist::NodalSystem& system,
                  const circuit::NeuronLayout& layout, std::size_t column)
        : text_(text), system_(system), layout_(layout), tail_(text.tail_of(column)) {
        cascode_ = text.cascode_of(layout.column);
        if (cascode_ != nullptr) {
            line_ = text.name_of(cascode_->nets[2]);
            cells_ = text.cells_of(tail_, line_, text.dump_of(tail_, line_, *cascode_));
        }
    }

    [[nodiscard]] const std::vector<Emitters>& cells() const { return cells_; }

    /// Of a memory that takes all of the tail, model units.
    [[nodiscard]] std::vector<double> weights() const {
        std::vector<double> weights(cells_.size(), NAN);
        if (cells_.empty() || !is_biased()) {
            return weights;
        }
        netlist::Excitation sunk;
        sunk.injected_amperes[layout_.column] = -1e-6;
        const double ohms = system_.dc_response(sunk, {layout_.state.net})[0] / 1e-6;
        const double bleed =
            text_.has_sink(line_) ? text_.sunk_amperes(line_, line_volts(text_.device())) : 0;
        for (std::size_t k = 0; k < cells_.size(); ++k) {
            const double tail = text_.tail_amperes(tail_, cells_[k].area());
            const double arrives = text_.device().collector_share(tail / cells_[k].area()) * tail;
            const double passes =
                text_.device().collector_share((arrives / 2 + bleed) / cascode_->area);
            const double amperes = passes * (arrives * cells_[k].share() + bleed);
            weights[k] = ohms * amperes / layout_.state.volts_per_unit;
        }
        return weights;
    }

private:
    [[nodiscard]] bool is_biased() const {
        const double volts = text_.rest_volts(text_.name_of(cascode_->nets[1]));
        return std::abs(volts - kCascodeVolts * text_.warmth()) < kBaseTolerance;
    }

    const SteeredText& text_;
    const netlist::NodalSystem& system_;
    const circuit::NeuronLayout& layout_;
    std::string tail_;
    std::string line_;
    const Element* cascode_ = nullptr;
    std::vector<Emitters> cells_;
};

/// Cells of different areas are exponentials of different voltages.
void read_areas(Reading& reading, const SteeredText& text) {
    const auto& visible = reading.layout.banks[0];
    for (std::size_t column = 0; column < visible.size(); ++column) {
        if (visible[column].held) {
            continue;
        }
        const SteeredColumn read(text, reading.system, visible[column], column);
        if (read.cells().empty()) {
            return reading.worsen(INFINITY);
        }
        for (const Emitters& cell : read.cells()) {
            reading.worsen(std::abs(std::log(cell.area() / read.cells()[0].area())));
        }
    }
}

/// Base lines are at their top with the largest h, and rest alike.
void read_base_line(Reading& reading, const SteeredText& text,
                    const circuit::NeuronLayout& neuron) {
    const double per_unit =
        neuron.state.volts_per_unit * reading.gain(neuron.state.net, neuron.junction.base);
    const double wanted = reading.function.beta * reading.layout.thermal_volts;
    reading.worsen(std::abs(per_unit / wanted - 1));
    const double rest = text.rest_volts(neuron.junction.base);
    const double top = rest + wanted * (reading.bank().state.high - neuron.state.shift);
    const bool placed = std::abs(top - kSteeredTopVolts * text.warmth()) < kBaseTolerance;
    reading.worsen(placed ? 0 : INFINITY);
    const double alike = rest - text.rest_volts(reading.neurons()[0].junction.base);
    reading.worsen(std::abs(alike) / reading.layout.thermal_volts);
}

/// What a memory's share of the correction's tail adds to its base line, against what its
/// junctions lack.
void read_correction(Reading& reading, const SteeredText& text,
                     const circuit::NeuronLayout& neuron) {
    const Element* device = reading.elements.find(neuron.junction.device);
    const Element* first = reading.elements.find(reading.neurons()[0].junction.device);
    if (device == nullptr || first == nullptr || device->nets[2] != first->nets[2] ||
        text.name_of(device->nets[1]) != neuron.junction.base ||
        text.name_of(device->nets[0]) != neuron.junction.collector) {
        return reading.worsen(INFINITY);
    }
    const double amperes = text.tail_amperes(text.name_of(device->nets[2]), device->area);
    netlist::Excitation sunk;
    sunk.injected_amperes[neuron.junction.collector] = -1e-6;
    const double ohms = reading.system.dc_response(sunk, {neuron.junction.base})[0] / 1e-6;
    const double density = amperes / device->area;
    const double added = ohms * text.device().collector_share(density) * amperes;
    reading.worsen(std::abs(added - text.device().missing_volts(density)) /
                   reading.layout.thermal_volts);
}

}  // namespace

Matrix read_steered_weights(const Circuit& circuit, const netlist::NodalSystem& system,
                            const analog::Network& network, const circuit::Layout& layout,
                            std::size_t bank) {
    const SteeredText text(circuit, system, layout, bank);
    const std::size_t memories = network.banks[bank].size;
    Matrix weights{layout.banks[0].size(), memories, {}};
    for (std::size_t column = 0; column < weights.rows; ++column) {
        std::vector<double> row(memories, 0.0);
        if (!layout.banks[0][column].held) {
            row = SteeredColumn(text, system, layout.banks[0][column], column).weights();
            row.resize(memories, NAN);
        }
        weights.values.insert(weights.values.end(), row.begin(), row.end());
    }
    return weights;
}

void read_steered(Reading& reading) {
    const SteeredText text(reading.circuit, reading.system, reading.layout, reading.index);
    read_areas(reading, text);
    for (const circuit::NeuronLayout& neuron : reading.neurons()) {
        read_base_line(reading, text, neuron);
        read_correction(reading, text, neuron);
    }
}

}  // namespace hopspice::cells
