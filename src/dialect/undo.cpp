#include "dialect/undo.h"

#include "dialect/cards.h"
#include "dialect/legalise.h"
#include "dialect/mos_junctions.h"
#include "dialect/scopes.h"
#include "dialect/values.h"
#include "netlist/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::dialect {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;
using circuit::NetId;

bool is_behavioral(const Element& element) {
    return element.kind == Kind::BehavioralV || element.kind == Kind::BehavioralI;
}

/// A scope of the original: elements by name, and what it calls its nets.
struct Original {
    std::map<std::string, const Element*> elements = {};
    const std::vector<std::string>& nets;
    bool has_values = false;  ///< that a rewrite may have changed

    void add(const std::vector<Element>& more) {
        for (const Element& element : more) {
            elements.emplace(element.name, &element);
            has_values = has_values || is_behavioral(element) || element.kind == Kind::Switch;
        }
    }
    [[nodiscard]] const Element* find(const std::string& name) const {
        const auto place = elements.find(name);
        return place == elements.end() ? nullptr : place->second;
    }
    [[nodiscard]] const std::string& name_of(NetId net) const { return nets[net.index]; }
};

Original original_of(const Circuit& circuit, const std::string& scope) {
    if (const circuit::Subcircuit* body = circuit.find_subcircuit(scope)) {
        Original original{.nets = body->nets};
        original.add(body->elements);
        return original;
    }
    Original original{.nets = circuit.nets};
    for (const circuit::Group& group : circuit.groups) {
        original.add(group.elements);
    }
    return original;
}

/// One scope: its elements in the original's words.
class ScopeUndo {
public:
    ScopeUndo(const Scope& scope, const Original& original, const std::vector<ModelCard>& cards)
        : scope_(scope), original_(original), cards_(cards) {
        for_each_element(scope_, [&](Element& element) {
            legal_[element.name] = &element;
            for (const NetId net : element.nets) {
                touching_[net].push_back(&element);
            }
        });
    }

    void run() {
        for (const auto& [name, element] : original_.elements) {
            for (const std::string& sensed : netlist::sensed_elements(element->expression)) {
                find_meter(sensed);
            }
        }
        for (const auto& [name, element] : original_.elements) {
            undo(*element);
        }
        for (const auto& [name, meter] : meters_) {
            if (is_added(*meter, name)) {
                find(name)->nets[0] = meter->nets[0];
                removed_.insert(meter->name);
            }
        }
        for (std::vector<Element>* part : scope_.parts) {
            std::erase_if(*part, [&](const Element& e) { return removed_.contains(e.name); });
        }
    }

private:
    [[nodiscard]] Element* find(const std::string& name) const {
        const auto place = legal_.find(name);
        return place == legal_.end() ? nullptr : place->second;
    }

    /// What shows the current of an element: all that its first net is connected to beside it.
    void find_meter(const std::string& sensed) {
        const Element* element = find(sensed);
        if (element == nullptr) {
            return;
        }
        const std::vector<Element*>& both = touching_.at(element->nets[0]);
        if (both.size() == 2 && !scope_.ports.contains(scope_.name_of(element->nets[0]))) {
            Element* other = both[0] == element ? both[1] : both[0];
            meters_.emplace(sensed, other);
        }
    }

    /// Through the ammeter, or the resistor, into the element's first net.
    [[nodiscard]] double current(const std::string& name, const netlist::Lookup& volts) const {
        const auto meter = meters_.find(name);
        if (meter != meters_.end() && meter->second->kind == Kind::Resistor) {
            const Element& resistor = *meter->second;
            const NetId inner = find(name)->nets[0];
            const NetId outer = resistor.nets[resistor.nets[0] == inner ? 1 : 0];
            return (volt(outer, volts) - volt(inner, volts)) / resistor.value;
        }
        return volts("i(" + name + ")");
    }

    [[nodiscard]] double volt(NetId net, const netlist::Lookup& volts) const {
        return net == circuit::kGround ? 0 : volts(scope_.name_of(net));
    }

    /// In series with the element, from outside to its first net.
    [[nodiscard]] bool is_added(const Element& meter, const std::string& name) const {
        const bool ammeter = meter.kind == Kind::VoltageSource && meter.name == "vs_" + name &&
                             meter.value == 0 && meter.pwl.empty();
        const bool resistor =
            meter.kind == Kind::Resistor && meter.name == "rs_" + name && meter.value == kSenseOhms;
        return (ammeter || resistor) && original_.find(meter.name) == nullptr &&
               meter.nets[1] == find(name)->nets[0];
    }

    [[nodiscard]] Law law() const {
        return [this](const std::string& name, const netlist::Lookup& volts) {
            if (name == "0") {
                return 0.0;
            }
            if (!name.starts_with("i(")) {
                return volts(name);
            }
            std::string sensed = name.substr(2, name.size() - 3);
            for (const auto& [element, meter] : meters_) {
                sensed = meter->name == sensed && is_added(*meter, element) ? element : sensed;
            }
            return current(sensed, volts);
        };
    }

    void undo(const Element& element) {
        if (element.kind == Kind::Switch && find(element.name) == nullptr) {
            undo_switch(element);
        } else if (element.kind == Kind::BehavioralI && is_split(element)) {
            undo_split(element);
        } else if (is_behavioral(element)) {
            undo_expression(element);
        }
    }

    void undo_expression(const Element& element) {
        Element* legal = find(element.name);
        if (legal != nullptr && legal->kind == element.kind &&
            legal->expression != element.expression &&
            are_same(value_of(legal->expression), value_of(element.expression), law())) {
            legal->expression = element.expression;
        }
    }

    /// v(a,b) exp(m + d tanh(3 (v(c+,c-) - vt)/vh)), as of legalise.h.
    void undo_switch(const Element& element) {
        Element* legal = find("b" + element.name);
        const auto card = std::ranges::find(cards_, element.model, &ModelCard::name);
        if (legal == nullptr || card == cards_.end() || legal->kind != Kind::BehavioralI) {
            return;
        }
        const double on = std::log(parameter_of(*card, "ron"));
        const double off = std::log(parameter_of(*card, "roff"));
        const auto value = [&](const netlist::Lookup& volts) {
            const auto at = [&](std::size_t k) {
                const NetId net = element.nets[k];
                return net == circuit::kGround ? 0 : volts(original_.name_of(net));
            };
            const double control = at(2) - at(3) - parameter_of(*card, "vt");
            const double share = std::tanh(3 * control / parameter_of(*card, "vh"));
            return (at(0) - at(1)) * std::exp(-0.5 * (on + off) + 0.5 * (off - on) * share);
        };
        if (are_same(value_of(legal->expression), value, law())) {
            Element whole = element;
            whole.nets = {legal->nets[0], legal->nets[1],
                          scope_.net(original_.name_of(element.nets[2])),
                          scope_.net(original_.name_of(element.nets[3]))};
            put(*legal, std::move(whole));
        }
    }

    [[nodiscard]] bool is_split(const Element& element) const {
        return find(element.name) == nullptr && !terms(element).empty();
    }

    /// The elements that `split_sums` makes of one.
    [[nodiscard]] std::vector<Element*> terms(const Element& element) const {
        std::vector<Element*> found;
        for (int number = 1;; ++number) {
            Element* term = nullptr;
            for (const char* prefix : {"", "g", "i"}) {
                Element* named = find(fmt::format("{}{}_{}", prefix, element.name, number));
                term = named != nullptr && original_.find(named->name) == nullptr ? named : term;
            }
            if (term == nullptr) {
                return found;
            }
            found.push_back(term);
        }
    }

    [[nodiscard]] Value value_of_term(const Element& term) const {
        if (term.kind == Kind::CurrentSource && term.pwl.empty()) {
            return [&term](const netlist::Lookup&) { return term.value; };
        }
        if (term.kind == Kind::Vccs) {
            return [this, &term](const netlist::Lookup& volts) {
                return term.value * (volt(term.nets[2], volts) - volt(term.nets[3], volts));
            };
        }
        return value_of(term.kind == Kind::BehavioralI ? term.expression : "");
    }

    void undo_split(const Element& element) {
        const std::vector<Element*> all = terms(element);
        std::vector<Value> values;
        for (const Element* term : all) {
            if (term->nets[0] != all[0]->nets[0] || term->nets[1] != all[0]->nets[1]) {
                return;
            }
            values.push_back(value_of_term(*term));
        }
        const Value sum = [&](const netlist::Lookup& volts) {
            double total = 0;
            for (const Value& value : values) {
                total += value(volts);
            }
            return total;
        };
        if (!are_same(sum, value_of(element.expression), law())) {
            return;
        }
        Element whole = element;
        whole.nets = {all[0]->nets[0], all[0]->nets[1]};
        for (std::size_t k = 1; k < all.size(); ++k) {
            removed_.insert(all[k]->name);
        }
        put(*all[0], std::move(whole));
    }

    void put(Element& place, Element element) {
        legal_.erase(place.name);
        place = std::move(element);
        legal_[place.name] = &place;
    }

    const Scope& scope_;
    const Original& original_;
    const std::vector<ModelCard>& cards_;
    std::map<std::string, Element*> legal_;
    std::map<NetId, std::vector<Element*>> touching_;
    std::map<std::string, Element*> meters_;  ///< of the elements whose current is taken
    std::set<std::string> removed_;
};

/// Switches that became conductances have no cards, others may have another `roff`.
void undo_switch_cards(std::vector<ModelCard>& cards, const std::vector<ModelCard>& originals,
                       const DialectRow& row) {
    for (const ModelCard& original : originals) {
        if (!is_switch_card(original)) {
            continue;
        }
        const auto card = std::ranges::find(cards, original.name, &ModelCard::name);
        if (card == cards.end() && row.switches == SwitchForm::None) {
            cards.push_back(original);
            continue;
        }
        const double on = parameter_of(original, "ron");
        if (card != cards.end() && row.switch_ratio > 0 &&
            parameter_of(original, "roff") >= row.switch_ratio * on &&
            parameter_of(*card, "roff") == row.switch_ratio * on / 10) {
            for (std::size_t k = 0; k < card->parameters.size(); ++k) {
                if (card->parameters[k].first == "roff" && k < original.parameters.size()) {
                    card->parameters[k] = original.parameters[k];
                }
            }
        }
    }
}

}  // namespace

Circuit undone(Circuit legal, const Circuit& original, const DialectRow& row) {
    for (const Scope& scope : scopes_of(legal)) {
        const Original same = original_of(original, scope.name);
        if (same.has_values) {
            ScopeUndo(scope, same, original.models).run();
        }
    }
    if (!row.has_mos_junctions) {
        remove_junction_diodes(legal, original);
    }
    undo_switch_cards(legal.models, original.models, row);
    return legal;
}

}  // namespace hopspice::dialect
