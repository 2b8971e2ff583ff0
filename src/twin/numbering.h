#pragma once
// Which voltages and currents of a circuit are unknowns, and which equation each node's current
// goes into.
//
// Ideal voltage sources hang nodes on each other: a node's voltage is that of its root and the
// sources on the way there. The root is ground (the node is known) or has a column. What leaves a
// node enters the equation of its root and, for each source on the way whose current is asked for,
// the equation of that current. A controlled source whose other end is known takes the place of the
// equation of the root that it holds.

#include "twin/elements.h"

#include <hopspice/result.h>

#include <span>
#include <vector>

namespace hopspice::twin {

/// How a node hangs on its parent: v = v(parent) + sign * volts of the source.
struct Link {
    Node parent = 0;
    Index voltage = kNone;  ///< of Elements::voltages; kNone: the node is a root
    double sign = 1;
};

/// Where an element that gives a voltage has its equation, and its current: kNone, not an unknown.
struct Held {
    Index row = kNone;
    Index column = kNone;
};

struct Numbering {
    std::size_t unknowns = 0;
    std::size_t outputs = 0;     ///< rows behind those of the unknowns: currents that are reported
    std::vector<Index> column;   ///< of a node's root; kNone: it is known
    std::vector<Index> row;      ///< of a node's root; kNone: known, or held by a controlled source
    std::vector<Index> load;     ///< output row of what leaves the root, kNone: nobody asks
    std::vector<Link> links;     ///< by node
    std::vector<Index> current;  ///< by voltage source: row of its current, and column
    std::vector<Held> vcvs;
    std::vector<Held> behavioral;
    std::vector<Index> pole;  ///< by amplifier: row and column of its equation

    /// The row of each equation that a current which leaves `node` enters, and its sign there.
    template <typename Visit>
    void for_rows(Node node, const Visit& visit) const {
        if (row[node] != kNone) {
            visit(row[node], 1.0);
        }
        if (load[node] != kNone) {
            visit(load[node], 1.0);
        }
        for_links(node, [&](Index voltage, double sign) {
            if (current[voltage] != kNone) {
                visit(current[voltage], sign);
            }
        });
    }

    /// The sources between a node and its root, and their signs.
    template <typename Visit>
    void for_links(Node node, const Visit& visit) const {
        while (links[node].voltage != kNone) {
            visit(links[node].voltage, links[node].sign);
            node = links[node].parent;
        }
    }

    [[nodiscard]] bool is_known(Node node) const { return column[node] == kNone; }
};

/// `reported`: the voltage sources whose currents are asked for. Nodes from `first_inner` on are
/// inside of devices. Errors: HS-E410 for sources in a loop, and amplifiers whose supplies are no
/// sources.
[[nodiscard]] Result<Numbering> number(const Elements& elements, std::size_t first_inner,
                                       std::span<const Index> reported);

}  // namespace hopspice::twin
