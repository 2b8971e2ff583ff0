// Decks for Spectre in its own language: components by name, nets in parentheses, no suffixes.
// Source: the Spectre Circuit Simulator Components and Device Models Manual.

#include "circuit/kit_devices.h"
#include "dialect/cards.h"
#include "dialect/deck_writer.h"
#include "dialect/spice_words.h"
#include "netlist/calls.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace hopspice::dialect {

namespace {

using circuit::Element;
using circuit::Kind;

class SpectreWriter final : public DeckWriter {
public:
    using DeckWriter::DeckWriter;

private:
    [[nodiscard]] Lines preamble() const override { return {"simulator lang=spectre", "global 0"}; }

    /// Libraries of the user are SPICE.
    [[nodiscard]] Lines library(const Library& library) const override {
        return {"simulator lang=spice", format_include(library), "simulator lang=spectre"};
    }

    [[nodiscard]] Lines settings() const override {
        Lines lines;
        for (const auto& [name, value] : circuit().kit.parameters) {
            lines.push_back(fmt::format("parameters {}={}", name, value));
        }
        if (circuit().kit.seed != 0) {
            lines.push_back(fmt::format("// random numbers of seed {}", circuit().kit.seed));
        }
        if (circuit().kit.scale != 1) {
            lines.push_back(fmt::format("sizes options scale={}", circuit().kit.scale));
        }
        return lines;
    }

    [[nodiscard]] Lines model(const circuit::ModelCard& card) const override {
        std::string text;
        for (const auto& [name, value] : card.parameters) {
            if (!is_switch_card(card) && !(is_mos(card) && name == "level")) {
                text += fmt::format(" {}={}", name, value);
            }
        }
        return {fmt::format("model {} {}{}", card.name, component_of(card), text)};
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

    [[nodiscard]] std::string subcircuit_head(const circuit::Subcircuit& block) const override {
        return fmt::format("subckt {} ( {} )", block.name, fmt::join(block.ports, " "));
    }

    [[nodiscard]] std::string subcircuit_end(const circuit::Subcircuit& block) const override {
        return "ends " + block.name;
    }

    /// An expression cannot take a current: a controlled source of 1 ohm makes a voltage of it.
    [[nodiscard]] Lines element(const Element& element,
                                const std::vector<std::string>& nets) const override {
        Lines lines;
        std::string expression = element.expression;
        const std::vector<std::string> all = netlist::sensed_elements(element.expression);
        for (const std::string& sensed : std::set<std::string>(all.begin(), all.end())) {
            const std::string net = fmt::format("{}_{}", element.name, sensed);
            lines.push_back(fmt::format("h{} ({} 0) ccvs probe={} rm=1", net, net, sensed));
            expression = netlist::rewrite_calls(
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
        return lines;
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
                return element.model;
            case Kind::Diode:
            case Kind::Bjt:
                return element.area == 1 ? element.model
                                         : fmt::format("{} area={}", element.model, element.area);
            case Kind::Instance:
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
    [[nodiscard]] std::string saved(const std::string& signal) const override {
        const std::string name = signal.substr(2, signal.size() - 3);
        return signal.starts_with("i(") ? name + ":p" : name;
    }
};

}  // namespace

Deck write_spectre(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                   const DialectRow& row, const std::set<std::string>& stimulus) {
    if (circuit::has_kit_devices(circuit)) {
        return SpectreWriter(circuit::spell_devices(circuit), analysis, row, stimulus).write();
    }
    return SpectreWriter(circuit, analysis, row, stimulus).write();
}

}  // namespace hopspice::dialect
