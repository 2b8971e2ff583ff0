// Decks of the SPICE family: what differs from dialect to dialect stands in its row.

#include "dialect/cards.h"
#include "dialect/deck.h"
#include "dialect/gnucap_words.h"
#include "support/assert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopspice::dialect {

namespace {

using circuit::Element;
using circuit::Kind;

class SpiceWriter {
public:
    SpiceWriter(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                const DialectRow& row, const std::set<std::string>& stimulus)
        : circuit_(circuit), analysis_(analysis), row_(row), stimulus_(stimulus) {}

    Deck run() {
        deck_.heading = {comment(circuit_.title)};
        for (const std::string& line : circuit_.header) {
            deck_.heading.push_back(comment(line));
        }
        for (const Library& library : circuit_.includes) {
            deck_.devices.push_back(format_library(library));
        }
        for (const circuit::ModelCard& card : circuit_.models) {
            if (is_switch_card(card) && row_.switches == SwitchForm::Table) {
                continue;
            }
            deck_.devices.push_back(format_model(card));
        }
        for (const circuit::Subcircuit& subcircuit : circuit_.subcircuits) {
            add_subcircuit(subcircuit);
        }
        for (const circuit::Group& group : circuit_.groups) {
            add_group(group);
        }
        add_analysis();
        if (row_.has_end) {
            deck_.closing = {".end"};
        }
        return std::move(deck_);
    }

private:
    [[nodiscard]] static std::string comment(const std::string& text) {
        return "* " + netlist::one_line(text);
    }

    [[nodiscard]] std::string format_library(const Library& library) const {
        const bool ours = row_.include == row_of(Dialect::Ngspice).include;
        return ours || !library.section.empty() ? netlist::format_include(library)
                                                : include_card(row_, library.file);
    }

    [[nodiscard]] std::string format_model(const circuit::ModelCard& card) const {
        if (!is_switch_card(card) || row_.switches != SwitchForm::Thresholds) {
            return netlist::format_model(card);
        }
        const double threshold = parameter_of(card, "vt");
        const double half = parameter_of(card, "vh");
        return netlist::format_model({card.name,
                                      "vswitch",
                                      {{"ron", parameter_of(card, "ron")},
                                       {"roff", parameter_of(card, "roff")},
                                       {"von", threshold + half},
                                       {"voff", threshold - half}}});
    }

    void add_subcircuit(const circuit::Subcircuit& subcircuit) {
        deck_.subcircuits.push_back(comment(subcircuit.comment));
        deck_.subcircuits.push_back(
            fmt::format(".subckt {} {}", subcircuit.name, fmt::join(subcircuit.ports, " ")));
        for (const Element& element : subcircuit.elements) {
            deck_.subcircuits.push_back(format_element(element, subcircuit.nets));
        }
        deck_.subcircuits.emplace_back(".ends");
    }

    void add_group(const circuit::Group& group) {
        const std::size_t stimulus = deck_.stimulus.size();
        const std::size_t elements = deck_.elements.size();
        for (const Element& element : group.elements) {
            auto& lines = stimulus_.contains(element.name) ? deck_.stimulus : deck_.elements;
            lines.push_back(format_element(element, circuit_.nets));
        }
        insert_heading(deck_.stimulus, stimulus, comment(group.comment));
        insert_heading(deck_.elements, elements, comment(group.comment));
    }

    [[nodiscard]] std::string format_element(const Element& element,
                                             const std::vector<std::string>& nets) const {
        switch (element.kind) {
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                return format_behavioral(element, nets);
            case Kind::VoltageSource:
            case Kind::CurrentSource:
                if (!element.pwl.empty() && row_.corners == Corners::Bare) {
                    return fmt::format("{} pwl {}", format_terminals(element, nets),
                                       fmt::join(element.pwl, " "));
                }
                break;
            case Kind::Diode:
            case Kind::Bjt:
                if (element.area != 1 && row_.area == Area::Positional) {
                    return fmt::format("{} {} {}", format_terminals(element, nets), element.model,
                                       element.area);
                }
                break;
            case Kind::Switch:
                if (row_.switches == SwitchForm::Table) {
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
        return netlist::format_element(element, nets);
    }

    [[nodiscard]] static std::string format_terminals(const Element& element,
                                                      const std::vector<std::string>& nets) {
        std::string text = element.name;
        for (const circuit::NetId net : element.nets) {
            text += ' ' + nets[net.index];
        }
        return text;
    }

    [[nodiscard]] std::string format_behavioral(const Element& element,
                                                const std::vector<std::string>& nets) const {
        const bool is_voltage = element.kind == Kind::BehavioralV;
        const std::string terminals = format_terminals(element, nets);
        const std::string prefix = is_voltage ? "e" : "g";
        switch (row_.behavioral) {
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
        return netlist::format_element(element, nets);
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
            std::ranges::find(circuit_.models, element.model, &circuit::ModelCard::name);
        HOPSPICE_ASSERT(card != circuit_.models.end());
        return format_switch(element, *card, nets);
    }

    void add_analysis() {
        std::string save(row_.save);
        for (const std::string& signal : analysis_.saved) {
            save += ' ' + signal + std::string(row_.column);
        }
        deck_.analysis = analysis_cards(analysis_, row_, save);
        deck_.analysis.insert(deck_.analysis.begin(), "* analysis");
        // Just before the end: the last point may fall short of the stop time by rounding.
        const double instant = (1 - 1e-6) * analysis_.stop_s;
        for (const netlist::Analysis::Measure& measure : analysis_.measures) {
            if (!row_.measure.empty()) {
                deck_.analysis.push_back(fmt::format("{} tran {} find {} at={}", row_.measure,
                                                     measure.name, measured(measure), instant));
            }
        }
    }

    [[nodiscard]] std::string measured(const netlist::Analysis::Measure& measure) const {
        if (measure.minus.empty()) {
            return fmt::format("v({})", measure.net);
        }
        const std::string difference = fmt::format("v({})-v({})", measure.net, measure.minus);
        switch (row_.difference) {
            case Difference::Parameter:
                return fmt::format("par('{}')", difference);
            case Difference::Plain:
                return difference;
            case Difference::Braced:
                return "{" + difference + "}";
        }
        return difference;
    }

    const circuit::Circuit& circuit_;
    const netlist::Analysis& analysis_;
    const DialectRow& row_;
    const std::set<std::string>& stimulus_;
    Deck deck_;
};

}  // namespace

Deck write_spice(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                 const DialectRow& row, const std::set<std::string>& stimulus) {
    return SpiceWriter(circuit, analysis, row, stimulus).run();
}

}  // namespace hopspice::dialect
