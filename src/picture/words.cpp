#include "picture/words.h"

#include "support/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::picture {

namespace {

std::string words_of(const Activation& activation) {
    switch (activation.type) {
        case ActivationType::Identity:
            return "identity: g = v";
        case ActivationType::Tanh:
            return fmt::format("tanh: g = tanh({} v)", activation.gain);
        case ActivationType::Sigmoid:
            return fmt::format("sigmoid: g = 1/(1 + exp(-{} v))", activation.gain);
        case ActivationType::Relu:
            return "relu: g = max(v, 0)";
        case ActivationType::Spherical:
            return "spherical: g = v/|v|";
        case ActivationType::LayerNorm:
            return "layernorm: g = (v - mean)/deviation";
    }
    return "";
}

std::string words_of(const Energy& energy) {
    switch (energy.type) {
        case EnergyType::Softmax:
            return fmt::format("softmax: f = softmax(β h), β = {}", energy.beta);
        case EnergyType::Relu:
            return "relu: f = max(h, 0)";
        case EnergyType::Polynomial:
            return fmt::format("polynomial: f = {}^{}", energy.rectified ? "max(h, 0)" : "h",
                               energy.degree - 1);
        case EnergyType::Linear:
            return "linear: f = h";
        case EnergyType::Tanh:
            return fmt::format("tanh: f = tanh({} h)", energy.gain);
        case EnergyType::Exponential:
            return fmt::format("exponential: f = exp(β h), β = {}", energy.beta);
        case EnergyType::Epanechnikov:
            return fmt::format("epanechnikov: f = relu(1 + β h)/sum, β = {}", energy.beta);
    }
    return "";
}

std::string tau_words(const char* name, double tau, double unit_s) {
    return fmt::format("{} = {}: {}", name, tau, format_quantity(tau * unit_s, "s"));
}

std::string volts_words(const analog::Bank& bank) {
    const double volts = analog::sign_of(bank.polarity) * bank.volts_per_unit;
    return fmt::format("state {} per unit{}", format_quantity(volts, "V"),
                       bank.shift == 0 ? "" : fmt::format(", 0 V at {:.4g}", bank.shift));
}

std::string technology_words(const Target& target) {
    switch (target.level) {
        case Level::Behavioral:
            return "ideal arithmetic sources";
        case Level::Opamp:
            return target.amplifier.subckt.empty()
                       ? fmt::format("op-amps: GBW {}, {} dB, slew {}",
                                     format_quantity(target.amplifier.gbw, "Hz"),
                                     target.amplifier.gain_db,
                                     format_quantity(target.amplifier.slew, "V/s"))
                       : fmt::format("op-amps: subcircuit {}", target.amplifier.subckt);
        case Level::Transistor:
            return target.amplifier.technology == Technology::Cmos
                       ? "amplifiers and switches of MOSFETs"
                       : "amplifiers and switches of bipolar transistors";
    }
    return "";
}

/// The smallest and the largest conductance of all crossbars.
std::string conductance_words(const analog::Network& network) {
    double least = INFINITY;
    double most = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        for (const double siemens : crossbar.siemens.values) {
            least = siemens == 0 ? least : std::min(least, std::abs(siemens));
            most = std::max(most, std::abs(siemens));
        }
    }
    return most == 0 ? ""
                     : fmt::format("cells: {} to {}", format_quantity(least, "S"),
                                   format_quantity(most, "S"));
}

}  // namespace

Lines visible_words(const Spec& spec, const analog::Bank& bank, double unit_s) {
    Lines lines{fmt::format("visible layer: {} neurons", spec.visible.size),
                words_of(spec.visible.activation), tau_words("τ_v", spec.visible.tau, unit_s),
                volts_words(bank)};
    if (spec.visible.activation.type != ActivationType::Identity) {
        lines.push_back(
            fmt::format("output {} per unit", format_quantity(bank.output_volts_per_unit, "V")));
    }
    return lines;
}

Lines block_words(const HiddenBlock& block, const analog::Bank& bank, double unit_s) {
    Lines lines{
        fmt::format("{}: {} neurons", block.name, block.size()), words_of(block.energy),
        tau_words("τ_h", block.tau, unit_s), volts_words(bank),
        fmt::format("output {} per unit", format_quantity(bank.output_volts_per_unit, "V"))};
    if (block.is_token_driven()) {
        lines.push_back(
            fmt::format("rows chosen by tokens: {} slots of {}", block.size(), block.vocabulary));
    }
    return lines;
}

Lines readout_words(const Readout& readout) {
    const std::string where = readout.in_circuit ? "in the circuit" : "outside of the circuit";
    switch (readout.type) {
        case ReadoutType::None:
            return {"readout", "none: v itself"};
        case ReadoutType::Threshold:
            return {"readout", fmt::format("threshold: v > {}", readout.level), where};
        case ReadoutType::Sign:
            return {"readout", "sign of v", where};
        case ReadoutType::Nearest:
            return {"readout", fmt::format("nearest of {} patterns", readout.patterns.rows), where};
        case ReadoutType::Linear:
            return {"readout", fmt::format("largest of {} in W v + b", readout.weights.rows),
                    where};
    }
    return {};
}

Lines target_words(const Target& target, const analog::Network& network) {
    Lines lines{
        fmt::format("target {}", target.name),
        fmt::format("level {}, {}", to_string(target.level),
                    target.topology == Topology::CurrentMode ? "current-mode" : "virtual-ground"),
        network.current_mode ? "differential pairs of bipolar transistors"
                             : technology_words(target),
        fmt::format("time unit {}", format_quantity(network.time_unit_s, "s"))};
    if (target.level != Level::Behavioral) {
        lines.push_back(fmt::format("supply {} and {}, {} °C", format_quantity(target.vdd, "V"),
                                    format_quantity(target.vss, "V"), target.temperature_c));
    }
    const std::string cells = conductance_words(network);
    if (target.level != Level::Behavioral && !cells.empty()) {
        lines.push_back(cells);
    }
    return lines;
}

}  // namespace hopspice::picture
