// The crossbars of the op-amp level: a resistor per weight from a line to a column, in tiles where
// the target cuts them, by wires (crossbar_wires.h); candidate rows on wires of their own
// (token_rows.h).

#include "passes/crossbar_wires.h"
#include "passes/crossbars.h"
#include "passes/token_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace hopspice::passes {

namespace {

using analog::Bank;
using analog::Network;
using analog::Polarity;

class Crossbars {
public:
    explicit Crossbars(cells::Context& context)
        : context_(context), network_(context.network), build_(context.build), wires_(context) {}

    void add_wire_capacitors() { wires_.add_capacitors(); }

    void add(const analog::Crossbar& crossbar, std::size_t index) {
        tiles_ = analog::Tiles(crossbar.siemens, network_.tile);
        wires_.enter(crossbar, index);
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
            if (to.stages) {
                add_stages(crossbar, row);
            }
            begin(cells::crossbar_from(network_, crossbar.to, row, crossbar.from));
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    const analog::TilePlace tile = tiles_.of(row, col, siemens);
                    add_cell({name + "_" + cells::neuron_name(crossbar.from, col),
                              line(crossbar.from, col, cells::cell_polarity(to, siemens)),
                              to.stages ? stage_name(crossbar, row, tile.row) + "_c" : column,
                              siemens, tile});
                }
            }
        }
    }

    static std::string stage_name(const analog::Crossbar& crossbar, std::size_t neuron,
                                  std::size_t tile) {
        return fmt::format("{}_stage{}_{}", cells::neuron_name(crossbar.to, neuron), crossbar.from,
                           tile);
    }

    /// One per tile along the column of a neuron, and the resistors that sum them.
    void add_stages(const analog::Crossbar& crossbar, std::size_t neuron) {
        const analog::Stages& stages = *network_.banks[crossbar.to].stages;
        context_.group(crossbar.to, neuron, "stages of tiles");
        for (const std::size_t tile : tiles_.rows_of(crossbar.siemens, neuron)) {
            const std::string name = stage_name(crossbar, neuron, tile);
            build_.resistor("r1_" + name, name + "_c", name, stages.ohms);
            if (stages.farads > 0) {
                build_.capacitor("c1_" + name, name + "_c", name, stages.farads);
            }
            context_.amplifier(name, name + "_c", name,
                               crossbar.to == 0 ? context_.visible : context_.hidden);
            build_.resistor("r2_" + name, name, context_.layout.banks[crossbar.to][neuron].column,
                            stages.ohms);
        }
    }

    /// Of base lines and of the lines to the cascodes; the cells are there already.
    void add_steered_wires(const analog::Crossbar& crossbar) {
        for (std::size_t row = 0; row < crossbar.weights.rows && network_.wire_farads > 0; ++row) {
            for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                wires_.add_farads(cells::neuron_name(crossbar.from, col) + "_b",
                                  network_.wire_farads);
                wires_.add_farads(cells::neuron_name(crossbar.to, row) + "_l",
                                  network_.wire_farads);
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
            begin(cells::of_token(cells::crossbar_from(network_, crossbar.to, slot, crossbar.from),
                                  token));
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const double siemens = crossbar.siemens(row, col);
                if (siemens != 0) {
                    add_cell({candidate + "_" + cells::neuron_name(crossbar.from, col),
                              line(crossbar.from, col, cells::cell_polarity(to, siemens)), wire,
                              siemens, tiles_.of(row, col, siemens)});
                }
            }
            leave_tiles();
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
        begin(
            cells::of_token(cells::crossbar_to(network_, crossbar.from, slot, crossbar.to), token));
        leave_tiles();
        switch_wire(wire, line(crossbar.from, slot, polarity), slot, token);
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            const double siemens = crossbar.siemens(row, col);
            if (siemens != 0 && cells::cell_polarity(to, siemens) == polarity) {
                add_cell({cells::neuron_name(crossbar.to, row) + "_" + candidate, wire,
                          context_.layout.banks[crossbar.to][row].column, siemens,
                          tiles_.of(row, col, siemens)});
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

    /// What comes from here on is of that origin, cells of a tile each where there are several.
    void begin(const circuit::Origin& origin) {
        origin_ = origin;
        open_.reset();
        if (!tiles_.are_several()) {
            build_.group(origin_);
        }
    }

    /// What comes next is of the same origin and belongs to no tile.
    void leave_tiles() {
        if (tiles_.are_several()) {
            origin_.tile.clear();
            build_.group(origin_);
            open_.reset();
        }
    }

    void add_cell(const CellSpot& cell) {
        if (tiles_.are_several() && open_ != cell.tile) {
            origin_.tile = fmt::format("{}.{}", cell.tile.row, cell.tile.column);
            build_.group(origin_);
            open_ = cell.tile;
        }
        wires_.add_cell(cell);
    }

    cells::Context& context_;
    const Network& network_;
    circuit::Builder& build_;
    CrossbarWires wires_;
    analog::Tiles tiles_{{}, {}};
    circuit::Origin origin_;                 // of the cells that are being added
    std::optional<analog::TilePlace> open_;  // whose group is the last one
};

}  // namespace

void add_crossbars(cells::Context& context) {
    Crossbars crossbars(context);
    for (std::size_t index = 0; index < context.network.crossbars.size(); ++index) {
        crossbars.add(context.network.crossbars[index], index);
    }
    crossbars.add_wire_capacitors();
}

}  // namespace hopspice::passes
