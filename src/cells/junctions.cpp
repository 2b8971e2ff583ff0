#include "cells/junctions.h"

#include "kinds/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::cells {

namespace {

constexpr double kLargestAttenuation = 0.9;
constexpr double kPairRoom = 0.05;           // of a tail of a pair
constexpr double kHighestPairVolts = -0.05;  // where its bases rest
constexpr double kLeastSinkVolts = 0.2;
constexpr double kHotJunctionVolts = 0.5;  // at 125 C
constexpr double kReachMargin = 0.1;       // between what an amplifier must reach and its limit
constexpr double kLineAmperes = 100e-6;    // of the follower that drives a base line, at least
constexpr double kLineShare = 0.2;         // of the currents of all its sinks
constexpr double kDriveAmperes = 2e-3;     // into its base, at most: the line stays near ground
constexpr double kDividerAmperes = 50e-6;
constexpr double kSinkLag = 0.5;  // of its loop's devices at the crossing, rad: 63 degrees are left
constexpr double kSinkSlower = 5;                    // than they are is a loop that is damped
constexpr double kAmperesPerArea = 6.25e-6;          // accuracy: emitter resistance at 0.5 % of V_T
constexpr double kLargestAmperesPerArea = 100e-6;    // speed
constexpr double kUnknownDeviceAlpha = 150.0 / 151;  // of a device whose card we do not have

/// V_T per model unit that the exponent of a function has: beta of an exponential, 2k of tanh,
/// which a pair makes of the difference of two.
double exponent(const Function& function) {
    const kinds::Single* single = kinds::kind_of(function).single();
    if (single == nullptr) {
        return function.beta;
    }
    const double k = single->steepness == nullptr ? 0 : function.*single->steepness;
    const bool both_signs = single->values && single->values->low < 0;
    return (both_signs ? 2 : 1) * k;
}

/// Of the reference current in its copy: emitter resistors divide it.
double copied_share(const Reading& reading, const circuit::JunctionPath& path) {
    if (path.copied_from.empty()) {
        return 1;
    }
    const circuit::Element* from = reading.elements.find(path.copied_from);
    const circuit::Element* to = reading.elements.find(path.copied_to);
    return from == nullptr || to == nullptr ? 0 : from->value / to->value;
}

double alpha_of(const Reading& reading, const std::string& device) {
    const circuit::Element* element = reading.elements.find(device);
    for (const circuit::ModelCard& card : reading.circuit.models) {
        for (const auto& [name, value] : card.parameters) {
            if (element != nullptr && card.name == element->model && name == "bf") {
                return value / (value + 1);
            }
        }
    }
    return kUnknownDeviceAlpha;
}

}  // namespace

double sink_volts(const Target& target) {
    // Two junctions above it is the amplifier's output, and lower where it is hot.
    const double reach = target.amplifier.headroom + kReachMargin;
    return std::max(kLeastSinkVolts, reach - 2 * kHotJunctionVolts);
}

double lowest_tail_volts(const Target& target) {
    return target.vss + sink_volts(target) + kSinkDropVolts;
}

double pair_base_volts(const Target& target) {
    const double needed = lowest_tail_volts(target) + kJunctionVolts + kPairRoom;
    return std::clamp(needed, kPairBaseVolts, kHighestPairVolts);
}

double base_volts_per_unit(const analog::Bank& bank) {
    return exponent(bank.function) * kThermalVolts;
}

double attenuation(const analog::Bank& bank) {
    return base_volts_per_unit(bank) / bank.volts_per_unit;
}

double junction_volts_per_unit(const analog::Bank& bank, double state_volts) {
    // A state that moves by less than 1/beta, which hardly moves f, does not get more volts, that
    // is noise gain, for it.
    const double wanted = 2 * state_volts / std::max(bank.state.span(), 1 / bank.function.beta);
    return std::max(wanted, base_volts_per_unit(bank) / kLargestAttenuation);
}

double attenuator_siemens(const analog::Network& network, std::size_t index, std::size_t) {
    const double k = attenuation(network.banks[index]);
    return k * (1 - k) / kAttenuatorOhms;
}

double JunctionParts::device_area(double tail, std::size_t devices, double base_volts) const {
    const double seconds = bank_.tau * context_.network.time_unit_s;
    const double fastest = tail * seconds /
                           (3 * static_cast<double>(devices) * context_.bjt.emitter_farads *
                            std::max(base_volts, kThermalVolts));
    return std::clamp(fastest, tail / kLargestAmperesPerArea, tail / kAmperesPerArea);
}

void JunctionParts::add_attenuator(const std::string& neuron, const std::string& base,
                                   const std::string& low) {
    const double k = attenuation(bank_);
    build_.resistor("ra_" + neuron, neuron, base, kAttenuatorOhms / k);
    build_.resistor("rb_" + neuron, base, low, kAttenuatorOhms / (1 - k));
}

std::string JunctionParts::sink_resistor(std::size_t k) const {
    return fmt::format("rt{}_e{}", index_, k);
}

double JunctionParts::sink_area(double amperes) const {
    return sink_density_ > 0 ? amperes / sink_density_ : kSinkArea;
}

void JunctionParts::add_sink_reference(double amperes, std::size_t sinks) {
    const std::string tag = fmt::format("t{}", index_);
    build_.group(bank_part(context_.network, index_, "tail current reference"));
    build_.resistor("r" + tag + "_hi", "0", tag + "_ref", kSenseVolts / kDividerAmperes);
    build_.resistor("r" + tag + "_lo", tag + "_ref", "vref_n",
                    (reference_volts(context_.target) - kSenseVolts) / kDividerAmperes);
    build_.resistor("r" + tag + "_ref", "0", tag + "_k", kSenseVolts / amperes);
    build_.bjt("q" + tag + "_ref", tag + "_k", tag + "_b", tag + "_e", context_.bjt.model,
               sink_area(amperes));
    build_.resistor("r" + tag + "_e", tag + "_e", context_.activation.vss,
                    sink_volts(context_.target) / amperes);
    context_.amplifier(tag, tag + "_ref", tag + "_o", context_.activation, tag + "_k");
    add_sink_line(tag, amperes, sinks);
    add_sink_damping(tag, amperes, sinks);
}

void JunctionParts::add_sink_line(const std::string& tag, double amperes, std::size_t sinks) {
    const double line_amperes =
        std::max(kLineAmperes, kLineShare * amperes * static_cast<double>(sinks));
    const double area = std::max(kSinkArea, line_amperes / kLargestAmperesPerArea);
    build_.resistor("r" + tag + "_drive", tag + "_o", tag + "_d",
                    context_.target.vdd / kDriveAmperes);
    build_.bjt("q" + tag + "_line", "0", tag + "_d", tag + "_b", context_.bjt.model, area);
    build_.resistor("r" + tag + "_line", tag + "_b", context_.activation.vss,
                    (sink_volts(context_.target) + kJunctionVolts) / line_amperes);
}

/// The amplifier closes its loop through collector and base line, which lag. Where they do so at
/// its crossing already, a capacitor to the divider makes it cross earlier: beyond, the amplifier
/// follows its positive input, and the loop's gain is that of the device, below 1.
void JunctionParts::add_sink_damping(const std::string& tag, double amperes, std::size_t sinks) {
    const AmplifierSpec& amplifier = context_.target.amplifier;
    const double device_farads = sink_area(amperes) * context_.bjt.collector_farads;
    const double drive_ohms = amplifier.rout + context_.target.vdd / kDriveAmperes;
    const double lag_s =
        kSenseVolts / amperes * (device_farads + amplifier.cin) + drive_ohms * device_farads +
        kThermalVolts / kLineAmperes * device_farads * static_cast<double>(sinks + 1);
    const double device_gain = kSenseVolts / sink_volts(context_.target);
    const double crossing = 2 * std::numbers::pi * amplifier.gbw * device_gain;
    if (crossing * lag_s < kSinkLag) {
        return;
    }
    const double divider_ohms =
        kSenseVolts / kDividerAmperes * (1 - kSenseVolts / reference_volts(context_.target));
    build_.capacitor("c" + tag, tag + "_o", tag + "_ref", kSinkSlower * lag_s / divider_ohms);
}

void JunctionParts::add_sink(std::size_t k, const std::string& net, double amperes) {
    const std::string tag = fmt::format("t{}", index_);
    const std::string emitter = fmt::format("{}_e{}", tag, k);
    build_.bjt(fmt::format("q{}_{}", tag, k), net, tag + "_b", emitter, context_.bjt.model,
               sink_area(amperes));
    build_.resistor(sink_resistor(k), emitter, context_.activation.vss,
                    sink_volts(context_.target) / amperes);
}

circuit::JunctionPath JunctionParts::sink_path(std::size_t k) const {
    const std::string tag = fmt::format("t{}", index_);
    circuit::JunctionPath path;
    path.resistor = "r" + tag + "_ref";
    path.high = "0";
    path.low = tag + "_ref";
    path.copied_from = "r" + tag + "_e";
    path.copied_to = sink_resistor(k);
    path.alphas = 1;
    path.full_scale_volts = full_scale_volts_;
    return path;
}

void JunctionParts::add_transimpedance(const std::string& tag, const std::string& collector,
                                       double amperes, double area, double offset_amperes) {
    const double ohms = full_scale_volts_ / amperes;
    const double farads = context_.target.amplifier.cin + context_.bjt.collector_farads * area;
    build_.resistor("rt_" + tag, collector, tag, ohms);
    build_.capacitor("ct_" + tag, collector, tag, context_.damping_farads(ohms, farads));
    if (offset_amperes > 0) {
        build_.resistor("ro_" + tag, "vref_p", collector,
                        reference_volts(context_.target) / offset_amperes);
    }
    context_.amplifier("t_" + tag, collector, tag, context_.activation);
}

void judge_sinks(Judgement& judgement, double lowest_base, double asked_base,
                 const std::string& meaning) {
    const Target& target = judgement.target;
    const auto room_of = [&](double base) {
        return base - kJunctionVolts - lowest_tail_volts(target);
    };
    const double room = room_of(lowest_base);
    judgement.add("swing", "tail headroom, V", room + kSinkDropVolts,
                  fmt::format("needs {} V", kSinkDropVolts),
                  room >= 0                                                ? Verdict::Certain
                  : std::max(room, room_of(asked_base)) >= -kSinkDropVolts ? Verdict::Risky
                                                                           : Verdict::Impossible,
                  meaning);
    const double drive = target.vss + sink_volts(target) + 2 * kJunctionVolts;
    const double high = target.vdd - target.amplifier.headroom;
    judgement.add("swing", "tail reference, V", drive,
                  fmt::format("amplifiers reach {:.3g} to {:.3g} V",
                              target.vss + target.amplifier.headroom, high),
                  graded(drive, high - kReachMargin, high),
                  "the amplifier that sets the current of every tail");
}

void read_base(Reading& reading, const circuit::NeuronLayout& neuron) {
    const double volts =
        neuron.state.volts_per_unit * reading.gain(neuron.state.net, neuron.junction.base);
    const double wanted = exponent(reading.function) * reading.layout.thermal_volts;
    reading.worsen(std::abs(std::abs(volts) / wanted - 1));
}

void read_line(Reading& reading, const circuit::NeuronLayout& neuron, const circuit::Line& line,
               const std::string& device_name, double without_current) {
    const circuit::JunctionPath& path = neuron.junction;
    const circuit::Element* sets = reading.elements.find(path.resistor);
    const std::vector<double> rails = reading.system.at_rest({path.high, path.low});
    const double amperes = sets == nullptr
                               ? 0
                               : (rails[0] - rails[1]) / sets->value * copied_share(reading, path) *
                                     std::pow(alpha_of(reading, path.device), path.alphas);
    const circuit::Element* resistor = reading.elements.find("rt_" + line.net);
    const circuit::Element* device = reading.elements.find(device_name);
    if (resistor == nullptr || device == nullptr || resistor->nets[0] != device->nets[0]) {
        return reading.worsen(INFINITY);
    }
    netlist::Excitation excitation;
    excitation.injected_amperes[reading.circuit.name_of(resistor->nets[0])] = -1e-6;
    const double ohms = reading.system.dc_response(excitation, {line.net})[0] / 1e-6;
    reading.worsen(std::abs(ohms * amperes / path.full_scale_volts - 1));
    const double rest = reading.system.at_rest({line.net})[0] / line.volts_per_unit;
    reading.worsen(std::abs(rest - without_current));
}

void read_exponential_lines(Reading& reading) {
    for (const circuit::NeuronLayout& neuron : reading.neurons()) {
        read_base(reading, neuron);
        for (const circuit::Line& line : neuron.lines) {
            if (line.native) {
                read_line(reading, neuron, line, neuron.junction.device, 0);
            }
        }
    }
}

}  // namespace hopspice::cells
