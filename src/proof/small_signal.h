#pragma once
// A bipolar current-mode netlist as read from its text: what its current sinks carry, which
// transistors follow, which share a tail, and the linear circuit that is left when every follower
// is put as its small-signal model. Everything is found by connection; names play no part.

#include "circuit/bipolar.h"
#include "circuit/circuit.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopspice::proof {

/// One emitter of a shared tail.
struct TailEmitter {
    std::string collector;
    std::string base;
    double area = 0;
};

struct SmallSignal {
    circuit::Circuit linear;              ///< no transistors, no current sources
    std::map<std::string, double> sinks;  ///< ampere out of a net into a sink of the bias line
    std::map<std::string, std::vector<TailEmitter>> tails;  ///< by net
    std::map<std::string, std::string> follower_of;         ///< base net, by emitter net
};

/// Conditions a linearisation is made for.
struct OperatingPoint {
    double kelvin = 300.15;
    double collector_volts = 0;  ///< reverse, of emitters on a tail
    double follower_volts = 0;   ///< reverse base-collector, of followers on a column
    double buffer_volts = 0;     ///< and of those on one of the nets `buffered`
    std::set<std::string> buffered;
    double switch_farads_per_metre = 0;
};

/// `sink` is the device of the current sinks. Empty where there is no bias generator to take
/// currents from.
[[nodiscard]] std::optional<SmallSignal> linearise(const circuit::Circuit& circuit,
                                                   const circuit::Bipolar& device,
                                                   const circuit::Bipolar& sink,
                                                   const OperatingPoint& point);

}  // namespace hopspice::proof
