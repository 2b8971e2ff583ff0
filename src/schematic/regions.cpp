#include "schematic/regions.h"

#include "schematic/symbols.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::schematic {

namespace {

constexpr int kWidest = 1900;  ///< of the elements within a region
constexpr int kMargin = 40;

/// The integrator of `visible[0]` belongs to `visible[0]`, its crossbar to that of all of `visible`.
Region region_for(const circuit::Origin& origin) {
    Region region;
    region.bank = origin.owner.empty() ? origin.part : origin.owner;
    region.is_crossbar = origin.is_crossbar();
    if (region.is_crossbar) {
        region.title = origin.owner + ": " + circuit::part_of(origin);
    } else if (origin.neuron) {
        region.title = fmt::format("{}[{}]", origin.owner, *origin.neuron);
    } else {
        region.title = region.bank;
    }
    return region;
}

}  // namespace

std::vector<Region> regions_of(const circuit::Circuit& circuit) {
    std::vector<Region> regions;
    for (const circuit::Group& group : circuit.groups) {
        const Region asked = region_for(group.origin);
        auto place = std::ranges::find(regions, asked.title, &Region::title);
        if (place == regions.end()) {
            regions.push_back(asked);
            place = regions.end() - 1;
        }
        for (const circuit::Element& element : group.elements) {
            place->elements.push_back(&element);
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
