#include "passes/crossbar_wires.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::passes {

using circuit::Role;

void CrossbarWires::enter(const analog::Crossbar& crossbar, std::size_t index) {
    crossbar_ = &crossbar;
    index_ = index;
    staged_ = context_.network.banks[crossbar.to].stages.has_value();
    cut_ = analog::Tiles(crossbar.siemens, context_.network.tile).are_several();
}

const std::string& CrossbarWires::edge_of(const std::string& net, std::size_t tile,
                                          std::size_t other, std::size_t passed) {
    if (tile == 0) {
        return edges_[{net, index_, 0}] = net;
    }
    std::string& edge = edges_[{net, index_, tile}];
    if (!edge.empty()) {
        return edge;
    }
    const TileSpec& size = context_.network.tile;
    const std::string before = edge_of(net, tile - 1, other, passed);
    edge = before;
    if (size.trunk_resistance > 0) {
        edge = fmt::format("{}_tile{}_{}", net, other, tile);
        context_.build.as(Role::Wire)
            .resistor("rt_" + edge, before, edge,
                      size.trunk_resistance * static_cast<double>(passed));
    }
    if (size.trunk_capacitance > 0) {
        add_farads(edge, size.trunk_capacitance * static_cast<double>(passed));
    }
    return edge;
}

/// What is not cut is one wire past the cells of all crossbars on it.
std::string& CrossbarWires::end_of(const std::string& net, const std::string& edge,
                                   std::size_t tile) {
    std::string& end = ends_[cut_ ? Wire{net, index_ + 1, tile} : Wire{net, 0, 0}];
    if (end.empty()) {
        end = edge;
    }
    return end;
}

void CrossbarWires::add_cell(const CellSpot& cell) {
    const analog::Network& network = context_.network;
    const TileSpec& size = network.tile;
    circuit::Builder& build = context_.build;
    const std::string name = "rw_" + cell.name;
    const std::string line = edge_of(cell.line, cell.tile.column, crossbar_->to, size.columns);
    const std::string column =
        staged_ ? cell.column : edge_of(cell.column, cell.tile.row, crossbar_->from, size.rows);
    if (network.wire_ohms == 0) {
        build.as(Role::Cell).resistor(name, line, column, 1 / std::abs(cell.siemens));
        if (network.wire_farads > 0) {
            add_farads(line, network.wire_farads);
            add_farads(column, network.wire_farads);
        }
        return;
    }
    std::string& line_end = end_of(cell.line, line, cell.tile.column);
    std::string& column_end = end_of(cell.column, column, cell.tile.row);
    const std::string row_net = name + "_r";
    const std::string column_net = name + "_c";
    build.as(Role::Wire).resistor(name + "_wr", line_end, row_net, network.wire_ohms);
    build.as(Role::Cell).resistor(name, row_net, column_net, 1 / std::abs(cell.siemens));
    build.as(Role::Wire).resistor(name + "_wc", column_end, column_net, network.wire_ohms);
    line_end = row_net;
    column_end = column_net;
    if (network.wire_farads > 0) {
        build.capacitor("cw_" + cell.name + "_r", row_net, "0", network.wire_farads);
        build.capacitor("cw_" + cell.name + "_c", column_net, "0", network.wire_farads);
    }
}

void CrossbarWires::add_capacitors() {
    if (!lumped_farads_.empty()) {
        context_.build.group({.part = "crossbar wires"});
    }
    for (const auto& [net, farads] : lumped_farads_) {
        context_.build.capacitor("cw_" + net, net, "0", farads);
    }
}

}  // namespace hopspice::passes
