#pragma once
// The wires of crossbars: within an array a line and a column run past its cells; to the arrays of
// a crossbar that is cut they come by trunks.
//
//   driven line of an array     its trunk --r-- cell --r-- cell ...
//   column of an array          its trunk --r-- cell --r-- cell ...
//   trunk of a line             line --R-- edge of the second array along it --R-- third ...
//   column with a stage         its stage --r-- cell --r-- cell ... (tile_stages.h)
//   trunk of a column           virtual ground --R-- second array --R-- third ...
//
// r per cell, R trunk_resistance times the lines of an array that it passes. Without resistance a
// wire is the net it starts from, with all of its capacitance there.

#include "analog/tiles.h"
#include "cells/context.h"

#include <compare>
#include <cstddef>
#include <map>
#include <string>

namespace hopspice::passes {

/// A cell and what it joins.
struct CellSpot {
    std::string name;  ///< of the neurons at both ends
    std::string line;  ///< net
    std::string column;
    double siemens = 0;  ///< signed
    analog::TilePlace tile = {};
};

class CrossbarWires {
public:
    explicit CrossbarWires(cells::Context& context) : context_(context) {}

    /// Cells from here on are of that crossbar of the network.
    void enter(const analog::Crossbar& crossbar, std::size_t index);

    /// A cell from a line to a column, with the wires that lead to it.
    void add_cell(const CellSpot& cell);

    /// A wire's capacitance that is at its net.
    void add_farads(const std::string& net, double farads) { lumped_farads_[net] += farads; }

    /// Of all nets; the last elements of the circuit's crossbars.
    void add_capacitors();

private:
    /// A line or a column within one array.
    struct Wire {
        std::string net;
        std::size_t crossbar = 0;
        std::size_t tile = 0;
        auto operator<=>(const Wire&) const = default;
    };

    /// The net at which a wire enters array `tile` along it; `passed` lines are in every array.
    const std::string& edge_of(const std::string& net, std::size_t tile, std::size_t other,
                               std::size_t passed);
    /// The net behind the cells of a wire so far.
    std::string& end_of(const std::string& net, const std::string& edge, std::size_t tile);

    cells::Context& context_;
    const analog::Crossbar* crossbar_ = nullptr;
    std::size_t index_ = 0;
    bool cut_ = false;
    bool staged_ = false;  ///< columns begin at the stage of their array
    std::map<Wire, std::string> edges_;
    std::map<Wire, std::string> ends_;
    std::map<std::string, double> lumped_farads_;
};

}  // namespace hopspice::passes
