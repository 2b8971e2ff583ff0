// Analog blocks -> ideal arithmetic sources and RC: the mathematics in SPICE, one volt per unit.
//   neuron      C || R to ground, each weight a VCCS into it, bias a current source
//   activation  says the cell
//   tokens      a candidate's row adds up as a current into 1 ohm, or starts from f, times its
//               digital input of 0 or 1 V

#include "cells/cell.h"
#include "circuit/builder.h"
#include "circuit/parts.h"
#include "passes/lower.h"

#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Network;

constexpr double kIdealTailAmperes = 1e-3;
constexpr double kIdealCollectorVolts = 50;
constexpr double kIdealSwitchOhms = 1e-2;
constexpr double kIdealLeakOhms = 1e9;  // nothing else may be on the net
constexpr double kIdealLoadTaus = 14;   // h(0) within exp(-14) of its target at the release

class BehavioralLowering {
public:
    BehavioralLowering(const Network& network, const Target& target)
        : network_(network),
          context_(network, target),
          circuit_(context_.circuit),
          build_(context_.build),
          layout_(context_.layout) {}

    Lowered run() {
        set_timing();
        circuit_.models.push_back(circuit::switch_on_card(kIdealSwitchOhms));
        add_token_inputs(network_, build_, layout_);
        layout_.banks.resize(network_.banks.size());
        for (std::size_t bank = 0; bank < network_.banks.size(); ++bank) {
            layout_.banks[bank].resize(network_.banks[bank].size);
            for (std::size_t neuron = 0; neuron < network_.banks[bank].size; ++neuron) {
                add_neuron(bank, neuron);
            }
            cells::build_ideal(context_, bank);
        }
        for (const analog::Crossbar& crossbar : network_.crossbars) {
            if (crossbar.row_choices > 1) {
                add_chosen_rows(crossbar);
            } else if (crossbar.col_choices > 1) {
                add_chosen_columns(crossbar);
            } else {
                add_crossbar(crossbar);
            }
        }
        return {std::move(circuit_), std::move(layout_)};
    }

private:
    void set_timing() {
        double slowest = 0;
        double fastest = network_.banks[0].tau;
        for (std::size_t bank = 1; bank < network_.banks.size(); ++bank) {
            if (bank == network_.readout_bank) {
                continue;
            }
            slowest = std::max(slowest, network_.banks[bank].tau);
            fastest = std::min(fastest, network_.banks[bank].tau);
        }
        // Ideal sources have no rails: what passes a hundred times the range has diverged.
        const Bank& visible = network_.banks[0];
        layout_.swing_limit_volts =
            100 * visible.volts_per_unit *
            std::max(visible.state.high - visible.shift, visible.shift - visible.state.low);
        layout_.edge_s =
            std::max(1e-3 * fastest, kLeastEdgeTaus * visible.tau) * network_.time_unit_s;
        layout_.apply_s = 10 * layout_.edge_s;
        // The visible neurons' own load takes a millionth of tau_v.
        layout_.release_s =
            layout_.apply_s +
            std::max(kIdealLoadTaus * slowest * network_.time_unit_s, kLoadEdges * layout_.edge_s);
    }

    void add_neuron(std::size_t index, std::size_t neuron) {
        const Bank& bank = network_.banks[index];
        const std::string name = cells::neuron_name(index, neuron);
        NeuronLayout& layout = layout_.banks[index][neuron];
        layout.state = {name, bank.volts_per_unit, bank.shift};
        layout.input_volts_per_unit = bank.volts_per_unit;
        layout.input_shift = bank.shift;
        if (bank.is_held(neuron)) {
            layout.held = true;
            context_.group(index, neuron, "held line");
            build_.resistor("r" + name, name + "_in", name, kIdealSwitchOhms);
            build_.resistor("rl_" + name, name, "0", kIdealLeakOhms);
            return add_input(name, bank.volts_per_unit * ((*bank.initial)[neuron] - bank.shift),
                             layout);
        }
        layout.column = name;
        context_.group(index, neuron, "leak and state");
        build_.resistor("r" + name, name, "0", bank.feedback_ohms);
        build_.capacitor("c" + name, name, "0", bank.capacitor_farads[neuron]);
        if (bank.bias_siemens[neuron] != 0) {
            build_.current("i" + name + "_bias", "0", name,
                           bank.bias_siemens[neuron] * bank.reference_volts);
        }
        if (bank.initial) {
            add_initial(name, bank.volts_per_unit * ((*bank.initial)[neuron] - bank.shift), layout);
        }
        if (index == 0 && network_.bias_input) {
            add_bias_input(name, layout);
        }
    }

    void add_initial(const std::string& name, double initial, NeuronLayout& layout) {
        layout.control_source = "vctl_" + name;
        add_input(name, initial, layout);
        build_.voltage(
            layout.control_source, name + "_ctl", "0",
            std::vector<double>{0, 1, layout_.release_s, 1, layout_.release_s + layout_.edge_s, 0});
        build_.switch_between("s" + name, name + "_in", name, name + "_ctl", "0", "sw_on");
    }

    void add_input(const std::string& name, double initial, NeuronLayout& layout) {
        layout.input_source = "vin_" + name;
        build_.voltage(layout.input_source, name + "_in", "0",
                       std::vector<double>{0, 0, layout_.apply_s, 0,
                                           layout_.apply_s + layout_.edge_s, initial});
    }

    void add_bias_input(const std::string& name, NeuronLayout& layout) {
        layout.bias_source = "vbias_" + name;
        build_.voltage(
            layout.bias_source, name + "_bias", "0",
            std::vector<double>{0, 0, layout_.apply_s, 0, layout_.apply_s + layout_.edge_s, 0});
        build_.vccs_into("g" + name + "_bias", name, name + "_bias", network_.bias_input_siemens);
    }

    void add_crossbar(const analog::Crossbar& crossbar) {
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const std::string to = cells::neuron_name(crossbar.to, row);
            build_.group(cells::crossbar_from(network_, crossbar.to, row, crossbar.from));
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    const auto& line = layout_.banks[crossbar.from][col].lines.front();
                    build_.vccs_into(
                        fmt::format("g{}_{}", to, cells::neuron_name(crossbar.from, col)), to,
                        line.net, siemens);
                }
            }
        }
    }

    void group_candidate(std::size_t bank, std::size_t slot, std::size_t token, const char* what) {
        build_.group(cells::of_token(cells::neuron_part(network_, bank, slot, what), token));
    }

    /// Into slots: each candidate's current, of which the chosen one flows on.
    void add_chosen_rows(const analog::Crossbar& crossbar) {
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const std::size_t slot = row / crossbar.row_choices;
            const std::size_t token = row % crossbar.row_choices;
            if (slot_is_empty(crossbar.siemens, row)) {
                continue;
            }
            const std::string wire = candidate_name(crossbar.to, slot, token) + "_in";
            group_candidate(crossbar.to, slot, token, "its inputs");
            build_.resistor("r" + wire, wire, "0", 1);
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                if (crossbar.siemens(row, col) != 0) {
                    const auto& line = layout_.banks[crossbar.from][col].lines.front();
                    build_.vccs_into(
                        fmt::format("g{}_{}", wire, cells::neuron_name(crossbar.from, col)), wire,
                        line.net, crossbar.siemens(row, col));
                }
            }
            build_.behavioral_current("b" + wire, "0", cells::neuron_name(crossbar.to, slot),
                                      fmt::format("v({})*v({})", token_net(slot, token), wire));
        }
    }

    static bool slot_is_empty(const Matrix& siemens, std::size_t row) {
        const auto first = siemens.values.begin() + static_cast<std::ptrdiff_t>(row * siemens.cols);
        return std::all_of(first, first + static_cast<std::ptrdiff_t>(siemens.cols),
                           [](double value) { return value == 0; });
    }

    /// Out of slots: f where the candidate is chosen, else 0.
    void add_chosen_columns(const analog::Crossbar& crossbar) {
        for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
            const std::size_t slot = col / crossbar.col_choices;
            const std::size_t token = col % crossbar.col_choices;
            const std::string wire = candidate_name(crossbar.from, slot, token) + "_out";
            const auto& line = layout_.banks[crossbar.from][slot].lines.front();
            group_candidate(crossbar.from, slot, token, "its outputs");
            build_.behavioral_voltage("b" + wire, wire,
                                      fmt::format("v({})*v({})", token_net(slot, token), line.net));
            for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
                if (crossbar.siemens(row, col) != 0) {
                    const std::string to = cells::neuron_name(crossbar.to, row);
                    build_.vccs_into(fmt::format("g{}_{}", to, wire), to, wire,
                                     crossbar.siemens(row, col));
                }
            }
        }
    }

    const Network& network_;
    cells::Context context_;
    circuit::Circuit& circuit_;
    circuit::Builder& build_;
    Layout& layout_;
};

}  // namespace

Lowered lower_behavioral(const analog::Network& network, const Target& target) {
    return BehavioralLowering(network, target).run();
}

}  // namespace hopspice::passes
