// What counts as a difference of two waveforms.

#include "measure/difference.h"

#include "support/prepared.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hopspice::measure {
namespace {

/// Two visible neurons, the second at half a volt per unit, upside down.
circuit::Layout layout() {
    circuit::Layout layout;
    layout.banks.resize(1);
    layout.banks[0].resize(2);
    layout.banks[0][0].state = {"a", 1, 0, {}};
    layout.banks[0][1].state = {"b", -0.5, 0, {}};
    return layout;
}

/// Ramps of 1 V/s and 2 V/s, `step_s` apart, plus `error` volts on b at the point next to 1 s.
wave::Waveform ramps(double step_s, double error) {
    wave::Waveform waveform;
    waveform.names = {"v(a)", "v(b)"};
    for (double time_s = 0; time_s < 2 + step_s / 2; time_s += step_s) {
        waveform.time_s.push_back(time_s);
        waveform.samples.push_back(time_s);
        waveform.samples.push_back(2 * time_s + (std::abs(time_s - 1) < step_s / 2 ? error : 0));
    }
    return waveform;
}

std::string refusal(const wave::Waveform& other) {
    const auto difference = compare(ramps(0.1, 0), other, layout());
    EXPECT_FALSE(difference);
    return difference ? "" : test::words_of(difference.error());
}

TEST(Compare, TheSameSignalOnOtherPointsIsTheSame) {
    EXPECT_NEAR(test::value_of(compare(ramps(0.1, 0), ramps(0.03, 0), layout())).largest, 0, 1e-12);
}

TEST(Compare, TheLargestDifferenceIsInModelUnitsWithItsPlace) {
    const Difference found = test::value_of(compare(ramps(0.1, 0), ramps(0.25, 0.3), layout()));
    EXPECT_NEAR(found.largest, 0.6, 1e-12);
    EXPECT_EQ(found.neuron, 1U);
    EXPECT_NEAR(found.at_s, 1, 1e-12);
}

TEST(Compare, WhileSwitchesMoveNothingIsCompared) {
    circuit::Layout moving = layout();
    moving.edge_s = 0.2;
    moving.release_s = 0.9;
    EXPECT_NEAR(test::value_of(compare(ramps(0.1, 0), ramps(0.25, 0.3), moving)).largest, 0, 1e-12);
    moving.release_s = 0.7;
    EXPECT_NEAR(test::value_of(compare(ramps(0.1, 0), ramps(0.25, 0.3), moving)).largest, 0.6,
                1e-12);
}

TEST(Compare, WhatIsNoNumberIsADifference) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Difference found = test::value_of(compare(ramps(0.1, 0), ramps(0.25, nan), layout()));
    EXPECT_TRUE(std::isnan(found.largest));
}

TEST(Compare, BehindTheReleaseUpToWhereTheFirstEnds) {
    circuit::Layout released = layout();
    released.release_s = 0.5;
    wave::Waveform shorter = ramps(0.25, 0.3);
    shorter.time_s.resize(7);  // up to 1.5 s
    shorter.samples.resize(14);
    shorter.samples[13] += 0.1;
    const Behind found = test::value_of(compare_behind_release(ramps(0.1, 0), shorter, released));
    EXPECT_NEAR(found.path, 0.6, 1e-12);
    EXPECT_NEAR(found.end, 0.2, 1e-12);
    EXPECT_NEAR(found.way, 4, 1e-12) << "2 V/s of half a volt per unit, from 0.5 s to 1.5 s";
    released.release_s = 1.2;
    EXPECT_NEAR(test::value_of(compare_behind_release(ramps(0.1, 0), shorter, released)).path, 0.2,
                1e-12);
    released.release_s = 1.7;
    EXPECT_FALSE(compare_behind_release(ramps(0.1, 0), shorter, released));
}

TEST(Compare, AMissingSignalAndAnEarlyEndAreSaid) {
    wave::Waveform other = ramps(0.1, 0);
    other.names[1] = "v(c)";
    EXPECT_NE(refusal(other).find("v(b)"), std::string::npos);
    other = ramps(0.1, 0);
    other.time_s.resize(10);
    other.samples.resize(20);
    EXPECT_NE(refusal(other).find("too early [HS-E316]"), std::string::npos) << refusal(other);
}

}  // namespace
}  // namespace hopspice::measure
