#include "cells/cell.h"
#include "passes/current_mode.h"
#include "passes/passes.h"
#include "passes/steering.h"
#include "passes/tile_stages.h"
#include "support/rules.h"

#include <cmath>

namespace hopspice::passes {

namespace {

bool finite(const std::vector<double>& values) {
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return false;
        }
    }
    return true;
}

/// What must hold after every pass: shapes agree and every number is finite.
void verify_network(const analog::Network& network, std::string_view pass,
                    Diagnostics& diagnostics) {
    for (const analog::Bank& bank : network.banks) {
        const bool scaled = std::isfinite(bank.volts_per_unit) && bank.volts_per_unit > 0 &&
                            std::isfinite(bank.output_volts_per_unit) &&
                            bank.output_volts_per_unit > 0 && std::isfinite(bank.shift);
        if (!scaled || bank.bias.size() != bank.size || !finite(bank.bias) ||
            !finite(bank.bias_siemens) || !finite(bank.capacitor_farads)) {
            report(diagnostics, Rule::PassBroke, {}, pass, bank.name);
        }
    }
    for (const analog::Crossbar& crossbar : network.crossbars) {
        const std::size_t rows = network.banks[crossbar.to].size * crossbar.row_choices;
        const std::size_t cols = network.banks[crossbar.from].size * crossbar.col_choices;
        const bool shaped = crossbar.weights.rows == rows && crossbar.weights.cols == cols;
        if (!shaped || !finite(crossbar.weights.values) || !finite(crossbar.siemens.values)) {
            report(diagnostics, Rule::PassBroke, {}, pass,
                   network.banks[crossbar.to].name + ", crossbar");
        }
    }
}

}  // namespace

const std::vector<Pass>& pipeline() {
    static const std::vector<Pass> kPipeline = {
        // First: they change weights and biases, which everything else is computed from.
        {"drop-held-columns", drop_held_columns},
        {"steer-softmax", steer_softmax},
        {"offset-softmax", offset_softmax},
        // Needs the signs of the weights, for the lines that there are.
        {"stage-tiles", stage_tiles},
        // Needs the weights as they will be built, to trade visible against hidden noise gain.
        {"scale-voltages", scale_voltages},
        // Need volts per unit; fix the feedback resistors.
        {"choose-densities", choose_densities},
        {"map-conductances", map_conductances},
        // Needs the feedback resistors.
        {"size-stages", size_stages},
        // Needs the visible feedback resistor.
        {"size-tails", size_tails},
        // Needs the conductances of the lines.
        {"size-drivers", size_drivers},
        // Needs every conductance, as it should be: nobody sizes capacitors for the mismatch.
        {"set-time-constants", set_time_constants},
        // After everything was designed.
        {"perturb-conductances", perturb_conductances},
        {"perturb-capacitors", perturb_capacitors},
    };
    return kPipeline;
}

const std::vector<Pass>& current_mode_pipeline() {
    static const std::vector<Pass> kPipeline = {
        // First: refuses what the topology cannot build; the others compute with differences.
        {"centre-signals", centre_signals},
        // Needs the row sums; fixes the currents that everything else is sized for.
        {"size-currents", size_currents},
        // Needs the devices' currents, for what they load the crossbar with.
        {"balance-cells", balance_cells},
        // After the cells were balanced: nobody trims a circuit for its mismatch.
        {"perturb-cells", perturb_cells},
        // Needs areas and resistances; mismatch changes the devices' own capacitance only.
        {"set-node-capacitors", set_node_capacitors},
    };
    return kPipeline;
}

Result<analog::Network> run_pipeline(analog::Network network, const Target& target) {
    const auto& passes = is_current_mode(target) ? current_mode_pipeline() : pipeline();
    if (Diagnostics unknown = cells::verify_cells(network, target);
        !is_current_mode(target) && unknown.has_errors()) {
        return Unexpected{std::move(unknown)};
    }
    for (const Pass& pass : passes) {
        Diagnostics diagnostics = pass.run(network, target);
        if (!diagnostics.has_errors()) {  // a pass that refuses a network need not finish it
            verify_network(network, pass.name, diagnostics);
        }
        if (diagnostics.has_errors()) {
            return Unexpected{std::move(diagnostics)};
        }
    }
    return network;
}

}  // namespace hopspice::passes
