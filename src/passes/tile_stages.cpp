#include "passes/tile_stages.h"

#include "analog/tiles.h"
#include "cells/values.h"
#include "kinds/functions.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <vector>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Crossbar;
using analog::Network;

constexpr double kLeastRatio = 1e-3;
constexpr double kDamping = 1.4;  // twice the share of critical damping

bool is_cut(const Crossbar& crossbar, const TileSpec& size) {
    return !crossbar.steering && analog::Tiles(crossbar.weights, size).grid().row > 1;
}

/// What the cells of a neuron in one tile add up to.
struct Part {
    double sum = 0;    ///< of |cell|
    double gain = 0;   ///< the same, times U/U_from
    double volts = 0;  ///< at the state, at most
    double cells = 0;  ///< how many
};

/// Calls with the parts of every neuron, tile by tile; `matrix` is of weights or of siemens.
template <typename Take>
void for_each_neuron(const Network& network, std::size_t bank, Matrix Crossbar::*matrix,
                     const Take& take) {
    for (std::size_t neuron = 0; neuron < network.banks[bank].size; ++neuron) {
        std::vector<Part> parts;
        for (const Crossbar& crossbar : network.crossbars) {
            const Matrix& cells = crossbar.*matrix;
            if (crossbar.to != bank || cells.values.empty()) {
                continue;
            }
            const Bank& from = network.banks[crossbar.from];
            const double unit = network.banks[bank].volts_per_unit;
            const bool one = kinds::sums_to_one(from.function);
            const analog::Tiles tiles(cells, network.tile);
            std::vector<Part> own(tiles.grid().row);
            for (std::size_t col = 0; col < cells.cols; ++col) {
                const double cell = std::abs(cells(neuron, col));
                Part& part = own[tiles.of(neuron, col, cells(neuron, col)).row];
                const double volts = cell * unit * from.output.magnitude();
                part.sum += cell;
                part.gain += cell * unit / from.output_volts_per_unit;
                part.volts = one ? std::max(part.volts, volts) : part.volts + volts;
                part.cells += cell > 0 ? 1 : 0;
            }
            std::ranges::copy_if(own, std::back_inserter(parts),
                                 [](const Part& part) { return part.cells > 0; });
        }
        take(parts);
    }
}

}  // namespace

double StageNeeds::ratio() const {
    const double calm = count > 0 ? std::sqrt(gain / count) : 1;
    return std::max({calm, volts / cells::kOutputVolts, kLeastRatio});
}

StageNeeds stage_needs(const Network& network, std::size_t bank) {
    StageNeeds needs;
    for_each_neuron(network, bank, &Crossbar::weights, [&](const std::vector<Part>& parts) {
        needs.count = std::max(needs.count, static_cast<double>(parts.size()));
        for (const Part& part : parts) {
            needs.gain = std::max(needs.gain, part.gain);
            needs.volts = std::max(needs.volts, part.volts);
        }
    });
    return needs;
}

Diagnostics stage_tiles(Network& network, const Target& target) {
    network.tile = target.tile;
    if (target.tile.join != TileJoin::Stage || target.level == Level::Behavioral) {
        return {};
    }
    if (std::ranges::any_of(network.crossbars, &Crossbar::has_choices)) {
        return fail(Rule::StagedModel, {}, "rows that tokens choose").diagnostics;
    }
    for (const Crossbar& crossbar : network.crossbars) {
        if (is_cut(crossbar, target.tile)) {
            network.banks[crossbar.to].stages = analog::Stages{};
        }
    }
    return {};
}

Diagnostics size_stages(Network& network, const Target& target) {
    for (std::size_t index = 0; index < network.banks.size(); ++index) {
        Bank& bank = network.banks[index];
        if (!bank.stages) {
            continue;
        }
        bank.stages->ohms = bank.feedback_ohms / stage_needs(network, index).ratio();
        double most = 0;
        for_each_neuron(network, index, &Crossbar::siemens, [&](const std::vector<Part>& parts) {
            for (const Part& part : parts) {
                most = std::max(most, part.cells);
            }
        });
        const double unity = 1 / (2 * std::numbers::pi * target.amplifier.gbw);
        const double farads = target.amplifier.cin + most * network.wire_farads;
        const double gain = stage_noise_gain(network, index, target.amplifier.rout);
        // Source: s^2 R C_n/w_t + s (N/w_t + R C) + 1 of a transimpedance amplifier.
        const double lag = kDamping * std::sqrt(bank.stages->ohms * farads * unity) - gain * unity;
        bank.stages->farads = std::max(0.0, lag) / bank.stages->ohms;
    }
    return {};
}

double stage_siemens(const Network& network, std::size_t bank, std::size_t neuron) {
    double count = 0;
    for (const Crossbar& crossbar : network.crossbars) {
        if (crossbar.to == bank) {
            const analog::Tiles tiles(crossbar.siemens, network.tile);
            count += static_cast<double>(tiles.rows_of(crossbar.siemens, neuron).size());
        }
    }
    return count / network.banks[bank].stages->ohms;
}

double stage_noise_gain(const Network& network, std::size_t bank, double rout_ohms) {
    const double ohms = network.banks[bank].stages->ohms;
    double siemens = 0;
    for_each_neuron(network, bank, &Crossbar::siemens, [&](const std::vector<Part>& parts) {
        for (const Part& part : parts) {
            siemens = std::max(siemens, part.sum);
        }
    });
    return (1 + ohms * siemens) * (1 + 2 * rout_ohms / ohms);
}

}  // namespace hopspice::passes
