// A deck as a sheet: regions from left to right, a bank per line, text that is no element below.

#include "circuit/kit_devices.h"
#include "dialect/deck.h"
#include "netlist/reader.h"
#include "schematic/regions.h"
#include "schematic/symbols.h"

#include <hopspice/schematic.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace hopspice {

namespace {

using namespace schematic;

constexpr int kWidth = 6000;
constexpr int kSheetGap = 60;

/// Options, outputs, analyses: the cards of a deck that are no part of its circuit.
std::string analysis_of(std::string_view deck) {
    std::string cards;
    while (!deck.empty()) {
        const std::size_t end = std::min(deck.find('\n'), deck.size());
        const std::string_view line = deck.substr(0, end);
        deck.remove_prefix(std::min(end + 1, deck.size()));
        const bool structure = line.starts_with(".param") || line.starts_with(".option ") ||
                               line.starts_with(".model") || line.starts_with(".include") ||
                               line.starts_with(".lib") || line.starts_with(".subckt") ||
                               line.starts_with(".end");
        if (line.starts_with('.') && !structure) {
            cards += std::string(line) + "\n";
        }
    }
    return cards;
}

/// Libraries, models and subcircuits as text.
std::string blocks_of(const circuit::Circuit& circuit) {
    circuit::Circuit blocks = circuit;
    blocks.groups.clear();
    blocks.header.clear();
    std::string text;
    const std::vector<std::string> lines = dialect::write_ngspice(blocks);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        text += lines[i] + "\n";
    }
    return text;
}

/// A block of text that goes into the netlist; `place`: `header` or `end`.
Drawing draw_code(const std::string& name, const std::string& place, const std::string& text) {
    Drawing drawing;
    drawing.parts.push_back(
        {"devices/code.sym",
         {0, 0},
         0,
         false,
         fmt::format("name={} only_toplevel=true place={} value={}", name, place, quoted(text))});
    drawing.box = {-20, -50, 240, 50};
    return drawing;
}

/// Title and header lines of the deck.
Drawing draw_heading(const circuit::Circuit& circuit) {
    Drawing drawing;
    drawing.notes.push_back({circuit.title, {0, 0}, 1.2});
    int y = 80;
    for (const std::string& line : circuit.header) {
        drawing.notes.push_back({line, {0, y}, 0.5});
        y += 35;
    }
    drawing.box = {0, 0, kWidth / 2, y + kSheetGap};
    return drawing;
}

/// A line of the sheet per bank, or several where its neurons are many. `circuit` has its devices
/// as the text has them.
Drawing draw_sheet(const circuit::Circuit& circuit, const std::string& blocks,
                   std::string_view deck, std::span<const NetlistPart> parts) {
    std::vector<std::vector<Drawing>> lines{{draw_heading(circuit)}};
    std::string bank;
    bool was_neuron = true;
    for (Region& region : regions_of(circuit, parts)) {
        const bool is_neuron = region.is_crossbar || region.title != region.bank;
        // Regions of a bank share a line, so do crossbars, and what belongs to no neuron.
        const std::string place = region.is_crossbar ? "crossbar" : region.bank;
        if (place != bank && (is_neuron || was_neuron)) {
            lines.emplace_back();
        }
        bank = place;
        was_neuron = is_neuron;
        lines.back().push_back(draw_region(circuit, std::move(region)));
    }
    lines.push_back(
        {draw_code("blocks", "header", blocks), draw_code("analysis", "end", analysis_of(deck))});
    Drawing sheet;
    int y = 0;
    for (const std::vector<Drawing>& line : lines) {
        const Drawing row = flow(line, kWidth);
        sheet.add(row, {0, y - row.box.top});
        y += row.box.bottom - row.box.top + kSheetGap;
    }
    return sheet;
}

/// Our own symbols, each once, in alphabetical order.
std::vector<SchematicSymbol> symbols_of(const circuit::Circuit& circuit) {
    std::map<std::string, std::string> texts{{"hs_ground.sym", ground_symbol_text()}};
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            const std::string file = symbol_of(circuit, element).file;
            if (!is_stock(file) && !texts.contains(file)) {
                texts.emplace(file, symbol_text(circuit, element));
            }
        }
    }
    std::vector<SchematicSymbol> symbols;
    for (const auto& [file, text] : texts) {
        symbols.push_back({file, text});
    }
    return symbols;
}

}  // namespace

std::vector<ListedItem> list_schematics() {
    return {{"xschem",
             "a schematic (.sch) with its symbols beside it; xschem's netlist of it is the "
             "deck for ngspice"}};
}

Result<Schematic> draw_schematic(std::string_view deck, std::span<const NetlistPart> parts) {
    const auto read = netlist::read_deck(deck);
    if (!read) {
        return Unexpected{read.error()};
    }
    const circuit::Circuit circuit = circuit::spell_devices(read->circuit);
    return Schematic{format_sheet(draw_sheet(circuit, blocks_of(read->circuit), deck, parts)),
                     symbols_of(circuit)};
}

}  // namespace hopspice
