// Fits of cards to curves that a closed form gives.

#include "bench/device_figures.h"

#include "circuit/bipolar.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::bench {
namespace {

TEST(FitGummel, FindsWhatMadeTheCurves) {
    const double kelvin = 320;
    const double thermal = circuit::kVoltsPerKelvin * kelvin;
    std::vector<GummelPoint> points;
    for (double amperes = 1e-6; amperes < 1e-3; amperes *= 1.2) {
        const double charge = 1 + amperes / 2e-3;
        const double forward = amperes * charge;
        const double base = forward / 200;
        points.push_back(
            {1.02 * thermal * std::log(forward / 3e-17) + 15 * (amperes + base) + 120 * base,
             amperes, base});
    }
    const GummelFit fit = fit_gummel(points, kelvin, 120);
    EXPECT_NEAR(fit.knee / 2e-3, 1, 1e-4);
    EXPECT_NEAR(fit.slope, 1.02, 1e-6);
    EXPECT_NEAR(fit.saturation / 3e-17, 1, 1e-4);
    EXPECT_NEAR(fit.emitter_ohms, 15, 1e-3);
}

TEST(FitSaturation, FindsGapAndExponent) {
    const auto logarithm = [](double kelvin) {
        const double ratio = kelvin / circuit::kNominalKelvin;
        return -39 + 2.5 * std::log(ratio) +
               1.1 / (circuit::kVoltsPerKelvin * kelvin) * (ratio - 1);
    };
    const SaturationFit fit = fit_saturation(-39, {250, logarithm(250)}, {350, logarithm(350)});
    EXPECT_NEAR(fit.gap, 1.1, 1e-9);
    EXPECT_NEAR(fit.exponent, 2.5, 1e-7);
}

TEST(FitJunction, FindsZeroBiasAndBuiltInVoltage) {
    const auto farads = [](double reverse) { return 3e-15 / std::pow(1 + reverse / 0.6, 0.33); };
    const JunctionFit fit = fit_junction({0.5, farads(0.5)}, {1.5, farads(1.5)}, 0.33);
    EXPECT_NEAR(fit.farads / 3e-15, 1, 1e-6);
    EXPECT_NEAR(fit.volts, 0.6, 1e-6);
}

TEST(ThresholdOf, IsWhereTheSteepestTangentCrossesZero) {
    std::vector<double> amperes;
    for (int k = 0; k <= 200; ++k) {
        const double overdrive = 0.01 * k - 0.55;
        // Its mobility falls: the tangent is steepest at the threshold.
        amperes.push_back(overdrive > 0 ? 1e-4 * overdrive * overdrive / (1 + 0.3 * overdrive) : 0);
    }
    EXPECT_NEAR(threshold_of(amperes, 0, 0.01), 0.55, 0.005);
}

TEST(FitBody, FindsGammaAndPhi) {
    std::vector<BodyPoint> points;
    for (const double volts : {0.6, 1.2, 2.5}) {
        points.push_back({volts, 0.45 * (std::sqrt(0.9 + volts) - std::sqrt(0.9))});
    }
    const BodyFit fit = fit_body(points);
    EXPECT_NEAR(fit.gamma, 0.45, 1e-5);
    EXPECT_NEAR(fit.phi, 0.9, 1e-4);
}

}  // namespace
}  // namespace hopspice::bench
