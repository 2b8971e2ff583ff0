#pragma once
// What cells of junction devices share: attenuators in front of bases, copies of a tail's current,
// transimpedance amplifiers behind collectors, and how these are read back.

#include "analog/network.h"
#include "cells/context.h"
#include "cells/judgement.h"
#include "cells/reading.h"

#include <cstddef>
#include <string>

namespace hopspice::cells {

inline constexpr double kAttenuatorOhms = 300;  ///< source resistance at a base
inline constexpr double kJunctionVolts = 0.7;   ///< base to emitter at the current of a tail

inline constexpr double kSinkArea = 8;       ///< um2, of the transistors that make tail currents
inline constexpr double kSenseVolts = 0.15;  ///< the reference's collector is this below ground

/// Lowest voltage between collector and emitter of a tail's current source.
inline constexpr double kSinkDropVolts = 0.2;

/// Across the emitter resistor of a tail: as little as a good copy takes, or as much as lifts its
/// base line to where the amplifier that drives it can reach, volt.
[[nodiscard]] double sink_volts(const Target& target);

/// The lowest a tail may go, its current still what it is, volt.
[[nodiscard]] double lowest_tail_volts(const Target& target);

/// Volts at the base of a junction device per model unit of x.
[[nodiscard]] double base_volts_per_unit(const analog::Bank& bank);

/// Volts at the base of a junction device per volt of the integrator's output; at most 0.9.
[[nodiscard]] double attenuation(const analog::Bank& bank);

/// U for a bank of exponentials of beta x: as many volts as tell f apart, or as the base needs.
[[nodiscard]] double junction_volts_per_unit(const analog::Bank& bank, double state_volts);

/// R_a to the base and R_b from there to a fixed voltage, in series: what the integrator drives.
[[nodiscard]] double attenuator_siemens(const analog::Network& network, std::size_t index,
                                        std::size_t neuron);

/// Builds the parts of one bank.
class JunctionParts {
public:
    /// `full_scale_volts` is what a line has at the full-scale current. Sinks have kSinkArea, or
    /// as much as their current needs at `sink_density` A/um2.
    JunctionParts(Context& context, std::size_t index, double full_scale_volts,
                  double sink_density = 0)
        : context_(context),
          build_(context.build),
          bank_(context.network.banks[index]),
          index_(index),
          full_scale_volts_(full_scale_volts),
          sink_density_(sink_density) {}

    /// Emitter area: accuracy wants it large, the tail node's slewing wants it small.
    /// Source: I_T/(K A C_je) must exceed the slew of the base voltages.
    [[nodiscard]] double device_area(double tail, std::size_t devices, double base_volts) const;

    /// R_a from the integrator to the base, R_b from there to `low`: the base sees k of the signal.
    void add_attenuator(const std::string& neuron, const std::string& base, const std::string& low);

    /// The reference device's collector is held below ground by an amplifier that drives the base
    /// line: its current is the same whatever its current gain. It drives it through a follower
    /// whose collector is ground, above which the line then cannot rise: there the reference device
    /// would conduct from base to collector, and the loop would hold itself at the positive rail.
    void add_sink_reference(double amperes, std::size_t sinks);

    /// Sink `k` of the bank: a copy of the reference's current out of `net`.
    void add_sink(std::size_t k, const std::string& net, double amperes);

    /// How the full-scale current of a sink is read back.
    [[nodiscard]] circuit::JunctionPath sink_path(std::size_t k) const;

    /// Collector current into a line: out = R I_c - R I_offset.
    void add_transimpedance(const std::string& tag, const std::string& collector, double amperes,
                            double area, double offset_amperes);

private:
    void add_sink_line(const std::string& tag, double amperes, std::size_t sinks);
    void add_sink_damping(const std::string& tag, double amperes, std::size_t sinks);
    [[nodiscard]] std::string sink_resistor(std::size_t k) const;
    [[nodiscard]] double sink_area(double amperes) const;

    Context& context_;
    circuit::Builder& build_;
    const analog::Bank& bank_;
    std::size_t index_;
    double full_scale_volts_;
    double sink_density_;
};

/// The amplifier behind the base line of a bank's tails must reach above the negative rail, and the
/// lowest of its tails, `lowest_base` less a junction, must stay above their sources.
/// `asked_base`: the lowest that queries have; where that suffices, others are a risk.
void judge_sinks(Judgement& judgement, double lowest_base, double asked_base,
                 const std::string& meaning);

/// Volts at the base per model unit against those of the function.
void read_base(Reading& reading, const circuit::NeuronLayout& neuron);

/// A line that a transimpedance amplifier makes of the current of `device`: its full scale, and
/// `without_current`, which f is while the device is off.
void read_line(Reading& reading, const circuit::NeuronLayout& neuron, const circuit::Line& line,
               const std::string& device, double without_current);

/// Every native line of an exponential bank.
void read_exponential_lines(Reading& reading);

}  // namespace hopspice::cells
