#pragma once
// What the op-amp level lowering and its activation blocks share: the circuit being built, the
// amplifier, rails per power domain, and the figures of the junction devices.

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "passes/lower.h"
#include "passes/part_values.h"
#include "passes/passes.h"

#include <string>

namespace hopspice::passes {

/// The supply rails of one power domain.
struct Rails {
    std::string vdd;
    std::string vss;
};

/// What sizing needs to know of the bipolar device, per um2 of emitter.
struct DeviceFigures {
    std::string model;
    double current_gain = 150;
    double emitter_farads = 4e-15;
    double collector_farads = 7e-15;  ///< base-collector and collector-substrate
    [[nodiscard]] double alpha() const { return current_gain / (current_gain + 1); }
};

struct OpampContext {
    OpampContext(const analog::Network& network_, const Target& target_);

    /// An amplifier with its inverting input at `summing`, the other one grounded (through its
    /// offset, where the target has one) or at `plus`: the user's, where the target names one.
    void amplifier(const std::string& name, const std::string& summing, const std::string& out,
                   const Rails& rails, const std::string& plus = "0");

    /// A switch between two nets, closed while a control net is high or low. The complement of a
    /// control, where switches are transmission gates, is made by `add_complement`; `gate` is their
    /// subcircuit.
    enum class Closed { WhileHigh, WhileLow };
    void switch_between(const std::string& name, const std::string& a, const std::string& b,
                        const std::string& control, Closed closed,
                        const std::string& gate = "hs_switch");
    void add_complement(const std::string& control);

    [[nodiscard]] bool transistors() const { return target.level == Level::Transistor; }

    /// Precision rectifiers of gain -1: out = max(0, -in), or min(0, -in).
    enum class Passes { NegativeInput, PositiveInput };
    void rectifier(const std::string& in, const std::string& out, Passes side);

    /// out = (xp - xn)(yp - yn)/1 V.
    struct Factor {
        std::string plus = "0";
        std::string minus = "0";
    };
    void multiplier(const std::string& out, const Factor& x, const Factor& y);

    /// The libraries of the target, what they define, and the built-in cards that they do not.
    void add_libraries();

    /// Capacitance across a resistor from a virtual ground that keeps its amplifier stable.
    [[nodiscard]] double damping_farads(double ohms, double node_farads) const;

    const analog::Network& network;
    const Target& target;
    circuit::Circuit circuit;
    circuit::Builder build;
    Layout layout;
    DeviceFigures bjt;
    std::string diode;
    Rails visible{"vdd_v", "vss_v"};
    Rails hidden{"vdd_h", "vss_h"};
    Rails activation{"vdd_a", "vss_a"};
};

/// Builds the activation blocks of a bank; fills `lines` (native ones) and `junction` of its
/// layout.
void add_activations(OpampContext& context, std::size_t bank);

/// The same of a bank that normalises its outputs together: spherical, layernorm, epanechnikov.
void add_normaliser(OpampContext& context, std::size_t bank);

/// Every crossbar of the network, between lines and columns that are there.
void add_crossbars(OpampContext& context);

}  // namespace hopspice::passes
