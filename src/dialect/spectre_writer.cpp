// Decks for Spectre in its own language: components by name, nets in parentheses, no suffixes.
// Source: the Spectre Circuit Simulator Components and Device Models Manual.

#include "dialect/calls.h"
#include "dialect/cards.h"
#include "dialect/deck.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace hopspice::dialect {

namespace {

using circuit::Element;
using circuit::Kind;

class SpectreWriter {
public:
    SpectreWriter(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                  const DialectRow& row, const std::set<std::string>& stimulus)
        : circuit_(circuit), analysis_(analysis), row_(row), stimulus_(stimulus) {}

    Deck run() {
        deck_.heading = {comment(circuit_.title)};
        for (const std::string& line : circuit_.header) {
            deck_.heading.push_back(comment(line));
        }
        deck_.heading.insert(deck_.heading.end(), {"simulator lang=spectre", "global 0"});
        for (const Library& library : circuit_.includes) {
            add_library(library);
        }
        for (const circuit::ModelCard& card : circuit_.models) {
            deck_.devices.push_back(format_model(card));
        }
        for (const circuit::Subcircuit& subcircuit : circuit_.subcircuits) {
            add_subcircuit(subcircuit);
        }
        for (const circuit::Group& group : circuit_.groups) {
            add_group(group);
        }
        add_analysis();
        return std::move(deck_);
    }

private:
    [[nodiscard]] static std::string comment(const std::string& text) {
        return "// " + netlist::one_line(text);
    }

    /// Libraries of the user are SPICE.
    void add_library(const Library& library) {
        deck_.devices.insert(
            deck_.devices.end(),
            {"simulator lang=spice", netlist::format_include(library), "simulator lang=spectre"});
    }

    [[nodiscard]] static std::string format_model(const circuit::ModelCard& card) {
        std::string text;
        for (const auto& [name, value] : card.parameters) {
            if (!is_switch_card(card) && !(is_mos(card) && name == "level")) {
                text += fmt::format(" {}={}", name, value);
            }
        }
        return fmt::format("model {} {}{}", card.name, component_of(card), text);
    }

    static bool is_mos(const circuit::ModelCard& card) {
        return card.type == "nmos" || card.type == "pmos";
    }

    static std::string component_of(const circuit::ModelCard& card) {
        if (card.type == "npn" || card.type == "pnp") {
            return "bjt type=" + card.type;
        }
        if (is_mos(card)) {
            return fmt::format("mos1 type={}", card.type.substr(0, 1));
        }
        if (is_switch_card(card)) {
            const double threshold = parameter_of(card, "vt");
            const double half = parameter_of(card, "vh");
            return fmt::format("relay ropen={} rclosed={} vt1={} vt2={}",
                               parameter_of(card, "roff"), parameter_of(card, "ron"),
                               threshold - half, threshold + half);
        }
        return card.type == "d" ? "diode" : card.type;
    }

    void add_subcircuit(const circuit::Subcircuit& subcircuit) {
        deck_.subcircuits.push_back(comment(subcircuit.comment));
        deck_.subcircuits.push_back(
            fmt::format("subckt {} ( {} )", subcircuit.name, fmt::join(subcircuit.ports, " ")));
        for (const Element& element : subcircuit.elements) {
            add_element(element, subcircuit.nets, deck_.subcircuits);
        }
        deck_.subcircuits.push_back("ends " + subcircuit.name);
    }

    void add_group(const circuit::Group& group) {
        const std::size_t stimulus = deck_.stimulus.size();
        const std::size_t elements = deck_.elements.size();
        for (const Element& element : group.elements) {
            add_element(element, circuit_.nets,
                        stimulus_.contains(element.name) ? deck_.stimulus : deck_.elements);
        }
        insert_heading(deck_.stimulus, stimulus, comment(group.comment));
        insert_heading(deck_.elements, elements, comment(group.comment));
    }

    /// An expression cannot take a current: a controlled source of 1 ohm makes a voltage of it.
    static void add_element(const Element& element, const std::vector<std::string>& nets,
                            std::vector<std::string>& lines) {
        std::string expression = element.expression;
        const std::vector<std::string> all = sensed_elements(element.expression);
        for (const std::string& sensed : std::set<std::string>(all.begin(), all.end())) {
            const std::string net = fmt::format("{}_{}", element.name, sensed);
            lines.push_back(fmt::format("h{} ({} 0) ccvs probe={} rm=1", net, net, sensed));
            expression = rewrite_calls(
                expression,
                [&](std::string_view name,
                    const std::vector<std::string>& arguments) -> std::optional<std::string> {
                    const bool same = name == "i" && arguments[0] == sensed;
                    return same ? std::optional("v(" + net + ")") : std::nullopt;
                });
        }
        std::vector<std::string> terminals;
        for (const circuit::NetId net : element.nets) {
            terminals.push_back(nets[net.index]);
        }
        lines.push_back(fmt::format("{} ({}) {}", element.name, fmt::join(terminals, " "),
                                    value_of(element, expression)));
    }

    static std::string value_of(const Element& element, const std::string& expression) {
        switch (element.kind) {
            case Kind::Resistor:
                return fmt::format("resistor r={}", element.value);
            case Kind::Capacitor:
                return fmt::format("capacitor c={}", element.value);
            case Kind::VoltageSource:
                return "vsource" + source_value(element);
            case Kind::CurrentSource:
                return "isource" + source_value(element);
            case Kind::Vcvs:
                return fmt::format("vcvs gain={}", element.value);
            case Kind::Vccs:
                return fmt::format("vccs gm={}", element.value);
            case Kind::BehavioralV:
                return "bsource v=" + expression;
            case Kind::BehavioralI:
                return "bsource i=" + expression;
            case Kind::Switch:
            case Kind::Instance:
                return element.model;
            case Kind::Diode:
            case Kind::Bjt:
                return element.area == 1 ? element.model
                                         : fmt::format("{} area={}", element.model, element.area);
            case Kind::Mosfet: {
                std::string text = element.model;
                for (const auto& [name, value] : element.parameters) {
                    text += fmt::format(" {}={}", name, value);
                }
                return text;
            }
        }
        return "";
    }

    static std::string source_value(const Element& element) {
        return element.pwl.empty()
                   ? fmt::format(" dc={} type=dc", element.value)
                   : fmt::format(" type=pwl wave=[ {} ]", fmt::join(element.pwl, " "));
    }

    /// `v(net)` is the net, `i(source)` its current through terminal p: into the source.
    static std::string signal_of(const std::string& saved) {
        const std::string name = saved.substr(2, saved.size() - 3);
        return saved.starts_with("i(") ? name + ":p" : name;
    }

    void add_analysis() {
        std::string save(row_.save);
        for (const std::string& signal : analysis_.saved) {
            save += " " + signal_of(signal);
        }
        deck_.analysis = analysis_cards(analysis_, row_, save);
        deck_.analysis.insert(deck_.analysis.begin(), comment("analysis"));
    }

    const circuit::Circuit& circuit_;
    const netlist::Analysis& analysis_;
    const DialectRow& row_;
    const std::set<std::string>& stimulus_;
    Deck deck_;
};

}  // namespace

Deck write_spectre(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                   const DialectRow& row, const std::set<std::string>& stimulus) {
    return SpectreWriter(circuit, analysis, row, stimulus).run();
}

}  // namespace hopspice::dialect
