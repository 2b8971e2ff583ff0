// Energy of the supplies and heat of the crossbar against closed forms.

#include "measure/transient.h"

#include <gtest/gtest.h>

namespace hopspice::measure {
namespace {

constexpr double kEnd = 4e-9;

circuit::Layout supplied_layout() {
    circuit::Layout layout;
    layout.banks.resize(2);
    layout.supplies = {{"vi_v", 2.5, "visible"},
                       {"vi_n", -2.5, "visible"},
                       {"vi_h", 2.5, "hidden"},
                       {"vi_a", 2.5, "activation"},
                       {"vref", 1, "reference"}};
    return layout;
}

/// Currents that are linear in time, on uneven points: the trapezoidal rule is exact for them.
wave::Waveform ramps() {
    wave::Waveform waveform;
    waveform.names = {"i(vi_v)", "i(vi_n)", "i(vi_h)", "i(vi_a)", "i(vref)", "v(line)"};
    for (const double part : {0.0, 0.1, 0.15, 0.4, 0.7, 1.0}) {
        const double t = part * kEnd;
        waveform.time_s.push_back(t);
        for (const double value : {1e-3 * part, -2e-3, 3e-3, 4e-3 * part, -5e-3, 0.5}) {
            waveform.samples.push_back(value);
        }
    }
    return waveform;
}

TEST(EnergyUse, IsVoltageTimesTheIntegralOfEachSuppliesCurrent) {
    const EnergyUse use = energy_use(ramps(), supplied_layout(), {}, 0, kEnd);
    // A ramp from 0 to I delivers half of I; the negative rail delivers -2.5 V times -2 mA.
    const double tolerance = 1e-12 * kEnd;
    EXPECT_NEAR(use.visible, (2.5 * 0.5e-3 + 2.5 * 2e-3) * kEnd, tolerance);
    EXPECT_NEAR(use.hidden, 2.5 * 3e-3 * kEnd, tolerance);
    EXPECT_NEAR(use.activation, 2.5 * 2e-3 * kEnd, tolerance);
    EXPECT_NEAR(use.reference, 1 * 5e-3 * kEnd, tolerance);
    EXPECT_NEAR(use.total, use.visible + use.hidden + use.activation + use.reference, tolerance);
    EXPECT_EQ(use.crossbar, 0);
}

TEST(EnergyUse, CountsOnlyTheSupplyBetweenTheTwoInstants) {
    // Limits on points of the waveform: a constant current gives power times time.
    const EnergyUse use = energy_use(ramps(), supplied_layout(), {}, 0.1 * kEnd, 0.7 * kEnd);
    EXPECT_NEAR(use.hidden, 2.5 * 3e-3 * 0.6 * kEnd, 1e-12 * kEnd);
    const EnergyUse between = energy_use(ramps(), supplied_layout(), {}, 0.2 * kEnd, 0.3 * kEnd);
    EXPECT_NEAR(between.hidden, 2.5 * 3e-3 * 0.1 * kEnd, 1e-12 * kEnd);
    EXPECT_EQ(energy_use(ramps(), supplied_layout(), {}, kEnd, kEnd).total, 0);
}

TEST(EnergyUse, InterpolatesWhereALimitLiesBetweenTwoPoints) {
    // The ramp of the visible supply from 0.2 to 0.3 of the end: mean 0.25 of the full current.
    const EnergyUse use = energy_use(ramps(), supplied_layout(), {}, 0.2 * kEnd, 0.3 * kEnd);
    EXPECT_NEAR(use.visible, (2.5 * 0.25e-3 + 2.5 * 2e-3) * 0.1 * kEnd, 1e-9 * kEnd);
}

TEST(EnergyUse, CrossbarHeatIsVoltageSquaredTimesConductance) {
    circuit::Layout layout = supplied_layout();
    layout.supplies.clear();
    circuit::NeuronLayout neuron;
    neuron.lines = {{"line", 1, 2e-4, true}, {"unsaved", 1, 3e-4, true}};
    layout.banks[1] = {neuron};
    analog::Network network;
    network.banks.resize(1);
    network.banks[0].bias_siemens = {1e-5, -3e-5};
    network.banks[0].reference_volts = 2;
    const EnergyUse use = energy_use(ramps(), layout, network, 0, kEnd);
    // 0.5 V on 200 uS, and the bias resistors' 4 V^2 on 40 uS.
    EXPECT_NEAR(use.crossbar, (0.25 * 2e-4 + 4 * 4e-5) * kEnd, 1e-12 * kEnd);
    EXPECT_EQ(use.total, 0);
}

TEST(EnergyUse, ASupplyThatWasNotSavedCountsNothing) {
    wave::Waveform waveform = ramps();
    waveform.names[2] = "i(other)";
    EXPECT_EQ(energy_use(waveform, supplied_layout(), {}, 0, kEnd).hidden, 0);
}

}  // namespace
}  // namespace hopspice::measure
