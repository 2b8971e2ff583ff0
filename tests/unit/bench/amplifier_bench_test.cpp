// The bench against an amplifier whose figures are known: the macromodel.

#include "bench/amplifier_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::bench {
namespace {

Target macromodel() {
    Target target;
    target.name = "macromodel";
    target.level = Level::Opamp;
    target.amplifier.gbw = 2e8;
    target.amplifier.slew = 3e8;
    target.amplifier.gain_db = 66;
    target.amplifier.rout = 150;
    target.amplifier.iq = 0.7e-3;
    target.amplifier.cin = 40e-15;
    target.amplifier.headroom = 0.4;
    target.devices = {{"bjt", "npn_generic"}, {"diode", "schottky_generic"}};
    return target;
}

TEST(AmplifierBench, FindsTheFiguresOfTheMacromodel) {
    const Target target = macromodel();
    const AmplifierSpec& known = target.amplifier;
    const auto sheet = measure_amplifier(target, 1, {});
    ASSERT_TRUE(sheet);
    // What rout and the load leave of a figure.
    const double share = sheet->load_ohms / (sheet->load_ohms + known.rout);
    EXPECT_NEAR(sheet->gbw, share * known.gbw, 0.01 * known.gbw);
    EXPECT_NEAR(std::pow(10, sheet->gain_db / 20) / (share * std::pow(10, known.gain_db / 20)), 1,
                0.02);
    EXPECT_NEAR(sheet->rout, known.rout, 0.02 * known.rout);
    EXPECT_NEAR(sheet->cin, known.cin, 0.03 * known.cin);
    EXPECT_NEAR(sheet->iq, known.iq, 1e-3 * known.iq);
    EXPECT_NEAR(sheet->offset, 0, 1e-6);
    EXPECT_NEAR(sheet->slew_up, share * known.slew, 0.03 * known.slew);
    EXPECT_NEAR(sheet->slew_down, sheet->slew_up, 0.01 * known.slew);
    // The inner node stops 20 mV beyond the headroom, the divider is behind it; steps of 50 mV.
    const double swing = share * (target.vdd - known.headroom);
    EXPECT_NEAR(sheet->swing_high, swing, 0.05);
    EXPECT_NEAR(sheet->swing_low, -swing, 0.05);
    // One pole, and a second of rout with the load's capacitor: atan(f R C 2 pi).
    const double pole =
        2 * std::numbers::pi * sheet->unity_hz * share * known.rout * sheet->load_farads;
    EXPECT_NEAR(sheet->phase_margin_deg, 90 - std::atan(pole) * 180 / std::numbers::pi, 2);
}

TEST(AmplifierBench, MeasuresTheOffsetOfATargetThatHasOne) {
    Target target = macromodel();
    target.amplifier.offset_sigma = 5e-3;
    const auto sheet = measure_amplifier(target, 0, {});
    ASSERT_TRUE(sheet);
    target.seed = 2;
    const auto other = measure_amplifier(target, 0, {});
    ASSERT_TRUE(other);
    EXPECT_GT(std::abs(sheet->offset - other->offset), 1e-4);
    EXPECT_LT(std::abs(sheet->offset), 25e-3);
}

TEST(Simulate, SaysWhichBenchFailed) {
    bench::Run run;
    run.circuit = amplifier_bench(macromodel(), 0);
    run.saved = {"v(out)"};
    run.stop_s = -1;
    run.max_step_s = 1e-9;
    const auto wave = simulate(run, {});
    ASSERT_FALSE(wave);
    EXPECT_EQ(wave.error().front().id, "HS-E407");
    EXPECT_NE(wave.error().front().message.find("amplifier of macromodel"), std::string::npos);
}

}  // namespace
}  // namespace hopspice::bench
