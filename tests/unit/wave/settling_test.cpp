// The settling rule on signals whose future is known in closed form.

#include "wave/settling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace hopspice::wave {
namespace {

using Signal = std::function<std::vector<double>(double)>;

constexpr double kEnd = 60;
constexpr double kNever = std::numeric_limits<double>::infinity();

/// When the detector stops on a signal sampled every `step`; kNever at 60 tau.
double stop_time(const Signal& signal, double step = 0.05, const SettleRule& rule = {}) {
    SettleDetector detector(rule);
    for (int k = 0; k * step <= kEnd * rule.tau; ++k) {
        if (detector.sample(k * step, signal(k * step))) {
            return k * step;
        }
    }
    return kNever;
}

/// The farthest any neuron gets from where it was at `time`.
double movement_after(const Signal& signal, double time) {
    const std::vector<double> then = signal(time);
    double most = 0;
    for (double t = time; t < time + 500; t += 0.01) {
        const std::vector<double> now = signal(t);
        for (std::size_t i = 0; i < now.size(); ++i) {
            most = std::max(most, std::abs(now[i] - then[i]));
        }
    }
    return most;
}

TEST(SettleDetector, StopsOnADecaySoonAfterItIsWithinTheBand) {
    const Signal decay = [](double t) { return std::vector<double>{std::exp(-t)}; };
    const double stop = stop_time(decay);
    // exp(-t) = 0.01 at 4.6; then a whole quiet tau, and a cell of tau/16 on either side.
    EXPECT_GE(stop, std::log(100.0));
    EXPECT_LE(stop, std::log(100.0) + 1.2);
}

/// exp(-t) and noise of deviation `sigma` whose correlation decays with tau, at steps of 0.02.
Signal noisy_decay(double sigma, std::uint64_t seed) {
    std::mt19937_64 bits(seed);
    std::vector<double> samples{0};
    const double keep = std::exp(-0.02);
    for (int k = 0; k < 4000; ++k) {
        double sum = 0;  // of twelve uniform numbers: nearly normal, the same everywhere
        for (int term = 0; term < 12; ++term) {
            sum += static_cast<double>(bits() >> 11U) * 0x1p-53;
        }
        samples.push_back(keep * samples.back() + sigma * std::sqrt(1 - keep * keep) * (sum - 6));
    }
    return [samples](double t) {
        const auto place = static_cast<std::size_t>(std::lround(t / 0.02));
        return std::vector<double>{std::exp(-t) + samples[std::min(place, samples.size() - 1)]};
    };
}

SettleRule in_noise() {
    SettleRule rule;
    rule.noisy = true;
    return rule;
}

TEST(SettleDetector, InNoiseStopsWhereTheBandHoldsTheNoise) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const double stop = stop_time(noisy_decay(0.001, seed), 0.02, in_noise());
        EXPECT_GE(stop, std::log(100.0)) << seed;
        EXPECT_LE(stop, 20) << seed;
    }
}

TEST(SettleDetector, NeverSettlesInNoiseThatLeavesTheBand) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        EXPECT_EQ(stop_time(noisy_decay(0.03, seed), 0.02, in_noise()), kNever) << seed;
    }
}

TEST(SettleDetector, InNoiseWaitsForAnOrdinaryDecayToo) {
    const Signal decay = [](double t) { return std::vector<double>{std::exp(-t)}; };
    const double stop = stop_time(decay, 0.05, in_noise());
    EXPECT_LE(movement_after(decay, stop), 0.01);
    EXPECT_LE(stop, std::log(100.0) + 4);
}

TEST(SettleDetector, WaitsForASlowMode) {
    const Signal slow = [](double t) { return std::vector<double>{0.5 * std::exp(-t / 10)}; };
    const double stop = stop_time(slow);
    EXPECT_LE(movement_after(slow, stop), 0.01);
    EXPECT_LE(stop, 10 * std::log(50.0) + 1.5);
}

TEST(SettleDetector, WaitsForASlowModeHiddenUnderAFastOne) {
    for (const double amplitude : {0.02, 0.05, -0.03}) {
        for (const double slowness : {4.0, 10.0}) {
            const Signal both = [=](double t) {
                return std::vector<double>{std::exp(-t) + amplitude * std::exp(-t / slowness)};
            };
            const double stop = stop_time(both);
            ASSERT_LT(stop, kNever);
            // The estimate extrapolates two modes from steps blurred by a thousandth of the band.
            EXPECT_LE(movement_after(both, stop), 0.011) << amplitude << " " << slowness;
        }
    }
}

TEST(SettleDetector, DoesNotStopAtASaddleItVisiblyLeaves) {
    for (const double seed : {1e-3, 1e-4}) {
        const Signal escape = [=](double t) {
            const double grown = seed * std::exp(0.5 * t);
            return std::vector<double>{std::exp(-t) + grown / (1 + grown)};
        };
        const double stop = stop_time(escape);
        EXPECT_GT(stop, 2 * std::log(1 / seed)) << seed;
        EXPECT_LE(movement_after(escape, stop), 0.01) << seed;
    }
}

TEST(SettleDetector, FollowsAStateThatCreepsOutOfASaddleFromRest) {
    // Its first steps are a ten-thousandth of the band: rest, were they not ever longer.
    const Signal creep = [](double t) {
        const double grown = 3e-6 * std::exp(0.6 * t);
        return std::vector<double>{grown / (1 + grown), -0.5 * grown / (1 + grown), 1.0};
    };
    const double stop = stop_time(creep);
    EXPECT_LT(stop, kNever);
    EXPECT_LE(movement_after(creep, stop), 0.01);
}

TEST(SettleDetector, StopsOnNeuronsThatNeverMove) {
    const Signal still = [](double) { return std::vector<double>{0.0, 1.0, -3.5}; };
    EXPECT_NEAR(stop_time(still), 55.0 / 16, 0.051);
    SettleRule no_range;
    no_range.range = 0;
    EXPECT_LT(stop_time(still, 0.05, no_range), kNever);
}

TEST(SettleDetector, OneSlowNeuronAmongManyKeepsTheRunGoing) {
    const Signal mixed = [](double t) {
        std::vector<double> v(40, 1 - std::exp(-3 * t));
        v[17] = std::exp(-t / 5);
        return v;
    };
    EXPECT_GE(stop_time(mixed), 5 * std::log(100.0));
}

TEST(SettleDetector, RingingBelowTheBandIsSettledAndAboveIsNot) {
    for (const double period : {0.13, 0.5, 1.0}) {
        const auto ringing = [period](double amplitude) {
            return [=](double t) {
                return std::vector<double>{std::exp(-t) +
                                           amplitude * std::sin(2 * std::numbers::pi * t / period)};
            };
        };
        // Peak to peak 0.004, 0.017 and 0.03 against a band of 0.01.
        EXPECT_LT(stop_time(ringing(0.002), 0.01), 12) << period;
        EXPECT_EQ(stop_time(ringing(0.0085), 0.01), kNever) << period;
        EXPECT_EQ(stop_time(ringing(0.015), 0.01), kNever) << period;
    }
}

TEST(SettleDetector, GrowingRingingIsNotSettled) {
    const Signal growing = [](double t) {
        return std::vector<double>{1e-4 * std::exp(0.15 * t) * std::sin(40 * t)};
    };
    const double stop = stop_time(growing, 0.005);
    EXPECT_TRUE(stop == kNever || movement_after(growing, stop) <= 0.01) << stop;
    const Signal visible = [](double t) {
        return std::vector<double>{2e-3 * std::exp(0.15 * t) * std::sin(40 * t)};
    };
    EXPECT_EQ(stop_time(visible, 0.005), kNever);
}

TEST(SettleDetector, NoiseFarBelowTheBandDoesNotKeepItAwake) {
    // A fixed pseudo-random sequence of a hundredth of the band on each of 20 neurons.
    unsigned state = 1;
    const Signal noisy = [&state](double t) {
        std::vector<double> v(20);
        for (double& value : v) {
            state = state * 1664525U + 1013904223U;
            value = std::exp(-t) + 1e-4 * (static_cast<double>(state >> 8U) / (1U << 24U) - 0.5);
        }
        return v;
    };
    EXPECT_LT(stop_time(noisy, 0.02), 8);
}

TEST(SettleDetector, UnevenStepsGiveNearlyTheSameAnswer) {
    const auto decay = [](double t) {
        return std::vector<double>{std::exp(-t), 1 - std::exp(-t / 2)};
    };
    SettleDetector even({});
    SettleDetector uneven({});
    double even_stop = 0;
    while (!even.sample(even_stop, decay(even_stop))) {
        even_stop += 0.01;
    }
    double uneven_stop = 0;
    for (int k = 0; !uneven.sample(uneven_stop, decay(uneven_stop)); ++k) {
        uneven_stop += k % 7 == 0 ? 0.3 : 0.001;
    }
    // One long step.
    EXPECT_NEAR(uneven_stop, even_stop, 0.3);
}

// With straight lines between the samples the rule is met 0.6 and 1.5 tau later.
TEST(SettleDetector, CoarseStepsOfASmoothCurveGiveTheSameAnswer) {
    const auto met_at = [](double coarsest) {
        SettleDetector detector({});
        for (double t = 0; !detector.settled(); t += std::min(coarsest, 0.09 * std::exp(t / 2))) {
            const double left = std::exp(-t);
            detector.sample(t, std::vector<double>{left, 1 - left * (1 + t / 2)});
        }
        return *detector.settled_at();
    };
    EXPECT_EQ(met_at(0.2), met_at(0.01));
    EXPECT_EQ(met_at(0.4), met_at(0.01));
}

TEST(SettleDetector, TheRuleIsMetAtTheEndOfACellHoweverLateTheSample) {
    const auto decay = [](double t) { return std::vector<double>{std::exp(-t)}; };
    SettleDetector fine({});
    double time = 0;
    while (!fine.sample(time, decay(time))) {
        EXPECT_FALSE(fine.settled_at());
        time += 0.01;
    }
    const double cells = *fine.settled_at() * 16;
    EXPECT_NEAR(cells, std::round(cells), 1e-9);
    EXPECT_GE(time, *fine.settled_at());
    EXPECT_LT(time, *fine.settled_at() + 0.01);
    SettleDetector late({});
    for (double t = 0; t < *fine.settled_at() - 0.02; t += 0.01) {
        ASSERT_FALSE(late.sample(t, decay(t)));
    }
    EXPECT_TRUE(late.sample(time + 0.2, decay(time + 0.2)));
    EXPECT_EQ(late.settled_at(), fine.settled_at());
}

TEST(SettleDetector, AStepOfManyTauIsAStraightLine) {
    SettleDetector moving({});
    moving.sample(0, std::vector<double>{0});
    EXPECT_FALSE(moving.sample(1e6, std::vector<double>{1e5}));
    SettleDetector resting({});
    resting.sample(0, std::vector<double>{0.5});
    EXPECT_TRUE(resting.sample(1e6, std::vector<double>{0.5}));
}

TEST(SettleDetector, ValuesThatAreNotNumbersNeverSettle) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Signal broken = [nan](double t) { return std::vector<double>{t < 1 ? 0.0 : nan}; };
    EXPECT_EQ(stop_time(broken), kNever);
}

TEST(SettleDetector, WaitsForTheReadoutToBeSteadyForAWholeTau) {
    SettleRule rule;
    rule.readout = [](std::span<const double> v) -> std::size_t { return v[0] < 3.25 ? 0 : 1; };
    rule.range = 1e6;  // only the readout moves
    const Signal ramp = [](double t) { return std::vector<double>{t}; };
    EXPECT_NEAR(stop_time(ramp, 0.05, rule), 4.25, 0.06);
}

TEST(SettleDetector, WorksInSecondsAsInTau) {
    SettleRule rule;
    rule.tau = 1e-8;
    rule.range = 0.25;
    const Signal decay = [](double t) { return std::vector<double>{0.25 * std::exp(-t / 1e-8)}; };
    EXPECT_NEAR(stop_time(decay, 5e-10, rule) / 1e-8,
                stop_time([](double t) { return std::vector<double>{std::exp(-t)}; }), 0.06);
}

TEST(SettlingTime, InterpolatesTheCrossingOfTheBand) {
    const std::vector<double> time = {0, 1, 2, 3};
    const std::vector<double> values = {1, 5, 0.5, 5, 0, 5, 0, 5};
    // |v - 0| = 0.1 on the line from 0.5 at 1 to 0 at 2.
    EXPECT_NEAR(settling_time(time, values, 2, 0.1), 1.8, 1e-12);
}

TEST(SettlingTime, CountsACrossingThatJumpsToTheOtherSide) {
    const std::vector<double> time = {0, 1, 2};
    const std::vector<double> values = {1, -0.05, 0};
    EXPECT_NEAR(settling_time(time, values, 1, 0.1), 0.9 / 1.05, 1e-12);
}

TEST(SettlingTime, IsTheStartWhenNothingMovesAndOfAnExponentialItsLogarithm) {
    EXPECT_EQ(settling_time(std::vector<double>{2, 3}, std::vector<double>{1, 1}, 1, 0.1), 2);
    std::vector<double> time;
    std::vector<double> values;
    for (int k = 0; k <= 20000; ++k) {
        time.push_back(k * 1e-3);
        values.push_back(std::exp(-k * 1e-3));
    }
    EXPECT_NEAR(settling_time(time, values, 1, 0.01), std::log(100.0), 1e-6);
}

TEST(SettlingTime, OfAnExponentialInCoarseStepsIsItsLogarithmToo) {
    std::vector<double> time;
    std::vector<double> values;
    for (int k = 0; k <= 40; ++k) {
        time.push_back(k * 0.5);
        values.push_back(-std::exp(-k * 0.5));
    }
    EXPECT_NEAR(settling_time(time, values, 1, 0.01), std::log(100.0), 1e-6);
}

TEST(DecisionTime, IsTheLastChangeOfTheReadout) {
    const auto sign = [](std::span<const double> v) -> std::size_t { return v[0] > 0 ? 1 : 0; };
    const std::vector<double> time = {0, 1, 2, 3};
    // Half way between the samples at 1 and 2.
    EXPECT_NEAR(decision_time(time, std::vector<double>{1, -1, 1, 2}, 1, sign), 1.5, 1e-6);
    EXPECT_NEAR(decision_time(time, std::vector<double>{1, 1, -1, 3}, 1, sign), 2.25, 1e-6);
    EXPECT_EQ(decision_time(time, std::vector<double>{1, 1, 1, 2}, 1, sign), 0);
}

}  // namespace
}  // namespace hopspice::wave
