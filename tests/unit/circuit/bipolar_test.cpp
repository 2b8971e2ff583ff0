// The sizing formulas of a bipolar device against their closed forms.

#include "circuit/bipolar.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::circuit {
namespace {

constexpr double kThermal = kVoltsPerKelvin * kNominalKelvin;

TEST(Bipolar, TakesTheFiguresOfABuiltInCard) {
    const Bipolar device = bipolar_of("npn_generic");
    EXPECT_TRUE(device.known);
    EXPECT_EQ(device.bf, 150);
    EXPECT_EQ(device.is, 1.3e-17);
    EXPECT_EQ(device.cjs, 4e-15);
}

TEST(Bipolar, StandsInForACardItDoesNotKnow) {
    for (const char* name : {"bfp640", "p_generic"}) {
        const Bipolar device = bipolar_of(name);
        EXPECT_FALSE(device.known);
        EXPECT_EQ(device.model, name);
        EXPECT_EQ(device.bf, 150);
    }
}

TEST(Bipolar, AreaAndCurrentInProportionKeepTheJunctionVoltage) {
    const Bipolar device = bipolar_of("npn_generic");
    EXPECT_NEAR(device.junction_volts(40e-6, 1, 300.15), device.junction_volts(400e-6, 10, 300.15),
                1e-12);
    // A decade: 60 mV, and what emitter resistance and injection add.
    const double decade =
        device.junction_volts(10e-6, 1, 300.15) - device.junction_volts(1e-6, 1, 300.15);
    EXPECT_NEAR(decade, kThermal * (std::log(10) + 9e-6 / 1.5e-3) + 9e-6 * 20, 1e-12);
}

TEST(Bipolar, TheEmitterResistanceIsTheSlopeOfTheJunction) {
    const Bipolar device = bipolar_of("npn_generic");
    const double step = 1e-9;
    const double slope = (device.junction_volts(50e-6 + step, 2, 300.15) -
                          device.junction_volts(50e-6 - step, 2, 300.15)) /
                         (2 * step);
    EXPECT_NEAR(device.emitter_ohms(50e-6, 2, 300.15), slope + 200.0 / 2 / 151, 1e-3);
}

TEST(Bipolar, CompressionIsTheJunctionsExcessOverTheLogarithm) {
    const Bipolar device = bipolar_of("npn_generic");
    const double excess =
        device.junction_volts(40e-6, 1, 300.15) / kThermal - std::log(40e-6 / device.is);
    EXPECT_NEAR(device.compression(40e-6, 300.15), excess, 1e-9);
}

/// I_F from V_BE by Gummel-Poon, I_C = I_F/q_b, and the base's drop: what V_BE has beyond V_T ln.
TEST(Bipolar, WhatAJunctionLacksOfAnExponentialIsExact) {
    const Bipolar device = bipolar_of("npn_generic");
    for (const double forward : {1e-5, 1e-4, 8e-4, 3e-3}) {
        const double charge = (1 + std::sqrt(1 + 4 * forward / device.ikf)) / 2;
        const double density = forward / charge;
        const double base = forward / device.bf;
        const double volts =
            kThermal * std::log(forward / device.is) + density * device.re + base * device.rb;
        EXPECT_NEAR(device.missing_volts(density), volts - kThermal * std::log(density / device.is),
                    1e-9);
        EXPECT_NEAR(device.collector_share(density), density / (density + base), 1e-12);
    }
}

TEST(Bipolar, AWarmerJunctionDropsLess) {
    const Bipolar device = bipolar_of("npn_generic");
    const double slope =
        (device.junction_volts(40e-6, 1, 310.15) - device.junction_volts(40e-6, 1, 300.15)) / 10;
    EXPECT_GT(slope, -2e-3);
    EXPECT_LT(slope, -1e-3);
    EXPECT_GT(device.current_gain(343.15), device.current_gain(300.15));
}

}  // namespace
}  // namespace hopspice::circuit
