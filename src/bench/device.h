#pragma once
// A device on the bench: what is common to all of them.

#include "bench/simulate.h"
#include "circuit/builder.h"

#include <hopspice/target.h>

#include <string>
#include <vector>

namespace hopspice::bench {

/// What is measured: a device of a target's kit, of its libraries, or a built-in card.
struct Device {
    std::string name;
    std::string type;       ///< `npn`, `pnp`, `nmos`, `pmos`
    double amperes = 0;     ///< bipolar: of one emitter where it is used
    double shortest = 0;    ///< channel, m
    double most_volts = 0;  ///< from drain to source
    double most_gate = 0;   ///< from gate to source

    /// What voltages and currents are multiplied by.
    [[nodiscard]] double sign() const { return type == "npn" || type == "nmos" ? 1 : -1; }
};

/// A circuit with the target's libraries, or the built-in card, in a group of its own.
[[nodiscard]] circuit::Circuit device_circuit(const Device& device, const Target& target,
                                              const std::string& part);

/// Sources at terminals, each its own net. All of them begin at 0, where no simulator has trouble
/// with its operating point, and go to what they begin with in half of `start_s`; times are counted
/// from there on.
class Terminals {
public:
    Terminals(circuit::Circuit& circuit, double sign, double start_s)
        : circuit_(&circuit), sign_(sign), start_(start_s) {}

    /// A net of that name, held at a voltage or led along corners `{0, V, s, V, ...}`, all of the
    /// device's sign.
    std::string hold(const std::string& net, double volts);
    std::string lead(const std::string& net, const std::vector<double>& pwl);
    /// A current that is drawn out of a net of that name.
    std::string draw(const std::string& net, double amperes);
    std::string draw(const std::string& net, const std::vector<double>& pwl);
    /// A net that follows another.
    std::string follow(const std::string& net, const std::string& other);

private:
    [[nodiscard]] std::vector<double> corners(const std::vector<double>& pwl) const;

    circuit::Circuit* circuit_;
    double sign_;
    double start_;  // s
};

/// What was saved: currents into the device from terminals, and voltages, of the device's sign.
class Trace {
public:
    Trace(wave::Waveform waveform, double sign, double start_s)
        : waveform_(std::move(waveform)), sign_(sign), start_(start_s) {}

    /// Volt, of a saved net.
    [[nodiscard]] double volts(const std::string& net, double time_s) const;
    /// Ampere into the device from a net that a source holds.
    [[nodiscard]] double amperes(const std::string& net, double time_s) const;
    /// When the current passes a level.
    [[nodiscard]] std::optional<double> when(const std::string& net, double amperes, double from_s,
                                             double to_s) const;

private:
    [[nodiscard]] std::size_t column(const std::string& signal) const;

    wave::Waveform waveform_;
    double sign_;
    double start_;  // s
};

/// Nets of which voltages, and of which sources' currents, are saved.
struct Saved {
    std::vector<std::string> volts;
    std::vector<std::string> amperes;
};

/// One transient.
struct TraceRun {
    circuit::Circuit circuit;
    Saved saved;
    double start_s = 0;  ///< as the circuit's terminals have it
    double stop_s = 0;   ///< from there on
    double steps = 0;    ///< from there to the end, at least
    double temperature_c = 27;
};
/// Errors: HS-E4xx.
[[nodiscard]] Result<Trace> trace(const TraceRun& run, double sign, const Simulator& simulator);

}  // namespace hopspice::bench
