#include "bench/amplifier_bench.h"

#include "bench/amplifier_figures.h"
#include "bench/power.h"
#include "cells/context.h"
#include "circuit/bipolar.h"
#include "circuit/builder.h"
#include "circuit/parts.h"
#include "passes/lower.h"
#include "support/constants.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::bench {

namespace {

constexpr double kFeedbackOhms = 10e3;
constexpr double kSmallVolts = 5e-3;    // of the output, for the frequency response
constexpr double kLoadShare = 0.05;     // of the peak current, for the output resistance
constexpr double kStairVolts = 0.05;    // of a step of the static transfer
constexpr double kBeyondRail = 0.3;     // V, the last input
constexpr double kLargeShare = 0.5;     // of the lower rail, amplitude of the large step
constexpr double kGainShare = 1.0 / 3;  // of the lower rail, outputs the dc gain is taken from
constexpr double kAmplifierPlateauPoles = 100;  // 1/(2 pi GBW)
constexpr double kAmplifierEdgePoles = 0.1;
constexpr double kStepPoles = 0.5;  // largest time step where the response is measured
constexpr double kReltol = 1e-5;
constexpr double kPromised = 0.02;   // GBW measured against the target's, relative
constexpr int kTrials = 3;           // of what the design equations are asked for
constexpr double kMostAsked = 2;     // of the target's GBW
constexpr double kAtTheirEnd = 0.6;  // of what was asked: the devices have no more

// What is saved, in this order.
constexpr std::size_t kOut = 0;
constexpr std::size_t kInn = 1;
constexpr std::size_t kVload = 2;
constexpr std::size_t kInputCurrent = 3;
constexpr std::size_t kSupplyCurrent = 4;

enum Runs : std::size_t { kSmall, kLoad, kStairUp, kStairDown, kLarge, kRuns };

/// The bench's plan: when what steps, and by how much.
class AmplifierBench {
public:
    AmplifierBench(const Target& target, int drive)
        : target_(target),
          load_(passes::amplifier_load(drive)),
          pole_(1 / (2 * std::numbers::pi * target.amplifier.gbw)),
          start_(start_seconds(target)),
          rail_(std::min(target.vdd, -target.vss)),
          circuit_(amplifier_bench(target, drive)) {}

    [[nodiscard]] std::vector<Run> runs() const {
        const double settled = 2 * kAmplifierPlateauPoles * pole_;
        std::vector<Run> runs(kRuns);
        runs[kSmall] = run({-kSmallVolts}, {0}, settled, kStepPoles);
        runs[kLoad] = run({0}, {load_step()}, settled, kStepPoles);
        runs[kStairUp] = run(levels(-1), {0}, plateau(), kAmplifierPlateauPoles / 10);
        runs[kStairDown] = run(levels(1), {0}, plateau(), kAmplifierPlateauPoles / 10);
        const double large = kLargeShare * rail_;
        runs[kLarge] = run({large, -large, large}, {0}, slewed(), kAmplifierPlateauPoles / 50);
        return runs;
    }

    [[nodiscard]] AmplifierSheet sheet(const std::vector<wave::Waveform>& waves) const {
        AmplifierSheet sheet;
        sheet.part = circuit_.find_element("xamp")->model;
        sheet.temperature_c = target_.temperature_c;
        sheet.load_ohms = load_.ohms;
        sheet.load_farads = load_.farads;
        add_static(sheet, waves);
        add_response(sheet, waves[kSmall], waves[kLoad]);
        sheet.slew_up = slew_up(waves[kLarge]);
        sheet.slew_down = slew_down(waves[kLarge]);
        return sheet;
    }

    /// Of the small and the large step alone.
    [[nodiscard]] AmplifierFigures figures(const wave::Waveform& small,
                                           const wave::Waveform& large) const {
        AmplifierFigures figures;
        const double gbw = target_.amplifier.gbw;
        const auto gain = gain_of(small);
        figures.gbw = gbw / 20 * std::abs(gain(gbw / 20));
        const auto unity = unity_frequency(gain, gbw / 20, 10 * gbw);
        figures.phase_margin_deg = unity ? phase_margin_deg(gain(*unity)) : NAN;
        const double end = small.time_s.back();
        const auto change = [&](std::size_t signal) {
            return value_at(small, signal, end) - value_at(small, signal, start_);
        };
        figures.gain_db = 20 * std::log10(std::abs(change(kOut) / change(kInn)));
        const double up = slew_up(large);
        const double down = slew_down(large);
        figures.slew = std::isnan(down) ? down : std::min(up, down);
        for (double* figure :
             {&figures.gbw, &figures.phase_margin_deg, &figures.gain_db, &figures.slew}) {
            *figure = std::isfinite(*figure) ? *figure : 0;
        }
        return figures;
    }

private:
    [[nodiscard]] double plateau() const { return kAmplifierPlateauPoles * pole_; }
    [[nodiscard]] double slewed() const { return plateau() + 4 * rail_ / target_.amplifier.slew; }
    [[nodiscard]] double load_ohms() const { return circuit_.find_element("rload")->value; }
    [[nodiscard]] double load_step() const {
        return kLoadShare * load_ohms() / load_.ohms * passes::kPeakVolts;
    }

    /// Of the second and the third step.
    [[nodiscard]] double slew_up(const wave::Waveform& wave) const {
        const double large = kLargeShare * rail_;
        return slew_of(wave, kOut, start_ + slewed(), -large, large).value_or(NAN);
    }
    [[nodiscard]] double slew_down(const wave::Waveform& wave) const {
        const double large = kLargeShare * rail_;
        return -slew_of(wave, kOut, start_ + 2 * slewed(), large, -large).value_or(NAN);
    }

    /// -out/inn of a step at the input, at a frequency in Hz.
    [[nodiscard]] std::function<std::complex<double>(double)> gain_of(
        const wave::Waveform& small) const {
        return [this, &small](double frequency) {
            return -spectrum(small, kOut, start_, frequency) /
                   spectrum(small, kInn, start_, frequency);
        };
    }

    /// Inputs from 0 to beyond the rail.
    [[nodiscard]] std::vector<double> levels(double sign) const {
        std::vector<double> all{0};
        const double last = (sign < 0 ? target_.vdd : -target_.vss) + kBeyondRail;
        while (std::abs(all.back()) < last) {
            all.push_back(sign * kStairVolts * static_cast<double>(all.size()));
        }
        return all;
    }

    [[nodiscard]] Run run(const std::vector<double>& inputs, const std::vector<double>& loads,
                          double hold_s, double step_poles) const {
        const double edge = kAmplifierEdgePoles * pole_;
        const std::size_t plateaus = std::max(inputs.size(), loads.size());
        Run run;
        run.circuit = circuit_;
        set_source(run.circuit, "vin", staircase(inputs, start_, hold_s, edge));
        set_source(run.circuit, "vload", staircase(loads, start_, hold_s, edge));
        run.saved = {"v(out)", "v(inn)", "v(load)", "i(vi_in)", "i(vi_vdd)"};
        run.stop_s = start_ + static_cast<double>(plateaus) * hold_s;
        run.max_step_s = step_poles * pole_;
        run.temperature_c = target_.temperature_c;
        run.reltol = kReltol;
        return run;
    }

    [[nodiscard]] std::vector<StaticPoint> points(const wave::Waveform& waveform,
                                                  double sign) const {
        std::vector<StaticPoint> all;
        const std::vector<double> inputs = levels(sign);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const double end = start_ + static_cast<double>(k + 1) * plateau();
            all.push_back(
                {inputs[k], value_at(waveform, kOut, end), value_at(waveform, kInn, end)});
        }
        return all;
    }

    void add_static(AmplifierSheet& sheet, const std::vector<wave::Waveform>& waves) const {
        std::vector<StaticPoint> all = points(waves[kStairUp], -1);
        const std::vector<StaticPoint> down = points(waves[kStairDown], 1);
        sheet.swing_high = swing_of(all);
        sheet.swing_low = swing_of(down);
        all.insert(all.end(), down.begin(), down.end());
        sheet.gain_db = 20 * std::log10(static_gain(all, kGainShare * rail_));
        const wave::Waveform& rest = waves[kSmall];
        sheet.offset = value_at(rest, kInn, start_);
        sheet.input_bias = value_at(rest, kInputCurrent, start_);
        sheet.iq = value_at(rest, kSupplyCurrent, start_);
    }

    /// A = -out/inn of a step at the input; then for a current into the output
    /// v(out) = Z i - A v(inn), where Z holds the load and the feedback resistor as well.
    void add_response(AmplifierSheet& sheet, const wave::Waveform& small,
                      const wave::Waveform& load) const {
        const double gbw = target_.amplifier.gbw;
        const auto of = [&](const wave::Waveform& wave, std::size_t signal, double frequency) {
            return spectrum(wave, signal, start_, frequency);
        };
        const auto gain = gain_of(small);
        const double low = gbw / 20;
        sheet.gbw = low * std::abs(gain(low));
        const auto unity = unity_frequency(gain, low, 10 * gbw);
        sheet.unity_hz = unity.value_or(NAN);
        sheet.phase_margin_deg = unity ? phase_margin_deg(gain(*unity)) : NAN;
        using namespace std::complex_literals;
        const double omega = 2 * std::numbers::pi * low;
        const std::complex<double> current = of(load, kVload, low) / load_ohms();
        const std::complex<double> all =
            (of(load, kOut, low) + gain(low) * of(load, kInn, low)) / current;
        sheet.rout = std::abs(
            1.0 / (1.0 / all - 1 / load_ohms() - 1 / kFeedbackOhms - 1i * omega * load_.farads));
        const double high = gbw / 3;
        const std::complex<double> admittance =
            of(small, kInputCurrent, high) / of(small, kInn, high);
        sheet.cin = admittance.imag() / (2 * std::numbers::pi * high);
    }

    const Target& target_;
    passes::AmplifierLoad load_;
    double pole_;   // s
    double start_;  // s
    double rail_;   // V
    circuit::Circuit circuit_;
};

}  // namespace

circuit::Circuit amplifier_bench(const Target& target, int drive) {
    const passes::AmplifierLoad load = passes::amplifier_load(drive);
    const analog::Network none;
    cells::Context context(none, target);
    context.add_libraries();
    circuit::Circuit& circuit = context.circuit;
    circuit.title = fmt::format("amplifier of {} into {:.0f} ohm", target.name, load.ohms);
    add_power(circuit, target);
    circuit::Builder& build = context.build;
    build.group({.part = "gain of -1"});
    build.voltage("vi_vdd", "vdd", "amp_vdd", 0);
    build.voltage("vi_in", "sum", "inn", 0);
    build.voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    build.resistor("r1", "in", "sum", kFeedbackOhms);
    build.resistor("r2", "sum", "out", kFeedbackOhms);
    context.amplifier("amp", "inn", "out", {"amp_vdd", "vss"});
    build.group({.part = "load"});
    build.voltage("vload", "load", "0", std::vector<double>{0, 0, 1, 0});
    build.resistor("rload", "load", "out", 1 / (1 / load.ohms - 1 / kFeedbackOhms));
    build.capacitor("cload", "out", "0", load.farads);
    if (context.transistors()) {
        passes::add_transistor_parts(circuit, target);
    } else if (target.amplifier.subckt.empty()) {
        circuit.subcircuits.push_back(
            circuit::opamp_subcircuit(target.amplifier, circuit::output_of(target.amplifier)));
    }
    return std::move(circuit);
}

Result<AmplifierSheet> measure_amplifier(const Target& target, int drive,
                                         const Simulator& simulator) {
    const AmplifierBench bench(target, drive);
    std::vector<wave::Waveform> waves;
    for (const Run& run : bench.runs()) {
        auto wave = simulate(run, simulator);
        if (!wave) {
            return Unexpected{wave.error()};
        }
        waves.push_back(*std::move(wave));
    }
    return bench.sheet(waves);
}

namespace {

Result<AmplifierFigures> figures_of(const Target& target, int drive, const Simulator& simulator) {
    const AmplifierBench bench(target, drive);
    const std::vector<Run> runs = bench.runs();
    const auto small = simulate(runs[kSmall], simulator);
    if (!small) {
        return Unexpected{small.error()};
    }
    const auto large = simulate(runs[kLarge], simulator);
    if (!large) {
        return Unexpected{large.error()};
    }
    AmplifierFigures figures = bench.figures(*small, *large);
    // One that never has a gain of 1, or never gets there, is no amplifier: 0 is none of a figure.
    for (double* figure :
         {&figures.gbw, &figures.phase_margin_deg, &figures.gain_db, &figures.slew}) {
        *figure = std::isfinite(*figure) ? *figure : 0;
    }
    return figures;
}

/// What the equations have to be asked for, by trial; where more is no gain the devices are at
/// their end.
Result<AmplifierFigures> asked_for(Target target, int drive, const Simulator& simulator) {
    const double gbw = target.amplifier.gbw;
    AmplifierFigures best;
    double asked = gbw;
    for (int trial = 0; trial < kTrials; ++trial) {
        target.amplifiers = {{asked}};
        const auto figures = figures_of(target, drive, simulator);
        if (!figures) {
            return figures;
        }
        if (trial > 0 && !(std::abs(figures->gbw - gbw) < std::abs(best.gbw - gbw))) {
            break;
        }
        best = *figures;
        best.asked = asked;
        const bool at_their_end = best.gbw < kAtTheirEnd * asked;
        if (at_their_end || std::abs(best.gbw / gbw - 1) <= kPromised) {
            break;
        }
        asked = std::min(asked * gbw / best.gbw, kMostAsked * gbw);
    }
    return best;
}

}  // namespace

Result<std::vector<AmplifierFigures>> measure_amplifiers(const Target& target,
                                                         const Simulator& simulator) {
    Target nominal = target;
    nominal.temperature_c = circuit::kNominalKelvin - kZeroCelsius;
    std::vector<AmplifierFigures> all;
    for (int drive = 0; drive < passes::kAmplifierClasses; ++drive) {
        const auto figures = asked_for(nominal, drive, simulator);
        if (!figures) {
            return Unexpected{figures.error()};
        }
        all.push_back(*figures);
    }
    return all;
}

}  // namespace hopspice::bench
