#include "dialect/legalise.h"

#include "dialect/calls.h"
#include "dialect/cards.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
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

/// Elements that see each other's names: those of a subcircuit, or of the top level.
struct Scope {
    std::string name;  ///< of the subcircuit, empty: the top level
    std::vector<std::vector<Element>*> parts;
    std::function<NetId(const std::string&)> net;  ///< created if new
    std::function<std::string(NetId)> name_of;
};

std::vector<Scope> scopes_of(Circuit& circuit) {
    std::vector<Scope> scopes;
    for (circuit::Subcircuit& body : circuit.subcircuits) {
        const auto net = [&body](const std::string& name) {
            const auto place = std::ranges::find(body.nets, name);
            const NetId id{static_cast<std::uint32_t>(place - body.nets.begin())};
            if (place == body.nets.end()) {
                body.nets.push_back(name);
            }
            return id;
        };
        scopes.push_back(
            {body.name, {&body.elements}, net, [&body](NetId id) { return body.nets[id.index]; }});
    }
    Scope top{"",
              {},
              [&circuit](const std::string& name) { return circuit.net(name); },
              [&circuit](NetId id) { return circuit.name_of(id); }};
    for (circuit::Group& group : circuit.groups) {
        top.parts.push_back(&group.elements);
    }
    scopes.push_back(std::move(top));
    return scopes;
}

template <typename Visit>
void for_each_element(const Scope& scope, const Visit& visit) {
    for (std::vector<Element>* part : scope.parts) {
        for (Element& element : *part) {
            visit(element);
        }
    }
}

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

/// What the dialect lacks that no rewrite gives it; empty: nothing.
std::string lacking(const Element& element, const DialectRow& row) {
    const bool behavioral = element.kind == Kind::BehavioralI || element.kind == Kind::BehavioralV;
    return behavioral && row.behavioral == Behavioral::None
               ? "no source whose value is an expression"
               : "";
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
            const std::string what = lacking(element, row);
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
    if (row.switches == SwitchForm::None) {
        replace_switches(circuit);
    }
    if (!row.has_min_max) {
        replace_min_max(circuit);
    }
    if (row.switch_ratio > 0) {
        limit_switch_ratio(circuit, row.switch_ratio);
    }
    return circuit;
}

}  // namespace hopspice::dialect
