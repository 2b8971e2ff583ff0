#include "driver/imperfection_items.h"

#include "cells/values.h"

#include "passes/lower.h"
#include "support/constants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::driver {

namespace {

constexpr double kQuietShare = 0.0025;  // of the range: four sigma are 1 % of it

/// A key of the target that is off at 0.
struct Imperfection {
    const char* where;
    const char* quantity;
    double value;
    const char* meaning;
};

std::vector<Imperfection> imperfections_of(const Target& target) {
    const ConductanceSpec& cell = target.conductance;
    const char* own = "one sigma, every part by a draw of its own";
    const char* shared = "one sigma, one draw for all parts of an array";
    return {
        {"cells", "mismatch", cell.mismatch, own},
        {"cells", "array mismatch", cell.array_mismatch, shared},
        {"cells", "tile mismatch", target.tile.mismatch, "one sigma, one draw for all of a tile"},
        {"cells", "stuck on, fraction", cell.stuck_on, "they hold conductance.max"},
        {"cells", "stuck off, fraction", cell.stuck_off, "they hold conductance.min"},
        {"cells", "drift, of the conductance",
         1 - std::pow(cell.drift_time / cell.drift_t0, -cell.drift_nu),
         "(t/t0)^-nu, of the mean nu"},
        {"cells", "drift, spread of nu", cell.drift_nu_sigma,
         "one sigma, from cell to cell; nothing where t is t0"},
        {"wires", "resistance per cell, ohm", cell.wire_resistance,
         "along rows and columns, not made up for"},
        {"wires", "capacitance per cell, F", cell.wire_capacitance,
         "along rows and columns, not made up for"},
        {"wires", "trunk resistance per cell, ohm", target.tile.trunk_resistance,
         "to tiles behind the first, not made up for"},
        {"wires", "trunk capacitance per cell, F", target.tile.trunk_capacitance,
         "to tiles behind the first, not made up for"},
        {"capacitors", "mismatch", target.capacitor.mismatch, own},
        {"capacitors", "array mismatch", target.capacitor.array_mismatch, shared},
        {"amplifiers", "array offset, V", target.amplifier.array_offset_sigma, shared},
        {"devices", "saturation current", target.device_mismatch.is, own},
        {"devices", "junction voltage, V", target.device_mismatch.vt, own}};
}

/// One sigma of a state, of its range: 4kT G R_f^2 and (N_g e)^2 within the pole of the integrator.
double noise_share(const analog::Bank& bank, double tau_s, const Target& target) {
    const double gain = *std::ranges::max_element(bank.noise_gain);
    const double kelvin = target.temperature_c + kZeroCelsius;
    const double density = 4 * kBoltzmann * kelvin * gain * bank.feedback_ohms +
                           std::pow(gain * target.amplifier.noise, 2);
    return std::sqrt(density / (4 * tau_s)) / (bank.volts_per_unit * bank.state.span());
}

}  // namespace

std::vector<CheckItem> drawn_items(const Target& target) {
    std::vector<CheckItem> items;
    for (const Imperfection& part : imperfections_of(target)) {
        if (part.value != 0) {
            items.push_back({"imperfection", part.where, part.quantity, part.value,
                             "0 where perfect", Verdict::Certain, part.meaning});
        }
    }
    return items;
}

std::vector<CheckItem> imperfection_items(const analog::Network& network, const Target& target) {
    std::vector<CheckItem> items = drawn_items(target);
    for (const analog::Bank& bank : network.banks) {
        if (cells::is_noisy(target)) {
            const double share = noise_share(bank, bank.tau * network.time_unit_s, target);
            items.push_back({"noise", bank.name, "one sigma, of the range", share,
                             fmt::format("{}", kQuietShare),
                             share <= kQuietShare ? Verdict::Certain : Verdict::Risky,
                             "of its own resistors and amplifier; a run settles while the noise "
                             "stays within `settle`"});
        }
    }
    return items;
}

}  // namespace hopspice::driver
