#include "schematic/regions.h"

#include "schematic/symbols.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace hopspice::schematic {

namespace {

constexpr int kWidest = 1900;  ///< of the elements within a region
constexpr int kMargin = 40;

/// The integrator of `visible[0]` belongs to `visible[0]`, its crossbar to that of all of
/// `visible`.
Region region_for(const NetlistPart& part) {
    Region region;
    region.bank = part.owner.empty() ? part.part : part.owner;
    region.is_crossbar = part.crossbar;
    region.title = part.crossbar ? part.owner + ": " + part.part
                   : part.neuron ? fmt::format("{}[{}]", part.owner, *part.neuron)
                                 : region.bank;
    return region;
}

/// The place of a region among those that are there; at the end where it is new.
Region& place_of(std::vector<Region>& regions, const Region& asked) {
    const auto place = std::ranges::find(regions, asked.title, &Region::title);
    return place == regions.end() ? regions.emplace_back(asked) : *place;
}

}  // namespace

std::vector<Region> regions_of(const circuit::Circuit& circuit,
                               std::span<const NetlistPart> parts) {
    std::map<std::string_view, const NetlistPart*> part_of;
    for (const NetlistPart& part : parts) {
        for (const std::string& element : part.elements) {
            part_of.emplace(element, &part);
        }
    }
    std::vector<Region> regions;
    for (const circuit::Group& group : circuit.groups) {
        const NetlistPart own{"", {}, circuit::comment_of(group.origin), false, {}};
        for (const circuit::Element& element : group.elements) {
            const auto part = part_of.find(element.name);
            place_of(regions, region_for(part == part_of.end() ? own : *part->second))
                .elements.push_back(&element);
        }
    }
    std::ranges::stable_partition(regions,
                                  [](const Region& region) { return !region.is_crossbar; });
    return regions;
}

Drawing draw_region(const circuit::Circuit& circuit, Region region) {
    std::vector<Drawing> drawings;
    if (region.is_crossbar) {
        Drawing grid = draw_crossbar(circuit, region.elements);
        if (!grid.parts.empty()) {
            drawings.push_back(std::move(grid));
        }
    }
    Elements amplifiers;
    Elements others;
    for (const circuit::Element* element : region.elements) {
        (is_amplifier(circuit, *element) ? amplifiers : others).push_back(element);
    }
    for (const circuit::Element* amplifier : amplifiers) {
        drawings.push_back(draw_amplifier(circuit, *amplifier, others));
    }
    for (const circuit::Element* element : others) {
        drawings.push_back(draw_element(circuit, *element));
    }
    Drawing drawing = flow(drawings, kWidest);
    drawing.box = {drawing.box.left - kMargin, drawing.box.top - kMargin,
                   drawing.box.right + kMargin, drawing.box.bottom + kMargin};
    drawing.frame(region.title);
    return drawing;
}

}  // namespace hopspice::schematic
