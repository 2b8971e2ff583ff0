// The way back from junctions as diodes: what they are together, against the law of the MOSFET.

#include "dialect/cards.h"
#include "dialect/mos_junctions.h"
#include "dialect/scopes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::dialect {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;

constexpr std::array<double, 6> kVolts = {-3, -1, -0.2, 0, 0.3, 0.8};
constexpr double kJunctionTolerance = 1e-9;
constexpr double kSaturationShare = 1e-4;

/// Numbers by name, and what is taken where one is not given.
struct Parameters {
    const std::vector<std::pair<std::string, double>>& all;
    double operator()(std::string_view name, double otherwise) const {
        const auto place = std::ranges::find(all, name, &std::pair<std::string, double>::first);
        return place == all.end() ? otherwise : place->second;
    }
};

/// Of one farad at 0 V. Source: SPICE, depletion capacitance and its tangent beyond fc pb.
double depletion(double volts, double pb, double grading, double fc) {
    if (volts < fc * pb) {
        return std::pow(1 - volts / pb, -grading);
    }
    return std::pow(1 - fc, -1 - grading) * (1 - fc * (1 + grading) + grading * volts / pb);
}

const ModelCard* find_card(const std::vector<ModelCard>& cards, const std::string& name) {
    const auto place = std::ranges::find(cards, name, &ModelCard::name);
    return place == cards.end() ? nullptr : &*place;
}

/// A terminal of a MOSFET and the names of what the junction there has.
struct Terminal {
    std::size_t net;
    std::string_view area;
    std::string_view perimeter;
    std::string_view total;
};
constexpr std::array<Terminal, 2> kTerminals = {{{0, "ad", "pd", "cbd"}, {2, "as", "ps", "cbs"}}};
constexpr std::size_t kBulkNet = 3;

/// What the densities of its card give the junction, farad.
double junction_farads(const Element& device, const ModelCard& card, const Terminal& at,
                       double volts) {
    const Parameters size{device.parameters};
    const Parameters of_card{card.parameters};
    if (device.nets[at.net] == device.nets[kBulkNet]) {
        return 0;
    }
    const double pb = of_card("pb", 0.8);
    const double fc = of_card("fc", 0.5);
    const double sidewall = of_card("level", 1) == 1 ? 0.5 : 0.33;
    const bool has_total = of_card(at.total, -1) >= 0;
    const double bottom = has_total ? 0 : size(at.area, 0) * of_card("cj", 0);
    return size("m", 1) * (bottom * depletion(volts, pb, of_card("mj", 0.5), fc) +
                           size(at.perimeter, 0) * of_card("cjsw", 0) *
                               depletion(volts, pb, of_card("mjsw", sidewall), fc));
}

/// The elements of a scope by name.
using Elements = std::map<std::string, const Element*>;

Elements elements_of(const Scope& scope) {
    Elements elements;
    for_each_element(scope, [&](Element& element) { elements.emplace(element.name, &element); });
    return elements;
}

/// The diodes that a scope has beside a device and the original has not.
std::vector<const Element*> diodes_of(const Element& device, const Elements& legal,
                                      const Elements& original) {
    const std::string start = "d" + device.name + "_";
    std::vector<const Element*> diodes;
    for (auto place = legal.lower_bound(start);
         place != legal.end() && place->first.starts_with(start); ++place) {
        if (place->second->kind == Kind::Diode && !original.contains(place->first)) {
            diodes.push_back(place->second);
        }
    }
    return diodes;
}

/// Whether at this voltage the diodes are, between any two nets, what the card gives the device.
bool are_junctions(const std::vector<const Element*>& diodes, const Element& device,
                   const ModelCard& card, const std::vector<ModelCard>& cards, double volts) {
    std::map<std::pair<circuit::NetId, circuit::NetId>, double> missing;
    double wanted = 0;
    for (const Terminal& at : kTerminals) {
        const circuit::NetId bulk = device.nets[kBulkNet];
        const circuit::NetId other = device.nets[at.net];
        const double farads = junction_farads(device, card, at, volts);
        missing[card.type == "pmos" ? std::pair(other, bulk) : std::pair(bulk, other)] += farads;
        wanted += farads;
    }
    double saturation = 0;
    for (const Element* diode : diodes) {
        const ModelCard* junction = find_card(cards, diode->model);
        if (junction == nullptr) {
            return false;
        }
        const Parameters of{junction->parameters};
        missing[{diode->nets[0], diode->nets[1]}] -=
            diode->area * of("cjo", 0) * depletion(volts, of("vj", 1), of("m", 0.5), of("fc", 0.5));
        saturation += diode->area * of("is", 1e-14);
    }
    return saturation <= kSaturationShare * Parameters{card.parameters}("is", 1e-14) &&
           std::ranges::all_of(missing, [&](const auto& between) {
               return std::abs(between.second) <= kJunctionTolerance * wanted;
           });
}

/// A scope loses the diodes that are junctions; the cards of devices whose diodes are not are told.
void remove_diodes(const Scope& legal, const Scope& original, const std::vector<ModelCard>& cards,
                   const std::vector<ModelCard>& originals, std::set<std::string>& wrong) {
    const Elements ours = elements_of(legal);
    const Elements theirs = elements_of(original);
    std::set<std::string> removed;
    for (const auto& named : ours) {
        const Element* device = named.second;
        const ModelCard* card = find_card(originals, device->model);
        if (device->kind != Kind::Mosfet || card == nullptr) {
            continue;
        }
        const auto diodes = diodes_of(*device, ours, theirs);
        if (!std::ranges::all_of(kVolts, [&](double volts) {
                return are_junctions(diodes, *device, *card, cards, volts);
            })) {
            wrong.insert(card->name);
            continue;
        }
        for (const Element* diode : diodes) {
            removed.insert(diode->name);
        }
    }
    for (std::vector<Element>* part : legal.parts) {
        std::erase_if(*part, [&](const Element& e) { return removed.contains(e.name); });
    }
}

/// Cards of MOSFETs get their densities back; those of the diodes go.
void restore_cards(Circuit& circuit, const std::vector<ModelCard>& originals,
                   const std::set<std::string>& wrong) {
    std::set<std::string> used;
    for (const Scope& scope : scopes_of(circuit)) {
        for_each_element(scope, [&](Element& element) { used.insert(element.model); });
    }
    std::erase_if(circuit.models, [&](const ModelCard& card) {
        return card.type == "d" && find_card(originals, card.name) == nullptr &&
               !used.contains(card.name);
    });
    for (ModelCard& card : circuit.models) {
        const ModelCard* original = find_card(originals, card.name);
        if (original == nullptr || wrong.contains(card.name)) {
            continue;
        }
        ModelCard without = *original;
        std::erase_if(without.parameters, [](const auto& parameter) {
            return parameter.first == "cj" || parameter.first == "cjsw";
        });
        if (without.type == card.type && without.parameters == card.parameters) {
            card = *original;
        }
    }
}

}  // namespace

void remove_junction_diodes(Circuit& circuit, const Circuit& original) {
    if (std::ranges::none_of(original.models, [](const ModelCard& card) {
            return card.type == "nmos" || card.type == "pmos";
        })) {
        return;
    }
    Circuit copy = original;
    const std::vector<Scope> originals = scopes_of(copy);
    std::set<std::string> wrong;
    for (const Scope& scope : scopes_of(circuit)) {
        const auto same = std::ranges::find(originals, scope.name, &Scope::name);
        if (same != originals.end()) {
            remove_diodes(scope, *same, circuit.models, original.models, wrong);
        }
    }
    restore_cards(circuit, original.models, wrong);
}

}  // namespace hopspice::dialect
