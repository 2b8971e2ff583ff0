// The crossbars of the op-amp level: a resistor per weight from a line to a column, with segments
// of wire between them where wires resist; candidate rows on wires of their own (token_rows.h).

#include "passes/crossbars.h"
#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Network;
using analog::Polarity;

class Crossbars {
public:
    explicit Crossbars(cells::Context& context)
        : context_(context), network_(context.network), build_(context.build) {}

    /// Of lines and columns without wire resistance: all capacitance of a wire at its net.
    void add_wire_capacitors() {
        if (!lumped_farads_.empty()) {
            build_.group({.part = "crossbar wires"});
        }
        for (const auto& [net, farads] : lumped_farads_) {
            build_.capacitor("cw_" + net, net, "0", farads);
        }
    }

    void add(const analog::Crossbar& crossbar) {
        if (crossbar.steering) {
            add_steered_wires(crossbar);
        } else if (crossbar.row_choices > 1) {
            add_chosen_rows(crossbar);
        } else if (crossbar.col_choices > 1) {
            add_chosen_columns(crossbar);
        } else {
            add_crossbar(crossbar);
        }
    }

private:
    void add_crossbar(const analog::Crossbar& crossbar) {
        const Bank& to = network_.banks[crossbar.to];
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const std::string name = cells::neuron_name(crossbar.to, row);
            const std::string& column = context_.layout.banks[crossbar.to][row].column;
            build_.group(cells::crossbar_from(network_, crossbar.to, row, crossbar.from));
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    add_cell(name + "_" + cells::neuron_name(crossbar.from, col),
                             line(crossbar.from, col, cells::driver_polarity(to, siemens)), column,
                             siemens);
                }
            }
        }
    }

    /// Of base lines and of the lines to the cascodes; the cells are there already.
    void add_steered_wires(const analog::Crossbar& crossbar) {
        for (std::size_t row = 0; row < crossbar.weights.rows && network_.wire_farads > 0; ++row) {
            for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                lumped_farads_[cells::neuron_name(crossbar.from, col) + "_b"] +=
                    network_.wire_farads;
                lumped_farads_[cells::neuron_name(crossbar.to, row) + "_l"] += network_.wire_farads;
            }
        }
    }

    /// Between a candidate's wire and its neuron while the slot holds the token, else to ground.
    void switch_wire(const std::string& wire, const std::string& neuron, std::size_t slot,
                     std::size_t token) {
        using Closed = cells::Context::Closed;
        const std::string control = token_net(slot, token);
        context_.switch_between("ss_" + wire, neuron, wire, control, Closed::WhileHigh,
                                kSelectGate);
        context_.switch_between("sg_" + wire, wire, "0", control, Closed::WhileLow, kSelectGate);
    }

    void add_chosen_rows(const analog::Crossbar& crossbar) {
        const Bank& to = network_.banks[crossbar.to];
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const std::size_t slot = row / crossbar.row_choices;
            const std::size_t token = row % crossbar.row_choices;
            const std::string candidate = candidate_name(crossbar.to, slot, token);
            const std::string wire = candidate + "_in";
            build_.group(cells::of_token(
                cells::crossbar_from(network_, crossbar.to, slot, crossbar.from), token));
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    add_cell(candidate + "_" + cells::neuron_name(crossbar.from, col),
                             line(crossbar.from, col, cells::driver_polarity(to, siemens)), wire,
                             siemens);
                }
            }
            if (const double pad = pad_siemens(crossbar, slot, token); pad > 0) {
                build_.resistor("rp_" + wire, wire, "0", 1 / pad);
            }
            switch_wire(wire, context_.layout.banks[crossbar.to][slot].column, slot, token);
        }
    }

    void add_chosen_columns(const analog::Crossbar& crossbar) {
        for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
            for (const Polarity polarity : {Polarity::Positive, Polarity::Negative}) {
                if (cells::column_siemens(crossbar.siemens, network_.banks[crossbar.to], col,
                                          polarity) > 0) {
                    add_chosen_column(crossbar, col, polarity);
                }
            }
        }
    }

    /// The cells of a candidate that one line of its slot drives.
    void add_chosen_column(const analog::Crossbar& crossbar, std::size_t col, Polarity polarity) {
        const Bank& to = network_.banks[crossbar.to];
        const std::size_t slot = col / crossbar.col_choices;
        const std::size_t token = col % crossbar.col_choices;
        const std::string candidate = candidate_name(crossbar.from, slot, token);
        const std::string wire = candidate + (polarity == Polarity::Positive ? "_out" : "_outn");
        build_.group(
            cells::of_token(cells::crossbar_to(network_, crossbar.from, slot, crossbar.to), token));
        switch_wire(wire, line(crossbar.from, slot, polarity), slot, token);
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const double siemens = crossbar.siemens(row, col);
            if (siemens != 0 && cells::driver_polarity(to, siemens) == polarity) {
                add_cell(cells::neuron_name(crossbar.to, row) + "_" + candidate, wire,
                         context_.layout.banks[crossbar.to][row].column, siemens);
            }
        }
    }

    /// The net of a neuron's output of that polarity.
    [[nodiscard]] const std::string& line(std::size_t bank, std::size_t neuron, Polarity polarity) {
        const auto& lines = context_.layout.banks[bank][neuron].lines;
        return std::ranges::find_if(lines,
                                    [&](const Line& candidate) {
                                        return (candidate.volts_per_unit > 0) ==
                                               (polarity == Polarity::Positive);
                                    })
            ->net;
    }

    /// A cell from a line to a column; with wire resistance both run past it in segments.
    void add_cell(const std::string& cell, const std::string& line, const std::string& column,
                  double siemens) {
        using circuit::Role;
        const std::string name = "rw_" + cell;
        if (network_.wire_ohms == 0) {
            build_.as(Role::Cell).resistor(name, line, column, 1 / std::abs(siemens));
            if (network_.wire_farads > 0) {
                lumped_farads_[line] += network_.wire_farads;
                lumped_farads_[column] += network_.wire_farads;
            }
            return;
        }
        std::string& row_end = wire_end_[line];
        std::string& column_end = wire_end_[column];
        const std::string row_net = name + "_r";
        const std::string column_net = name + "_c";
        build_.as(Role::Wire)
            .resistor(name + "_wr", row_end.empty() ? line : row_end, row_net, network_.wire_ohms);
        build_.as(Role::Cell).resistor(name, row_net, column_net, 1 / std::abs(siemens));
        build_.as(Role::Wire)
            .resistor(name + "_wc", column_end.empty() ? column : column_end, column_net,
                      network_.wire_ohms);
        row_end = row_net;
        column_end = column_net;
        if (network_.wire_farads > 0) {
            build_.capacitor("cw_" + cell + "_r", row_net, "0", network_.wire_farads);
            build_.capacitor("cw_" + cell + "_c", column_net, "0", network_.wire_farads);
        }
    }

    cells::Context& context_;
    const Network& network_;
    circuit::Builder& build_;
    std::map<std::string, std::string> wire_end_;  // far end of each line and column so far
    std::map<std::string, double> lumped_farads_;  // of each line and column
};

}  // namespace

void add_crossbars(cells::Context& context) {
    Crossbars crossbars(context);
    for (const analog::Crossbar& crossbar : context.network.crossbars) {
        crossbars.add(crossbar);
    }
    crossbars.add_wire_capacitors();
}

}  // namespace hopspice::passes
