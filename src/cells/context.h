#pragma once
// What the lowering and the cells share: the circuit being built, its layout, the amplifier, rails
// per power domain, and the figures of the junction devices.

#include "analog/network.h"
#include "cells/values.h"
#include "circuit/builder.h"
#include "circuit/layout.h"
#include "circuit/parts.h"

#include <string>

namespace hopspice::cells {

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

struct Context {
    Context(const analog::Network& network_, const Target& target_);

    /// An amplifier with its inverting input at `summing`, the other one grounded (through its
    /// offset, where the target has one) or at `plus`: the user's, where the target names one.
    void amplifier(const std::string& name, const std::string& summing, const std::string& out,
                   const Rails& rails, const std::string& plus = "0");

    /// The amplifier of an integrator, whose output is the net `name`: with current feedback where
    /// the target says so.
    void neuron_amplifier(const std::string& name, const std::string& summing, const Rails& rails);

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

    /// Elements from here on belong to a part of a neuron.
    void group(std::size_t bank, std::size_t neuron, const std::string& part);

    /// A native output line of a neuron, v = volts_per_unit * f.
    void add_line(std::size_t bank, std::size_t neuron, const std::string& net,
                  double volts_per_unit);

    /// A model that is there once, whoever needs it.
    void add_model(const circuit::ModelCard& card);

    /// The libraries of the target, what they define, and the built-in cards that they do not.
    void add_libraries();

    /// Capacitance across a resistor from a virtual ground that keeps its amplifier stable.
    [[nodiscard]] double damping_farads(double ohms, double node_farads) const;

    const analog::Network& network;
    const Target& target;
    circuit::Circuit circuit;
    circuit::Builder build;
    circuit::Layout layout;
    DeviceFigures bjt;
    std::string diode;
    Rails visible{"vdd_v", "vss_v"};
    Rails hidden{"vdd_h", "vss_h"};
    Rails activation{"vdd_a", "vss_a"};

private:
    struct AmplifierNets {
        const std::string& name;
        const std::string& summing;
        const std::string& out;
        const Rails& rails;
        const std::string& plus;
    };
    void add_amplifier(const AmplifierNets& place, const std::string& macromodel);
};

}  // namespace hopspice::cells
