#include "driver/tile_items.h"

#include "analog/tiles.h"
#include "cells/judgement.h"
#include "cells/values.h"
#include "kinds/functions.h"
#include "passes/tile_stages.h"
#include "passes/wire_loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace hopspice::driver {

namespace {

using analog::Crossbar;
using analog::Network;

constexpr double kFaithfulLoss = 0.05;  // of a weight

/// What the cells of the array that takes most dissipate while its lines are at their full scale.
/// Outputs that add up to 1 have one line there.
double most_watts(const Network& network, const Crossbar& crossbar, const analog::Tiles& tiles) {
    const analog::Bank& from = network.banks[crossbar.from];
    const double volts = from.output_volts_per_unit * from.output.magnitude();
    const bool one = kinds::sums_to_one(from.function);
    std::map<analog::TilePlace, std::map<std::size_t, double>> siemens;
    for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
        for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
            const double cell = crossbar.siemens(row, col);
            siemens[tiles.of(row, col, cell)][col] += std::abs(cell);
        }
    }
    double most = 0;
    for (const auto& [tile, lines] : siemens) {
        double sum = 0;
        for (const auto& [line, on_line] : lines) {
            sum = one ? std::max(sum, on_line) : sum + on_line;
        }
        most = std::max(most, sum);
    }
    return most * volts * volts;
}

void add_tiles(const Network& network, const Crossbar& crossbar, std::vector<CheckItem>& items) {
    const analog::Tiles tiles(crossbar.siemens, network.tile);
    if (!tiles.are_several()) {
        return;
    }
    const std::string from = network.banks[crossbar.from].name;
    const std::string size =
        fmt::format("{} x {} lines", tiles.most_driven(), tiles.most_collecting());
    const auto add = [&](const std::string& quantity, double value, const std::string& meaning) {
        items.push_back({"tiles", network.banks[crossbar.to].name, quantity, value, size,
                         Verdict::Certain, meaning});
    };
    const std::size_t cells = static_cast<std::size_t>(std::ranges::count_if(
        crossbar.siemens.values, [](double siemens) { return siemens != 0; }));
    const auto [rows, columns] = tiles.grid();
    const auto places =
        static_cast<double>(rows * columns * tiles.most_driven() * tiles.most_collecting());
    add("arrays from " + from, static_cast<double>(rows * columns),
        fmt::format("{} by {}, for {} driven lines and {} columns; cells in {:.1f} % of the places",
                    rows, columns, tiles.driven(), tiles.collecting(),
                    100 * static_cast<double>(cells) / places));
    add("power of an array, W", most_watts(network, crossbar, tiles),
        "of its cells, at most, with its lines at full scale");
    if (network.tile.cell_area > 0) {
        add("area of an array, m2",
            network.tile.cell_area *
                static_cast<double>(tiles.most_driven() * tiles.most_collecting()),
            "of its places for cells, used or not");
    }
}

void add_stages(const Network& network, std::size_t index, const Target& target,
                std::vector<CheckItem>& items) {
    const analog::Bank& bank = network.banks[index];
    if (!bank.stages) {
        return;
    }
    items.push_back({"tiles", bank.name, "noise gain of a stage", bank.stages->noise_gain,
                     fmt::format("R {:.4g} ohm", bank.stages->ohms), Verdict::Certain,
                     "between the cells of a tile and the neuron"});
    const double volts =
        passes::stage_needs(network, index).volts * bank.stages->ohms / bank.feedback_ohms;
    const double swing = cells::swing_volts(target);
    items.push_back(
        {"tiles", bank.name, "stage, V", volts, fmt::format("amplifiers reach {:.3g} V", swing),
         cells::graded(volts, swing, swing), "what a tile alone makes of a state, at most"});
}

}  // namespace

std::vector<CheckItem> tile_items(const Network& network, const Target& target) {
    std::vector<CheckItem> items;
    for (const Crossbar& crossbar : network.crossbars) {
        add_tiles(network, crossbar, items);
    }
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        add_stages(network, bank, target, items);
    }
    if (const double loss = passes::wire_loss(network); loss > 0) {
        items.push_back({"crossbar", "wires", "lost along them, of a weight", loss,
                         fmt::format("{}", kFaithfulLoss),
                         cells::graded(loss, kFaithfulLoss, INFINITY),
                         "by the cells at their far ends, at most; shorter wires or smaller "
                         "conductances keep it"});
    }
    return items;
}

}  // namespace hopspice::driver
