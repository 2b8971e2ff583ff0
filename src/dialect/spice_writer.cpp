// Decks of the SPICE family: what differs from dialect to dialect stands in its row.

#include "circuit/kit_devices.h"
#include "dialect/cards.h"
#include "dialect/deck_writer.h"
#include "dialect/gnucap_words.h"
#include "dialect/spice_words.h"
#include "support/assert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace hopspice::dialect {

namespace {

using circuit::Element;
using circuit::Kind;

class SpiceWriter final : public DeckWriter {
public:
    using DeckWriter::DeckWriter;

private:
    [[nodiscard]] Lines library(const Library& library) const override {
        const bool ours = row().include == row_of(Dialect::Ngspice).include;
        return {ours || !library.section.empty() ? format_include(library)
                                                 : include_card(row(), library.file)};
    }

    [[nodiscard]] Lines settings() const override {
        Lines lines;
        for (const auto& [name, value] : circuit().kit.parameters) {
            lines.push_back(fmt::format(".param {}={}", name, value));
        }
        if (circuit().kit.seed != 0) {
            lines.push_back(fmt::format(".option seed={}", circuit().kit.seed));
        }
        if (circuit().kit.scale != 1) {
            lines.push_back(fmt::format(".option scale={}", circuit().kit.scale));
        }
        return lines;
    }

    [[nodiscard]] Lines model(const circuit::ModelCard& card) const override {
        if (is_switch_card(card) && row().switches == SwitchForm::Table) {
            return {};
        }
        if (!is_switch_card(card) || row().switches != SwitchForm::Thresholds) {
            return {format_model(card)};
        }
        const double threshold = parameter_of(card, "vt");
        const double half = parameter_of(card, "vh");
        return {format_model({card.name,
                              "vswitch",
                              {{"ron", parameter_of(card, "ron")},
                               {"roff", parameter_of(card, "roff")},
                               {"von", threshold + half},
                               {"voff", threshold - half}}})};
    }

    [[nodiscard]] std::string subcircuit_head(const circuit::Subcircuit& block) const override {
        return fmt::format(".subckt {} {}", block.name, fmt::join(block.ports, " "));
    }

    [[nodiscard]] std::string subcircuit_end(const circuit::Subcircuit& /*block*/) const override {
        return ".ends";
    }

    [[nodiscard]] Lines element(const Element& element,
                                const std::vector<std::string>& nets) const override {
        Lines lines = {spell(element, nets)};
        const KitDevice* device = element.kind == Kind::Instance && row().starts_cool
                                      ? circuit().kit.find(element.model)
                                      : nullptr;
        if (device != nullptr && !device->heat.empty()) {
            lines.push_back(fmt::format(".nodeset v({}.{})=0", element.name, device->heat));
        }
        return lines;
    }

    [[nodiscard]] std::string spell(const Element& element,
                                    const std::vector<std::string>& nets) const {
        switch (element.kind) {
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                return format_behavioral(element, nets);
            case Kind::VoltageSource:
            case Kind::CurrentSource:
                if (!element.pwl.empty() && row().corners == Corners::Bare) {
                    return fmt::format("{} pwl {}", format_terminals(element, nets),
                                       fmt::join(element.pwl, " "));
                }
                break;
            case Kind::Bjt:
                if (row().names_substrate && element.nets.size() == 3) {
                    const std::string plain = format_element(element, nets);
                    const std::string terminals = format_terminals(element, nets);
                    return terminals + " 0" + plain.substr(terminals.size());
                }
                [[fallthrough]];
            case Kind::Diode:
                if (element.area != 1 && row().area == Area::Positional) {
                    return fmt::format("{} {} {}", format_terminals(element, nets), element.model,
                                       element.area);
                }
                break;
            case Kind::Switch:
                if (row().switches == SwitchForm::Table) {
                    return format_table(element, nets);
                }
                break;
            case Kind::Resistor:
            case Kind::Capacitor:
            case Kind::Vcvs:
            case Kind::Vccs:
            case Kind::Mosfet:
            case Kind::Instance:
                break;
        }
        return format_element(element, nets);
    }

    [[nodiscard]] std::string format_behavioral(const Element& element,
                                                const std::vector<std::string>& nets) const {
        const bool is_voltage = element.kind == Kind::BehavioralV;
        const std::string terminals = format_terminals(element, nets);
        const std::string prefix = is_voltage ? "e" : "g";
        switch (row().behavioral) {
            case Behavioral::Braced:
                return fmt::format("{} {}={{{}}}", terminals, is_voltage ? "v" : "i",
                                   element.expression);
            case Behavioral::Value:
                return fmt::format("{}{} value={{{}}}", prefix, terminals, element.expression);
            case Behavioral::Quoted:
                return fmt::format("{}{} {}='{}'", prefix, terminals, is_voltage ? "vol" : "cur",
                                   element.expression);
            case Behavioral::Functions:
                return format_single(element, nets);
            case Behavioral::Component:
            case Behavioral::Plain:
                break;
        }
        return format_element(element, nets);
    }

    /// gnucap's: `element`'s expression is one term (split_sums).
    [[nodiscard]] static std::string format_single(const Element& element,
                                                   const std::vector<std::string>& nets) {
        const auto terms = terms_of(element.expression);
        HOPSPICE_ASSERT(terms && terms->size() == 1);
        return format_function("g" + format_terminals(element, nets), terms->front());
    }

    [[nodiscard]] std::string format_table(const Element& element,
                                           const std::vector<std::string>& nets) const {
        const auto card =
            std::ranges::find(circuit().models, element.model, &circuit::ModelCard::name);
        HOPSPICE_ASSERT(card != circuit().models.end());
        return format_switch(element, *card, nets);
    }

    [[nodiscard]] std::string saved(const std::string& signal) const override {
        return signal + std::string(row().column);
    }

    [[nodiscard]] Lines measures() const override {
        if (row().measure.empty()) {
            return {};
        }
        // Just before the end: the last point may fall short of the stop time by rounding.
        const double instant = (1 - 1e-6) * analysis().stop_s;
        Lines lines;
        for (const netlist::Analysis::Measure& measure : analysis().measures) {
            lines.push_back(fmt::format("{} tran {} find {} at={}", row().measure, measure.name,
                                        measured(measure), instant));
        }
        return lines;
    }

    [[nodiscard]] std::string measured(const netlist::Analysis::Measure& measure) const {
        if (measure.minus.empty()) {
            return fmt::format("v({})", measure.net);
        }
        const std::string difference = fmt::format("v({})-v({})", measure.net, measure.minus);
        switch (row().difference) {
            case Difference::Parameter:
                return fmt::format("par('{}')", difference);
            case Difference::Plain:
                return difference;
            case Difference::Braced:
                return "{" + difference + "}";
        }
        return difference;
    }
};

}  // namespace

Deck write_spice(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                 const DialectRow& row, const std::set<std::string>& stimulus) {
    if (circuit::has_kit_devices(circuit)) {
        return SpiceWriter(circuit::spell_devices(circuit), analysis, row, stimulus).write();
    }
    return SpiceWriter(circuit, analysis, row, stimulus).write();
}

std::vector<std::string> write_ngspice(const circuit::Circuit& circuit) {
    Deck deck = write_spice(circuit, {}, row_of(Dialect::Ngspice), {});
    std::vector<std::string> lines = std::move(deck.heading);
    for (auto* part : {&deck.devices, &deck.subcircuits, &deck.elements}) {
        lines.insert(lines.end(), std::make_move_iterator(part->begin()),
                     std::make_move_iterator(part->end()));
    }
    return lines;
}

}  // namespace hopspice::dialect
