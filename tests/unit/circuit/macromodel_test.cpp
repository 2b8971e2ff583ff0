// The op-amp macromodel's figures, measured in ngspice itself.

#include "bench.h"

#include <numbers>

namespace hopspice::circuit {
namespace {

using test::at_time;
using test::Bench;
using test::constant;
using test::crossing;
using test::kRail;

constexpr std::size_t kOut = 0;
constexpr std::size_t kVcc = 1;
constexpr std::size_t kVee = 2;
constexpr double kLoadOhms = 1000;

AmplifierSpec amplifier_of(double gbw, double slew, double gain_db) {
    AmplifierSpec amplifier;
    amplifier.gbw = gbw;
    amplifier.slew = slew;
    amplifier.gain_db = gain_db;
    return amplifier;
}

/// Input at inp, inn grounded.
Bench open_loop(const AmplifierSpec& amplifier, OutputResistance output, double load_ohms) {
    Bench bench(opamp_subcircuit(amplifier, output));
    bench.build().voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("x1", {"in", "0", "out", "vcc", "vee"}, "hs_opamp");
    bench.build().resistor("rload", "out", "0", load_ohms);
    return bench;
}

Bench follower(const AmplifierSpec& amplifier, OutputResistance output, double load_ohms) {
    Bench bench(opamp_subcircuit(amplifier, output));
    bench.build().voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("x1", {"in", "out", "out", "vcc", "vee"}, "hs_opamp");
    bench.build().resistor("rload", "out", "0", load_ohms);
    return bench;
}

/// v(out) of the operating point for each input.
std::vector<double> settled(Bench bench, const std::vector<double>& inputs) {
    std::vector<std::vector<wave::SourceWave>> sources;
    for (const double volts : inputs) {
        sources.push_back({constant("vin", volts)});
    }
    std::vector<double> outputs;
    for (const wave::Waveform& waveform : bench.run(sources, 1e-12, 1e-12)) {
        outputs.push_back(waveform.at(0, kOut));
    }
    return outputs;
}

struct Case {
    AmplifierSpec amplifier;
    OutputResistance output = OutputResistance::Series;
};

/// The built-in targets' amplifiers, with and without output resistance.
std::vector<Case> cases() {
    std::vector<Case> all;
    for (const OutputResistance output : {OutputResistance::Series, OutputResistance::None}) {
        all.push_back({amplifier_of(1e8, 1e8, 80), output});
        all.push_back({amplifier_of(1e9, 1e9, 80), output});
        all.push_back({amplifier_of(1e9, 1e9, 60), output});
    }
    return all;
}

TEST(OpampInNgspice, DcGainIsWhatTheTargetSays) {
    for (const auto& [amplifier, output] : cases()) {
        const double gain = std::pow(10, amplifier.gain_db / 20);
        // 0.5 V at the output: far from the clamp, and the tanh sees 6e-4 at most.
        const auto out = settled(open_loop(amplifier, output, 1e9), {0.5 / gain, 0, -0.5 / gain});
        EXPECT_NEAR((out[0] - out[2]) / (1.0 / gain), gain, 0.01 * gain);
        EXPECT_NEAR(out[1], 0, 1e-6);
    }
}

TEST(OpampInNgspice, UnityGainStepHasTheTimeConstantOfGbw) {
    for (const auto& [amplifier, output] : cases()) {
        const double tau = 1 / (2 * std::numbers::pi * amplifier.gbw);
        // 2 mV: tanh(gm v/I) differs from its argument by (2 pi GBW/SR 2m)^2/3 = 5e-5.
        const double step = 2e-3;
        // Slow enough that what C_in couples into r_out (20 fF, 100 ohm) stays below the first
        // level.
        const double edge = tau / 20;
        Bench bench = follower(amplifier, output, 1e9);
        const auto waveform =
            bench.run({{{"vin", {0, 0, tau, 0, tau + edge, step}}}}, 8 * tau, tau / 200).at(0);
        // Of the closed loop 1/(A0 + 1) is missing from the final value.
        const double last = step * (1 - std::pow(10, -amplifier.gain_db / 20));
        const double early = crossing(waveform, kOut, last * (1 - std::exp(-1)));
        const double late = crossing(waveform, kOut, last * (1 - std::exp(-3)));
        // The output resistance with C_in shortens the dominant time constant by their product.
        const double parasitic =
            output == OutputResistance::Series ? amplifier.rout * amplifier.cin : 0;
        EXPECT_NEAR((late - early) / 2, tau - parasitic, 0.01 * tau) << amplifier.gbw;
        if (amplifier.gbw <= 1e8) {
            EXPECT_NEAR((late - early) / 2, tau, 0.01 * tau);
        }
    }
}

TEST(OpampInNgspice, SlewIsWhatTheTargetSaysInBothDirections) {
    for (const auto& [amplifier, output] : cases()) {
        const double ramp = 2 / amplifier.slew;  // for 2 V
        const double edge = ramp / 20;
        Bench bench = follower(amplifier, output, 1e9);
        for (const double sign : {1.0, -1.0}) {
            const auto waveform =
                bench
                    .run({{{"vin", {0, -sign, ramp / 10, -sign, ramp / 10 + edge, sign}}}},
                         1.5 * ramp, ramp / 200)
                    .at(0);
            // The error is still above 1 V: tanh(2 pi GBW/SR 1 V) = tanh(6.28) lacks 7e-6.
            const double begin = crossing(waveform, kOut, -0.7 * sign);
            const double end = crossing(waveform, kOut, -0.1 * sign);
            EXPECT_NEAR(0.6 / (end - begin), amplifier.slew, 0.01 * amplifier.slew);
        }
    }
}

TEST(OpampInNgspice, OutputStopsAtTheRailsLessHeadroom) {
    for (const double headroom : {0.1, 0.4}) {
        AmplifierSpec amplifier = amplifier_of(1e9, 1e9, 80);
        amplifier.headroom = headroom;
        const auto out = settled(open_loop(amplifier, OutputResistance::Series, 1e9), {2, -2});
        // The clamp takes the slew current per 20 mV: that is how far over it the node is pushed.
        EXPECT_NEAR(out[0], kRail - headroom + 0.02, 0.001);
        EXPECT_NEAR(out[1], -kRail + headroom - 0.02, 0.001);
    }
}

TEST(OpampInNgspice, OutputResistanceDividesWithTheLoadOfAnOpenLoop) {
    const AmplifierSpec amplifier = amplifier_of(1e9, 1e9, 80);
    const auto free = settled(open_loop(amplifier, OutputResistance::Series, 1e9), {5e-5});
    const auto loaded = settled(open_loop(amplifier, OutputResistance::Series, kLoadOhms), {5e-5});
    const double expected = kLoadOhms / (kLoadOhms + amplifier.rout);
    EXPECT_NEAR(loaded[0] / free[0], expected, 1e-3 * expected);
    const auto stiff = settled(open_loop(amplifier, OutputResistance::None, kLoadOhms), {5e-5});
    EXPECT_NEAR(stiff[0] / free[0], 1, 1e-3);
}

TEST(OpampInNgspice, SupplyCurrentIsIqPlusWhatTheOutputSourcesOrSinks) {
    AmplifierSpec amplifier = amplifier_of(1e9, 1e9, 80);
    amplifier.iq = 0.7e-3;
    for (const OutputResistance output : {OutputResistance::Series, OutputResistance::None}) {
        Bench bench = follower(amplifier, output, kLoadOhms);
        const auto waveforms = bench.run(
            {{constant("vin", 0)}, {constant("vin", 1.5)}, {constant("vin", -1.5)}}, 1e-12, 1e-12);
        // What the rails deliver: the current of a source flows into its plus terminal.
        const auto from_vcc = [&](std::size_t k) { return -waveforms[k].at(0, kVcc); };
        const auto into_vee = [&](std::size_t k) { return waveforms[k].at(0, kVee); };
        const double load = 1.5 / kLoadOhms;
        const double tolerance = 1e-3 * load;  // 1/A0 of the follower is 1e-4
        EXPECT_NEAR(from_vcc(0), amplifier.iq, tolerance);
        EXPECT_NEAR(into_vee(0), amplifier.iq, tolerance);
        EXPECT_NEAR(from_vcc(1), amplifier.iq + load, tolerance);
        EXPECT_NEAR(into_vee(1), amplifier.iq, tolerance);
        EXPECT_NEAR(from_vcc(2), amplifier.iq, tolerance);
        EXPECT_NEAR(into_vee(2), amplifier.iq + load, tolerance);
    }
}

TEST(OpampInNgspice, InvertsWithTheRatioOfItsResistors) {
    const AmplifierSpec amplifier = amplifier_of(1e9, 1e9, 80);
    Bench bench(opamp_subcircuit(amplifier, OutputResistance::Series));
    bench.build().voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().resistor("r1", "in", "sum", 10e3);
    bench.build().resistor("r2", "sum", "out", 30e3);
    bench.build().instance("x1", {"0", "sum", "out", "vcc", "vee"}, "hs_opamp");
    const auto out = settled(std::move(bench), {0.5, -0.5});
    // N_g/A0 = 4e-4, and r_out/R_2 of the loop gain.
    EXPECT_NEAR(out[0], -1.5, 1.5 * 5e-4);
    EXPECT_NEAR(out[1], 1.5, 1.5 * 5e-4);
}

constexpr double kFeedbackOhms = 1e4;

/// Inverting, of gain -1, with another resistor to ground at the virtual ground: that raises the
/// noise gain alone.
Bench current_feedback(const AmplifierSpec& amplifier, double noise_gain) {
    Bench bench(current_feedback_subcircuit(amplifier, OutputResistance::Series));
    bench.build().voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("x1", {"0", "sum", "out", "vcc", "vee"}, kCurrentFeedbackAmplifier);
    bench.build().resistor("r_in", "in", "sum", kFeedbackOhms);
    bench.build().resistor("r_f", "sum", "out", kFeedbackOhms);
    bench.build().resistor("r_ground", "sum", "0", kFeedbackOhms / (noise_gain - 2));
    return bench;
}

AmplifierSpec current_feedback_amplifier() {
    AmplifierSpec amplifier;
    amplifier.type = Feedback::Current;
    amplifier.rout = 1;
    amplifier.cin = 1e-18;
    return amplifier;
}

TEST(CurrentFeedbackInNgspice, ItsTimeConstantHardlyGrowsWithTheNoiseGain) {
    const AmplifierSpec amplifier = current_feedback_amplifier();
    for (const double noise_gain : {3.0, 30.0, 130.0}) {
        const double tau =
            (kFeedbackOhms + noise_gain * amplifier.input_ohms) * amplifier.pole_farads;
        EXPECT_DOUBLE_EQ(loop_lag_s(amplifier, noise_gain, kFeedbackOhms), tau);
        const double step = 1e-3;
        Bench bench = current_feedback(amplifier, noise_gain);
        const auto waveform =
            bench.run({{{"vin", {0, 0, tau, 0, 1.05 * tau, step}}}}, 8 * tau, tau / 200).at(0);
        const double last = -step * (1 - tau / open_loop_s(amplifier));
        const double early = crossing(waveform, kOut, last * (1 - std::exp(-1)));
        const double late = crossing(waveform, kOut, last * (1 - std::exp(-3)));
        EXPECT_NEAR((late - early) / 2, tau, 0.01 * tau) << noise_gain;
    }
}

TEST(CurrentFeedbackInNgspice, WhatItsLoopMissesAtRestIsTheLagOverTheOpenLoop) {
    AmplifierSpec amplifier = current_feedback_amplifier();
    amplifier.transimpedance = 1e6;
    for (const double noise_gain : {3.0, 130.0}) {
        const double missing = (kFeedbackOhms + noise_gain * amplifier.input_ohms) / 1e6;
        const auto out = settled(current_feedback(amplifier, noise_gain), {0.1});
        EXPECT_NEAR(out[0], -0.1 / (1 + missing), 1e-3 * missing) << noise_gain;
        EXPECT_NEAR(loop_lag_s(amplifier, noise_gain, kFeedbackOhms) / open_loop_s(amplifier),
                    missing, 1e-12);
    }
}

TEST(CurrentFeedbackInNgspice, ChargeIsKeptWhereItSlews) {
    AmplifierSpec amplifier = current_feedback_amplifier();
    amplifier.transimpedance = 1e12;
    constexpr double kFarads = 1e-13;
    Bench bench(current_feedback_subcircuit(amplifier, OutputResistance::Series));
    bench.build().voltage("vin", "in", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("x1", {"0", "sum", "out", "vcc", "vee"}, kCurrentFeedbackAmplifier);
    bench.build().capacitor("c_in", "in", "sum", kFarads + amplifier.pole_farads);
    bench.build().capacitor("c_f", "sum", "out", kFarads);
    // 10 V/ns in, 1 V/ns out: what the follower's output gives is what the pole gets.
    const auto waveform = bench.run({{{"vin", {0, 0, 1e-10, 0, 2e-10, 1}}}}, 1e-8, 1e-11).at(0);
    EXPECT_NEAR(waveform.at(waveform.points() - 1, kOut), -1, 2e-3);
}

}  // namespace
}  // namespace hopspice::circuit
