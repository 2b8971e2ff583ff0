// Figures from made-up waveforms whose figures are known.

#include "bench/amplifier_figures.h"
#include "bench/simulate.h"
#include "bench/softmax_bench.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hopspice::bench {
namespace {

constexpr double kTau = 1e-9;

/// A unit step at `begin_s` (signal 0) and 1 - exp(-t/tau) after it (signal 1).
wave::Waveform first_order(double begin_s, double step_s, double stop_s) {
    wave::Waveform wave;
    wave.names = {"in", "out"};
    for (double time = 0; time < stop_s; time += step_s) {
        const double after = time - begin_s;
        wave.time_s.push_back(time);
        wave.samples.push_back(after > 0 ? 1 : 0);
        wave.samples.push_back(after > 0 ? 1 - std::exp(-after / kTau) : 0);
    }
    return wave;
}

TEST(Spectrum, RatioOfTwoIsTheTransferFunction) {
    using namespace std::complex_literals;
    const double begin = 1e-9;
    const double step = kTau / 500;
    const wave::Waveform wave = first_order(begin, step, 30 * kTau);
    for (const double frequency : {1e7, 1e8, 3e8}) {
        const double omega = 2 * std::numbers::pi * frequency;
        const std::complex<double> ideal = 1.0 / (1.0 + 1i * omega * kTau);
        const auto measured =
            spectrum(wave, 1, begin / 2, frequency) / spectrum(wave, 0, begin / 2, frequency);
        // The edge is a ramp of one step: a delay of half a step at most.
        EXPECT_LT(std::abs(measured - ideal), omega * step) << frequency;
    }
}

TEST(UnityFrequency, IsWhereAnIntegratorCrossesOne) {
    using namespace std::complex_literals;
    const auto integrator = [](double frequency) { return 2e8 / (1i * frequency); };
    const auto unity = unity_frequency(integrator, 1e6, 1e10);
    ASSERT_TRUE(unity);
    EXPECT_NEAR(*unity, 2e8, 1);
    EXPECT_NEAR(phase_margin_deg(integrator(*unity)), 90, 1e-9);
    EXPECT_FALSE(unity_frequency(integrator, 3e8, 1e10));
    EXPECT_FALSE(unity_frequency(integrator, 1e6, 1e7));
}

TEST(PhaseMargin, IsNegativeBehindMinus180Degrees) {
    EXPECT_NEAR(phase_margin_deg(std::polar(1.0, -2 * std::numbers::pi / 3)), 60, 1e-9);
    EXPECT_NEAR(phase_margin_deg(std::polar(1.0, -200 * std::numbers::pi / 180)), -20, 1e-9);
}

TEST(StaticGain, IsTheSlopeWithoutTheOffset) {
    std::vector<StaticPoint> points;
    for (const double volts : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        points.push_back({-volts, volts, 3e-3 - volts / 2000});
    }
    points.push_back({-2, 1.2, 0.5});  // clipped, beyond the limit
    EXPECT_NEAR(static_gain(points, 1), 2000, 1e-6);
}

TEST(Swing, IsWhereTheSlopeFallsToHalf) {
    // Slope 1 up to 1.0 V, then 0: half of it between the middles 0.95 and 1.0.
    std::vector<StaticPoint> points;
    for (int k = 0; k <= 14; ++k) {
        const double volts = 0.1 * k;
        points.push_back({-volts, std::min(volts, 1.0), 0});
    }
    EXPECT_NEAR(swing_of(points), 0.975, 1e-9);
    points.resize(5);
    EXPECT_NEAR(swing_of(points), 0.4, 1e-9);
}

TEST(Slew, IsTheSlopeOfTheEarlyPart) {
    wave::Waveform wave;
    wave.names = {"out"};
    wave.time_s = {0, 1e-9, 2e-9, 3e-9, 9e-9};
    wave.samples = {-1, -1, 0, 0.5, 1};
    EXPECT_NEAR(slew_of(wave, 0, 0, -1, 1).value_or(0), 1e9, 1);
    EXPECT_FALSE(slew_of(wave, 0, 3e-9, -1, 1));
    EXPECT_FALSE(slew_of(wave, 0, 0, -1, 5));
}

TEST(Settling, IsTheLastPointOutsideTheBand) {
    wave::Waveform wave;
    wave.names = {"a", "b"};
    wave.time_s = {0, 1, 2, 3};
    wave.samples = {0, 1, 0.5, 1, 1, 0.9, 1, 1};
    EXPECT_EQ(settling_s(wave, 0, 0.01), 2);
    EXPECT_EQ(settling_s(wave, 0, 0.2), 1);
    EXPECT_EQ(settling_s(wave, 0, 2), 0);
}

TEST(ValueAt, IsLinearBetweenPointsAndConstantBeyond) {
    wave::Waveform wave;
    wave.names = {"a"};
    wave.time_s = {1, 2};
    wave.samples = {10, 20};
    EXPECT_EQ(value_at(wave, 0, 0), 10);
    EXPECT_EQ(value_at(wave, 0, 1.25), 12.5);
    EXPECT_EQ(value_at(wave, 0, 3), 20);
}

TEST(Staircase, HoldsEveryLevel) {
    EXPECT_EQ(staircase({1, 3}, 10, 5, 0.5),
              (std::vector<double>{0, 0, 10, 0, 10.5, 1, 15, 1, 15.5, 3}));
}

}  // namespace
}  // namespace hopspice::bench
