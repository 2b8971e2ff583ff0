#include "dialect/mos_junctions.h"

#include "dialect/cards.h"
#include "dialect/scopes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::dialect {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::ModelCard;

constexpr std::size_t kDrain = 0;
constexpr std::size_t kSource = 2;
constexpr std::size_t kBulk = 3;

/// A capacitance of a MOSFET: a size of the device times a density of its card.
struct Part {
    std::string_view size;
    std::size_t terminal;      ///< it lies between the bulk and this one
    std::string_view density;  ///< F/m2, F/m
    std::string_view total;    ///< F, of the card: instead of the density; empty: none
};
constexpr std::array<Part, 4> kParts = {{{"ad", kDrain, "cj", "cbd"},
                                         {"pd", kDrain, "cjsw", ""},
                                         {"as", kSource, "cj", "cbs"},
                                         {"ps", kSource, "cjsw", ""}}};

constexpr std::array<std::string_view, 2> kDensities = {"cj", "cjsw"};

constexpr double kSaturationAmperes = 1e-18;  // per m2 and per m: far below that of the MOSFET

double value_or(const std::vector<std::pair<std::string, double>>& parameters,
                std::string_view name, double otherwise) {
    const auto place = std::ranges::find(parameters, name, &std::pair<std::string, double>::first);
    return place == parameters.end() ? otherwise : place->second;
}

bool is_mos_card(const ModelCard& card) { return card.type == "nmos" || card.type == "pmos"; }

const ModelCard* card_of(const Circuit& circuit, const Element& element) {
    const auto place = std::ranges::find(circuit.models, element.model, &ModelCard::name);
    return element.kind == Kind::Mosfet && place != circuit.models.end() ? &*place : nullptr;
}

std::string diode_name(const ModelCard& card, std::string_view density) {
    return fmt::format("{}_{}", card.name, density);
}

/// What a card leaves out is what SPICE takes.
ModelCard diode_card(const ModelCard& card, std::string_view density) {
    const bool is_first = value_or(card.parameters, "level", 1) == 1;
    const double grading = density == "cj"
                               ? value_or(card.parameters, "mj", 0.5)
                               : value_or(card.parameters, "mjsw", is_first ? 0.5 : 0.33);
    return {diode_name(card, density),
            "d",
            {{"is", kSaturationAmperes},
             {"cjo", parameter_of(card, density)},
             {"vj", value_or(card.parameters, "pb", 0.8)},
             {"m", grading},
             {"fc", value_or(card.parameters, "fc", 0.5)}}};
}

/// Those of a device that have an area and two nets.
std::vector<Element> diodes_of(const Element& device, const ModelCard& card) {
    std::vector<Element> diodes;
    for (const Part& part : kParts) {
        const double size =
            value_or(device.parameters, "m", 1) * value_or(device.parameters, part.size, 0);
        const bool has_total = value_or(card.parameters, part.total, -1) >= 0;
        if (size * parameter_of(card, part.density) == 0 || has_total ||
            device.nets[part.terminal] == device.nets[kBulk]) {
            continue;
        }
        Element diode;
        diode.kind = Kind::Diode;
        diode.name = fmt::format("d{}_{}", device.name, part.size);
        diode.nets = {device.nets[kBulk], device.nets[part.terminal]};
        if (card.type == "pmos") {
            std::swap(diode.nets[0], diode.nets[1]);
        }
        diode.model = diode_name(card, part.density);
        diode.area = size;
        diodes.push_back(std::move(diode));
    }
    return diodes;
}

/// The cards of the diodes that there are behind each MOS card, which loses its densities.
std::vector<ModelCard> cards_with(const std::vector<ModelCard>& models,
                                  const std::set<std::string>& used) {
    std::vector<ModelCard> cards;
    for (const ModelCard& card : models) {
        cards.push_back(card);
        if (!is_mos_card(card)) {
            continue;
        }
        std::erase_if(cards.back().parameters, [](const auto& parameter) {
            return std::ranges::find(kDensities, parameter.first) != kDensities.end();
        });
        for (const std::string_view density : kDensities) {
            if (used.contains(diode_name(card, density))) {
                cards.push_back(diode_card(card, density));
            }
        }
    }
    return cards;
}

}  // namespace

std::string opaque_junctions(const Circuit& circuit, const Element& element) {
    if (element.kind != Kind::Mosfet) {
        return "";
    }
    const ModelCard* card = card_of(circuit, element);
    if (card == nullptr) {
        return "no junction capacitances of MOSFETs, and those of " + element.model +
               " stand in a file";
    }
    const double level = value_or(card->parameters, "level", 1);
    return level > 3 ? fmt::format("no junction capacitances of MOSFETs of level {}", level) : "";
}

void add_junction_diodes(Circuit& circuit) {
    std::set<std::string> used;
    for (const Scope& scope : scopes_of(circuit)) {
        for (std::vector<Element>* part : scope.parts) {
            std::vector<Element> elements;
            for (const Element& element : *part) {
                elements.push_back(element);
                const ModelCard* card = card_of(circuit, element);
                if (card == nullptr) {
                    continue;
                }
                for (Element& diode : diodes_of(element, *card)) {
                    used.insert(diode.model);
                    elements.push_back(std::move(diode));
                }
            }
            *part = std::move(elements);
        }
    }
    circuit.models = cards_with(circuit.models, used);
}

}  // namespace hopspice::dialect
