#include "passes/wire_loss.h"

#include "analog/tiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>

namespace hopspice::passes {

namespace {

/// The cells of a wire within one array.
struct Run {
    double cells = 0;
    double moment = 0;   ///< sum k G_k, siemens
    double siemens = 0;  ///< sum G_k

    void add(double siemens_of_cell) {
        cells += 1;
        moment += cells * siemens_of_cell;
        siemens += siemens_of_cell;
    }
};

/// Bank, line of the bank, and the crossbar; 0 for a wire that is that of all crossbars.
using WireName = std::array<std::size_t, 3>;

/// The wires of one direction: the runs of each by the tiles along it.
class Wires {
public:
    void add(const WireName& wire, std::size_t tile, double siemens) {
        runs_[wire][tile].add(siemens);
    }

    /// Of the worst; a trunk resists `trunk_ohms` from tile to tile.
    [[nodiscard]] double loss(double cell_ohms, double trunk_ohms) const {
        double worst = 0;
        for (const auto& [wire, tiles] : runs_) {
            double trunk = 0;
            double within = 0;
            for (const auto& [tile, run] : tiles) {
                trunk += static_cast<double>(tile) * run.siemens;
                within = std::max(within, run.moment);
            }
            worst = std::max(worst, trunk_ohms * trunk + cell_ohms * within);
        }
        return worst;
    }

private:
    std::map<WireName, std::map<std::size_t, Run>> runs_;
};

}  // namespace

double wire_loss(const analog::Network& network) {
    if (network.wire_ohms == 0 && network.tile.trunk_resistance == 0) {
        return 0;
    }
    Wires lines;
    Wires columns;
    for (std::size_t index = 0; index < network.crossbars.size(); ++index) {
        const analog::Crossbar& crossbar = network.crossbars[index];
        const analog::Tiles tiles(crossbar.siemens, network.tile);
        const bool staged = network.banks[crossbar.to].stages.has_value();
        const std::size_t own = tiles.are_several() || crossbar.has_choices() ? index + 1 : 0;
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    const analog::TilePlace tile = tiles.of(row, col, siemens);
                    const std::size_t line = 2 * col + (siemens < 0 ? 1 : 0);
                    lines.add({crossbar.from, line, own}, tile.column, std::abs(siemens));
                    const std::size_t column = staged ? row * tiles.grid().row + tile.row : row;
                    columns.add({crossbar.to, column, own}, staged ? 0 : tile.row,
                                std::abs(siemens));
                }
            }
        }
    }
    const TileSpec& size = network.tile;
    const auto trunk = [&](std::size_t passed) {
        return size.trunk_resistance * static_cast<double>(passed);
    };
    return lines.loss(network.wire_ohms, trunk(size.columns)) +
           columns.loss(network.wire_ohms, trunk(size.rows));
}

}  // namespace hopspice::passes
