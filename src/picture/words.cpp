#include "picture/words.h"

#include "kinds/functions.h"
#include "support/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::picture {

namespace {

/// "tanh: g = tanh(2 v)".
std::string words_of(std::string_view word, const Function& function, std::string_view f,
                     std::string_view x) {
    return fmt::format("{}: {} = {}", word, f, kinds::kind_of(function).words(function, x));
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
            if (target.amplifier.type == Feedback::Current) {
                return fmt::format("current-feedback amplifiers: {} times {}, slew {}",
                                   format_quantity(target.amplifier.input_ohms, "ohm"),
                                   format_quantity(target.amplifier.pole_farads, "F"),
                                   format_quantity(target.amplifier.slew, "V/s"));
            }
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

std::string count_words(std::size_t count) { return count == 0 ? "all" : fmt::format("{}", count); }

std::string_view topology_words(Topology topology) {
    switch (topology) {
        case Topology::VirtualGround:
            return "virtual-ground";
        case Topology::CurrentMode:
            return "current-mode";
        case Topology::Steered:
            return "steered";
        case Topology::Auto:
            return "auto";
    }
    return "";
}

}  // namespace

Lines visible_words(const Spec& spec, const analog::Bank& bank, double unit_s) {
    Lines lines{fmt::format("visible layer: {} neurons", spec.visible.size),
                words_of(kinds::kind_of(spec.visible.activation).visible_word,
                         spec.visible.activation, "g", "v"),
                tau_words("τ_v", spec.visible.tau, unit_s), volts_words(bank)};
    if (!kinds::is_identity(spec.visible.activation)) {
        lines.push_back(
            fmt::format("output {} per unit", format_quantity(bank.output_volts_per_unit, "V")));
    }
    return lines;
}

Lines block_words(const HiddenBlock& block, const analog::Bank& bank, double unit_s) {
    Lines lines{
        fmt::format("{}: {} neurons", block.name, block.size()),
        words_of(kinds::kind_of(block.energy).word, block.energy, "f", "h"),
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
        fmt::format("level {}, {}", to_string(target.level), topology_words(target.topology)),
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
    if (network.tile.rows > 0 || network.tile.columns > 0) {
        lines.push_back(fmt::format("tiles of {} driven lines × {} columns",
                                    count_words(network.tile.rows),
                                    count_words(network.tile.columns)));
    }
    return lines;
}

}  // namespace hopspice::picture
