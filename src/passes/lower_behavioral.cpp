// Analog blocks -> ideal arithmetic sources and RC: the mathematics in SPICE, one volt per unit.
//   neuron      C || R to ground, each weight a VCCS into it, bias a current source
//   softmax     ideal bipolar devices (no base current, no resistance) that share a tail: a bounded
//               form, where a quotient of exponentials in B sources overflows or stalls
//   normalised  squares (or rectified states) add up as currents into 1 ohm, outputs are quotients
//   the others  one B source, exponentials bounded
//   tokens      a candidate's row adds up as a current into 1 ohm, or starts from f, times its
//               digital input of 0 or 1 V

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "passes/lower.h"
#include "passes/part_values.h"
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
constexpr double kLargestExponent = 60;
constexpr double kIdealSwitchOhms = 1e-2;
constexpr double kIdealLoadTaus = 14;  // h(0) within exp(-14) of its target at the release

class BehavioralLowering {
public:
    explicit BehavioralLowering(const Network& network) : network_(network), build_(circuit_) {}

    Lowered run() {
        set_timing();
        circuit_.models.push_back(circuit::switch_on_card(kIdealSwitchOhms));
        circuit_.models.push_back({"npn_ideal", "npn", {{"is", 1e-16}, {"bf", 1e9}}});
        add_token_inputs(network_, build_, layout_);
        layout_.banks.resize(network_.banks.size());
        for (std::size_t bank = 0; bank < network_.banks.size(); ++bank) {
            layout_.banks[bank].resize(network_.banks[bank].size);
            for (std::size_t neuron = 0; neuron < network_.banks[bank].size; ++neuron) {
                add_neuron(bank, neuron);
            }
            add_activation(bank);
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
        drop_unused_model();
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
        layout_.swing_limit_volts = 100 * network_.banks[0].state.magnitude();
        layout_.edge_s = 1e-3 * fastest * network_.time_unit_s;
        layout_.apply_s = 10 * layout_.edge_s;
        layout_.release_s = layout_.apply_s + kIdealLoadTaus * slowest * network_.time_unit_s;
    }

    void add_neuron(std::size_t index, std::size_t neuron) {
        const Bank& bank = network_.banks[index];
        const std::string name = neuron_name(index, neuron);
        NeuronLayout& layout = layout_.banks[index][neuron];
        layout.state = {name, 1, 0};
        layout.column = name;
        build_.group(neuron_comment(network_, index, neuron) + ": leak and state");
        build_.resistor("r" + name, name, "0", bank.feedback_ohms);
        build_.capacitor("c" + name, name, "0", bank.capacitor_farads[neuron]);
        if (bank.bias_siemens[neuron] != 0) {
            build_.current("i" + name + "_bias", "0", name,
                           bank.bias_siemens[neuron] * bank.reference_volts);
        }
        if (bank.initial) {
            add_initial(name, (*bank.initial)[neuron], layout);
        }
        if (index == 0 && network_.bias_input) {
            add_bias_input(name, layout);
        }
    }

    void add_initial(const std::string& name, double initial, NeuronLayout& layout) {
        layout.input_source = "vin_" + name;
        layout.control_source = "vctl_" + name;
        build_.voltage(layout.input_source, name + "_in", "0",
                       std::vector<double>{0, 0, layout_.apply_s, 0,
                                           layout_.apply_s + layout_.edge_s, initial});
        build_.voltage(
            layout.control_source, name + "_ctl", "0",
            std::vector<double>{0, 1, layout_.release_s, 1, layout_.release_s + layout_.edge_s, 0});
        build_.switch_between("s" + name, name + "_in", name, name + "_ctl", "0", "sw_on");
    }

    void add_bias_input(const std::string& name, NeuronLayout& layout) {
        layout.bias_source = "vbias_" + name;
        build_.voltage(
            layout.bias_source, name + "_bias", "0",
            std::vector<double>{0, 0, layout_.apply_s, 0, layout_.apply_s + layout_.edge_s, 0});
        build_.vccs_into("g" + name + "_bias", name, name + "_bias", network_.bias_input_siemens);
    }

    void add_activation(std::size_t index) {
        const Bank& bank = network_.banks[index];
        if (bank.is_softmax()) {
            add_softmax(index, bank.function.beta);
            return;
        }
        if (bank.is_normalised()) {
            return kinds::sums_to_one(bank.function) ? add_shares(index) : add_directions(index);
        }
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            const kinds::Single& single = *kinds::kind_of(bank.function).single();
            const double k = single.steepness == nullptr ? 1 : bank.function.*single.steepness;
            const std::string expression =
                single.formula(bank.function, fmt::format("v({})", name), fmt::format("{}", k));
            auto& lines = layout_.banks[index][neuron].lines;
            if (expression.empty()) {
                lines.push_back({name, 1});
                continue;
            }
            build_.group(neuron_comment(network_, index, neuron) + ": activation");
            build_.behavioral_voltage("b" + name, name + "_f", expression);
            lines.push_back({name + "_f", 1});
        }
    }

    void add_softmax(std::size_t index, double beta) {
        const Bank& bank = network_.banks[index];
        const std::string tail = fmt::format("e{}", index);
        const std::string supply = fmt::format("vc{}", index);
        build_.group(bank.name + ": softmax tail");
        build_.voltage("v" + supply, supply, "0", kIdealCollectorVolts);
        build_.current("i" + tail, tail, "0", kIdealTailAmperes);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            build_.group(neuron_comment(network_, index, neuron) + ": softmax");
            build_.vcvs("e" + name, name + "_b", name, "0", beta * kThermalVolts);
            build_.voltage("vs_" + name, supply, name + "_k", 0);
            build_.bjt("q" + name, name + "_k", name + "_b", tail, "npn_ideal", 1);
            build_.behavioral_voltage("b" + name, name + "_f",
                                      fmt::format("i(vs_{})*{}", name, 1 / kIdealTailAmperes));
            NeuronLayout& layout = layout_.banks[index][neuron];
            layout.lines.push_back({name + "_f", 1});
            layout.junction.base = name + "_b";
        }
    }

    /// A net whose volts are the amperes into it.
    std::string add_sum(const Bank& bank, const std::string& net, const std::string& what) {
        build_.group(bank.name + ": " + what);
        build_.resistor("r" + net, net, "0", 1);
        return net;
    }

    /// g = (v - mean)/divisor, divisor^2 = sum or mean of (v - mean)^2, plus eps.
    void add_directions(std::size_t index) {
        const Bank& bank = network_.banks[index];
        const bool centred = kinds::is_shift_invariant(bank.function);
        const double share = centred ? 1 / static_cast<double>(bank.size) : 1;
        const std::string tag = fmt::format("n{}", index);
        const std::string mean = centred ? add_sum(bank, tag + "_mean", "mean") : "";
        const std::string squares = add_sum(bank, tag + "_sum", "divisor");
        build_.behavioral_voltage("b" + tag, tag + "_div",
                                  fmt::format("sqrt(max(v({}),0)+{})", squares, bank.function.eps));
        // Which the divisor never is below: only the simulator's first guess is.
        const double least = std::sqrt(bank.function.eps);
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            const std::string from =
                centred ? fmt::format("v({},{})", name, mean) : fmt::format("v({})", name);
            build_.group(neuron_comment(network_, index, neuron) + ": activation");
            if (centred) {
                build_.vccs_into("g" + name + "_mean", mean, name, share);
            }
            build_.behavioral_current("b" + name + "_sum", "0", squares,
                                      fmt::format("{}*{}*{}", share, from, from));
            build_.behavioral_voltage("b" + name, name + "_f",
                                      fmt::format("{}/max(v({}_div),{})", from, tag, least));
            layout_.banks[index][neuron].lines.push_back({name + "_f", 1});
        }
    }

    /// f = r over its sum, r = max(1 + beta h, 0). Where the sum goes to 0, f jumps: below the
    /// floor it falls with it instead, or the simulator's iteration does not converge there.
    void add_shares(std::size_t index) {
        const Bank& bank = network_.banks[index];
        const std::string sum = add_sum(bank, fmt::format("n{}_sum", index), "divisor");
        for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
            const std::string name = neuron_name(index, neuron);
            build_.group(neuron_comment(network_, index, neuron) + ": activation");
            build_.behavioral_voltage("b" + name + "_r", name + "_r",
                                      fmt::format("max(1+{}*v({}),0)", bank.function.beta, name));
            build_.vccs_into("g" + name + "_sum", sum, name + "_r", 1);
            build_.behavioral_voltage(
                "b" + name, name + "_f",
                fmt::format("v({}_r)/max(v({}),{})", name, sum, kIdealSumFloor));
            layout_.banks[index][neuron].lines.push_back({name + "_f", 1});
        }
    }

    void add_crossbar(const analog::Crossbar& crossbar) {
        const std::string& from = network_.banks[crossbar.from].name;
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const std::string to = neuron_name(crossbar.to, row);
            build_.group(neuron_comment(network_, crossbar.to, row) + ": crossbar from " + from);
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    const auto& line = layout_.banks[crossbar.from][col].lines.front();
                    build_.vccs_into(fmt::format("g{}_{}", to, neuron_name(crossbar.from, col)), to,
                                     line.net, siemens);
                }
            }
        }
    }

    void group_candidate(std::size_t bank, std::size_t slot, std::size_t token, const char* what) {
        build_.group(
            fmt::format("{}, token {}: {}", neuron_comment(network_, bank, slot), token, what));
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
                    build_.vccs_into(fmt::format("g{}_{}", wire, neuron_name(crossbar.from, col)),
                                     wire, line.net, crossbar.siemens(row, col));
                }
            }
            build_.behavioral_current("b" + wire, "0", neuron_name(crossbar.to, slot),
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
                    const std::string to = neuron_name(crossbar.to, row);
                    build_.vccs_into(fmt::format("g{}_{}", to, wire), to, wire,
                                     crossbar.siemens(row, col));
                }
            }
        }
    }

    void drop_unused_model() {
        const bool used = std::ranges::any_of(network_.banks, &Bank::is_softmax);
        if (!used) {
            circuit_.models.pop_back();
        }
    }

    const Network& network_;
    circuit::Circuit circuit_;
    circuit::Builder build_;
    Layout layout_;
};

}  // namespace

Lowered lower_behavioral(const analog::Network& network, const Target& /*target*/) {
    return BehavioralLowering(network).run();
}

}  // namespace hopspice::passes
