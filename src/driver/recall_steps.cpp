#include "driver/recall_steps.h"

#include "dialect/spice_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::driver {

namespace {

/// Of the finest step.
constexpr double kHeld = 2;
constexpr double kReady = 1.0 / 8;

/// Of the visible range. Longer chords show in the path of an ideal circuit.
constexpr double kChord = 2e-4;
constexpr double kCalmChord = 1.5e-3;

/// Behind the options of every deck, where no loop rings and there is nothing to step over (a loop
/// of 10 GHz that oscillated settled with them). Newton's last correction is 5e-3 of a signal, what
/// remains its square. Errors of a step are allowed fifteen times those of reltol=5e-4. What is
/// faster than the steps rings under the trapezoidal rule: a little of Euler's damps it.
constexpr double kCalmReltol = 5e-3;
constexpr const char* kLoose = " trtol=10 abstol=1e-8 vntol=1e-4 xmu=0.48";

constexpr double kStiff = 0.02;  // of tau_v: a neuron that is faster is one that rings
constexpr double kChargeShare = 1e-4;
constexpr double kUsualCharge = 1e-14;  // ngspice's own chgtol, C

/// Up to here no loop of ours rings: a tenth of the transit frequency of the devices that the loops
/// close through (npn_generic: 1/(2 pi 8 ps) = 20 GHz).
constexpr double kCalmGbw = 2e9;

/// Amplifiers are ideal, or macromodels that do not ring among devices of ours.
bool is_calm(const Target& target) {
    const bool ours = target.include.empty() && target.amplifier.subckt.empty();
    return target.level == Level::Behavioral ||
           (target.level == Level::Opamp && ours && target.amplifier.gbw <= kCalmGbw &&
            target.amplifier.type == Feedback::Voltage);
}

/// Whether some neurons are far faster than the steps.
bool is_stiff(const Prepared& prepared) {
    const std::vector<analog::Bank>& banks = prepared.network.banks;
    return std::ranges::any_of(
        banks, [&](const analog::Bank& bank) { return bank.tau < kStiff * banks[0].tau; });
}

/// Of ideal sources: what the usual options are too coarse for. Neurons far faster than the steps
/// ring under the trapezoidal rule, and charges below chgtol are not looked at.
std::string ideal_options(const Prepared& prepared) {
    const double charge =
        kChargeShare * prepared.network.banks[0].capacitor_farads[0];  // of a volt
    std::string options = dialect::options_line();
    if (is_stiff(prepared)) {
        options += " method=gear";
    }
    return charge < kUsualCharge ? options + fmt::format(" chgtol={}", charge) : options;
}

}  // namespace

RecallSteps fixed_steps(double step_s) {
    return {step_s, step_s, step_s, kChord, 0, dialect::options_line()};
}

RecallSteps recall_steps(const Prepared& prepared, const Spec& spec, const Target& target) {
    RecallSteps steps = fixed_steps(max_step_s(prepared, spec));
    steps.options = dialect::options_line(netlist::kReltol,
                                          dialect::has_self_heating(prepared.lowered.circuit));
    if (!prepared.lowered.layout.noise.empty()) {
        return steps;
    }
    steps.coarsest_s = kCoarsest * steps.finest_s;
    if (is_calm(target)) {
        steps.held_s = kHeld * steps.finest_s;
        steps.ready_s = kReady * steps.finest_s;
    }
    if (target.level == Level::Behavioral) {
        steps.options = ideal_options(prepared);
    }
    if (is_calm(target) && target.level == Level::Opamp && !is_stiff(prepared)) {
        steps.chord = kCalmChord;
        steps.options = dialect::options_line(kCalmReltol) + kLoose;
    }
    return steps;
}

}  // namespace hopspice::driver
