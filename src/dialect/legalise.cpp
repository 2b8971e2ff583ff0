#include "dialect/legalise.h"

#include "dialect/cards.h"
#include "dialect/functions.h"
#include "dialect/mos_junctions.h"
#include "dialect/scopes.h"
#include "netlist/calls.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace hopspice::dialect {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using netlist::CallRewrite;
using netlist::rewrite_calls;
using netlist::sensed_elements;

std::set<std::string> sensed_in(const Scope& scope) {
    std::set<std::string> sensed;
    for_each_element(scope, [&](const Element& element) {
        for (const std::string& name : sensed_elements(element.expression)) {
            sensed.insert(name);
        }
    });
    return sensed;
}

/// The ammeter's current is the element's own: from its first net through it.
Element ammeter_for(Element& element, const Scope& scope) {
    Element ammeter;
    ammeter.kind = Kind::VoltageSource;
    ammeter.name = "vs_" + element.name;
    const NetId outside = element.nets[0];
    element.nets[0] = scope.net(element.name + "_i");
    ammeter.nets = {outside, element.nets[0]};
    return ammeter;
}

void add_ammeters(const Scope& scope) {
    const std::set<std::string> sensed = sensed_in(scope);
    std::map<std::string, std::string> renamed;
    for (std::vector<Element>* part : scope.parts) {
        std::vector<Element> ammeters;
        for (Element& element : *part) {
            if (sensed.contains(element.name) && element.kind != Kind::VoltageSource) {
                ammeters.push_back(ammeter_for(element, scope));
                renamed[element.name] = ammeters.back().name;
            }
        }
        part->insert(part->end(), ammeters.begin(), ammeters.end());
    }
    for_each_element(scope, [&](Element& element) {
        element.expression = rewrite_calls(
            element.expression,
            [&](std::string_view name,
                const std::vector<std::string>& arguments) -> std::optional<std::string> {
                const auto place = name == "i" ? renamed.find(arguments[0]) : renamed.end();
                return place == renamed.end() ? std::nullopt
                                              : std::optional("i(" + place->second + ")");
            });
    });
}

/// The net behind the one resistor that `element` feeds with its first net, and its siemens.
std::optional<std::pair<NetId, double>> load_of(const Element& element, const Scope& scope) {
    std::optional<std::pair<NetId, double>> load;
    int others = 0;
    for_each_element(scope, [&](const Element& other) {
        const auto place = std::ranges::find(other.nets, element.nets[0]);
        if (place == other.nets.end() || other.name == element.name) {
            return;
        }
        ++others;
        if (other.kind == Kind::Resistor) {
            load = {place == other.nets.begin() ? other.nets[1] : other.nets[0], 1 / other.value};
        }
    });
    const bool is_port = scope.ports.contains(scope.name_of(element.nets[0]));
    return others == 1 && !is_port ? load : std::nullopt;
}

/// i(element) as a voltage across a resistor: the load's, or one of a milliohm in series.
std::string sensed_volts(Element& element, const Scope& scope, std::vector<Element>& added) {
    auto load = load_of(element, scope);
    if (!load) {
        Element sense;
        sense.kind = Kind::Resistor;
        sense.name = "rs_" + element.name;
        sense.value = kSenseOhms;
        load = {element.nets[0], 1 / kSenseOhms};
        element.nets[0] = scope.net(element.name + "_i");
        sense.nets = {load->first, element.nets[0]};
        added.push_back(sense);
    }
    return fmt::format("(v({},{})*{})", scope.name_of(load->first), scope.name_of(element.nets[0]),
                       load->second);
}

void sense_by_resistors(const Scope& scope) {
    const std::set<std::string> sensed = sensed_in(scope);
    std::map<std::string, std::string> volts;
    std::vector<Element> added;
    for_each_element(scope, [&](Element& element) {
        if (sensed.contains(element.name)) {
            volts[element.name] = sensed_volts(element, scope, added);
        }
    });
    for_each_element(scope, [&](Element& element) {
        element.expression = rewrite_calls(
            element.expression,
            [&](std::string_view name,
                const std::vector<std::string>& arguments) -> std::optional<std::string> {
                const auto place = name == "i" ? volts.find(arguments[0]) : volts.end();
                return place == volts.end() ? std::nullopt : std::optional(place->second);
            });
    });
    if (added.empty()) {
        return;
    }
    scope.parts.front()->insert(scope.parts.front()->end(), added.begin(), added.end());
}

/// One element per term of a sum.
std::vector<Element> split(const Element& element, const Scope& scope) {
    std::vector<Element> parts;
    for (const Term& term : terms_of(element.expression).value_or(std::vector<Term>{})) {
        Element part = element;
        part.expression.clear();
        const std::string suffix = fmt::format("_{}", parts.size() + 1);
        if (term.shape == Shape::Constant) {
            part.kind = Kind::CurrentSource;
            part.name = "i" + element.name + suffix;
            part.value = term.factor;
        } else if (term.shape == Shape::Linear) {
            part.kind = Kind::Vccs;
            part.name = "g" + element.name + suffix;
            part.value = term.factor;
            part.nets.push_back(scope.net(term.plus));
            part.nets.push_back(term.minus == "0" ? circuit::kGround : scope.net(term.minus));
        } else {
            part.name = element.name + suffix;
            part.expression = format_term(term);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

/// tanh is within 1 % of its end at the thresholds.
constexpr double kSteepness = 3;

std::string conductance_current(const Element& element, const circuit::ModelCard& card,
                                const Scope& scope) {
    const double on = parameter_of(card, "ron");
    const double off = parameter_of(card, "roff");
    const auto between = [&](std::size_t plus) {
        const NetId a = element.nets[plus];
        const NetId b = element.nets[plus + 1];
        if (b == circuit::kGround) {
            return fmt::format("v({})", scope.name_of(a));
        }
        return a == circuit::kGround ? fmt::format("(-v({}))", scope.name_of(b))
                                     : fmt::format("v({},{})", scope.name_of(a), scope.name_of(b));
    };
    return fmt::format("{}*exp({}+{}*tanh({}*({}-({}))))", between(0), -0.5 * std::log(on * off),
                       0.5 * std::log(off / on), kSteepness / parameter_of(card, "vh"), between(2),
                       parameter_of(card, "vt"));
}

/// Where `i(e)` stands as such, a name takes its place: what matters is the shape around it.
bool is_sum_of_functions(const Element& element) {
    const std::string expression = rewrite_calls(
        element.expression, [](std::string_view name, const std::vector<std::string>& arguments) {
            return name == "i" ? std::optional("v(" + arguments[0] + ")") : std::nullopt;
        });
    return element.kind == Kind::BehavioralI && terms_of(expression).has_value();
}

/// What the dialect lacks that no rewrite gives it; empty: nothing.
std::string lacking(const Circuit& circuit, const Element& element, const DialectRow& row) {
    const bool behavioral = element.kind == Kind::BehavioralI || element.kind == Kind::BehavioralV;
    if (behavioral && row.behavioral == Behavioral::Functions && !is_sum_of_functions(element)) {
        return "no source whose value is an expression, only sums of functions of one voltage";
    }
    return row.has_mos_junctions ? "" : opaque_junctions(circuit, element);
}

Diagnostics verify_sayable(Circuit& circuit, const DialectRow& row) {
    Diagnostics diagnostics;
    const std::string name = to_string(row.dialect);
    for (const Library& library : circuit.includes) {
        if (!library.section.empty() && !row.has_library_sections) {
            report(diagnostics, Rule::DialectLacks, {}, name, "library " + library.file,
                   "no sections of libraries, such as " + library.section);
        }
    }
    for (const Scope& scope : scopes_of(circuit)) {
        for_each_element(scope, [&](const Element& element) {
            const std::string what = lacking(circuit, element, row);
            if (!what.empty() && diagnostics.size() < 3) {
                report(diagnostics, Rule::DialectLacks, {}, name,
                       (scope.name.empty() ? "" : scope.name + ".") + element.name, what);
            }
        });
    }
    return diagnostics;
}

}  // namespace

void add_ammeters(Circuit& circuit) {
    for (const Scope& scope : scopes_of(circuit)) {
        add_ammeters(scope);
    }
}

void replace_switches(Circuit& circuit) {
    for (const Scope& scope : scopes_of(circuit)) {
        for_each_element(scope, [&](Element& element) {
            const auto card =
                std::ranges::find(circuit.models, element.model, &circuit::ModelCard::name);
            if (element.kind != Kind::Switch || card == circuit.models.end()) {
                return;
            }
            element.expression = conductance_current(element, *card, scope);
            element.kind = Kind::BehavioralI;
            element.name = "b" + element.name;
            element.nets.resize(2);
            element.model.clear();
        });
    }
    std::erase_if(circuit.models, is_switch_card);
}

void replace_min_max(Circuit& circuit) {
    const CallRewrite rewrite =
        [](std::string_view name,
           const std::vector<std::string>& arguments) -> std::optional<std::string> {
        if ((name != "max" && name != "min") || arguments.size() != 2) {
            return std::nullopt;
        }
        const char sign = name == "max" ? '+' : '-';
        if (arguments[1] == "0") {
            return fmt::format("(0.5*(({0}){1}abs({0})))", arguments[0], sign);
        }
        return fmt::format("(0.5*(({0})+({1}){2}abs(({0})-({1}))))", arguments[0], arguments[1],
                           sign);
    };
    for (const Scope& scope : scopes_of(circuit)) {
        for_each_element(scope, [&](Element& element) {
            element.expression = rewrite_calls(element.expression, rewrite);
        });
    }
}

void sense_by_resistors(Circuit& circuit) {
    for (const Scope& scope : scopes_of(circuit)) {
        sense_by_resistors(scope);
    }
}

void split_sums(Circuit& circuit) {
    for (const Scope& scope : scopes_of(circuit)) {
        for (std::vector<Element>* part : scope.parts) {
            std::vector<Element> elements;
            for (const Element& element : *part) {
                if (element.kind == Kind::BehavioralI) {
                    const std::vector<Element> terms = split(element, scope);
                    elements.insert(elements.end(), terms.begin(), terms.end());
                } else {
                    elements.push_back(element);
                }
            }
            *part = std::move(elements);
        }
    }
}

void limit_switch_ratio(Circuit& circuit, double ratio) {
    for (circuit::ModelCard& card : circuit.models) {
        const double on = parameter_of(card, "ron");
        for (auto& [name, value] : card.parameters) {
            if (is_switch_card(card) && name == "roff" && value >= ratio * on) {
                value = ratio * on / 10;
            }
        }
    }
}

Result<Circuit> legalise(Circuit circuit, const DialectRow& row) {
    Diagnostics lacks = verify_sayable(circuit, row);
    if (lacks.has_errors()) {
        return Unexpected{std::move(lacks)};
    }
    if (row.sensing == Sensing::VoltageSources) {
        add_ammeters(circuit);
    }
    if (row.behavioral == Behavioral::Functions) {
        sense_by_resistors(circuit);
        split_sums(circuit);
    }
    if (row.switches == SwitchForm::None) {
        replace_switches(circuit);
    }
    if (!row.has_min_max) {
        replace_min_max(circuit);
    }
    if (row.switch_ratio > 0) {
        limit_switch_ratio(circuit, row.switch_ratio);
    }
    if (!row.has_mos_junctions) {
        add_junction_diodes(circuit);
    }
    return circuit;
}

}  // namespace hopspice::dialect
