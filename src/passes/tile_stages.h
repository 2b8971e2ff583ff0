#pragma once
// Currents of tiles through a stage each (tile.join `stage`), R from its virtual ground to its
// output and R from there to the neuron's:
//
//   lines --cells-- [stage: -R i] --R-- column of the neuron
//
// What arrives is -i of the tile, so that cells are driven by the lines of the other sign, and
// weights are what they are without stages. The neuron's amplifier sees 1/R per tile and a stage
// the cells of one: with k = R_f/R noise gains of 1 + k T + ... and 1 + S/k, for T tiles and S the
// gain of the cells of one, which together are least at k = sqrt(S/T).

#include "analog/network.h"

#include <hopspice/diagnostics.h>
#include <hopspice/target.h>

#include <cstddef>

namespace hopspice::passes {

/// What the stages of a bank are sized by: the worst of its neurons, from weights and volts.
struct StageNeeds {
    double count = 0;  ///< stages of a neuron
    double gain = 0;   ///< sum of |w| U/U_from within one tile
    double volts = 0;  ///< of a tile's part of the state, at most

    /// k = R_f/R: the one of least noise gains, or what keeps a stage within its full scale.
    [[nodiscard]] double ratio() const;
};
[[nodiscard]] StageNeeds stage_needs(const analog::Network& network, std::size_t bank);

/// Banks whose crossbars are cut along their driven lines get stages. Errors: HS-E267.
Diagnostics stage_tiles(analog::Network& network, const Target& target);

/// R and the capacitor across it, which keeps a stage calm; needs R_f.
Diagnostics size_stages(analog::Network& network, const Target& target);

/// The stages of a neuron over R, siemens.
[[nodiscard]] double stage_siemens(const analog::Network& network, std::size_t bank,
                                   std::size_t neuron);

/// Of a bank's stages as they were sized; 0 where there are none.
[[nodiscard]] inline double stage_noise_gain(const analog::Bank& bank) {
    return bank.stages ? bank.stages->noise_gain : 0;
}

/// 1 + R G of the stage with most cells, and what its output drives behind `rout_ohms`.
[[nodiscard]] double stage_noise_gain(const analog::Network& network, std::size_t bank,
                                      double rout_ohms);

}  // namespace hopspice::passes
