// Noise as a function of time: its density, its repeatability, and what it does to an RC.

#include "sim/noise.h"

#include "circuits.h"
#include "support/constants.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

namespace hopspice::sim {
namespace {

constexpr double kThermalJoules = 1.380649e-23 * 300.15;
constexpr double kOhms = 1e3;
constexpr double kFarads = 1e-12;

Noise noise_of(std::uint64_t seed, double sigma, double interval_s = 1) {
    return {seed, interval_s, {{"in_a", sigma}, {"vn_b", sigma}}};
}

double variance(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value * value;
    }
    return sum / static_cast<double>(values.size());
}

TEST(Noise, HasTheDensityItIsAskedForAtLowFrequency) {
    // The mean of white noise of one-sided density S over a time T has the variance S/(2 T).
    constexpr double kDensity = 3e-18;
    constexpr double kInterval = 1e-9;
    constexpr int kWindow = 100;
    NoiseValues values(noise_of(5, noise_sigma(kDensity, kInterval), kInterval));
    std::vector<double> means;
    for (int window = 0; window < 500; ++window) {
        double sum = 0;
        for (int k = 0; k < 4 * kWindow; ++k) {
            sum += values.at("in_a", (window * kWindow + k / 4.0) * kInterval);
        }
        means.push_back(sum / (4 * kWindow));
    }
    EXPECT_NEAR(variance(means) / (kDensity / (2 * kWindow * kInterval)), 1,
                4 * std::sqrt(2.0 / 500));
}

TEST(Noise, IsDownByHalfAtItsBandwidth) {
    const double x = std::numbers::pi * kNoiseBandwidth;
    EXPECT_NEAR(std::pow(std::sin(x) / x, 4), 0.5, 1e-4);
}

TEST(Noise, GoesInStraightLinesBetweenNormalNumbers) {
    NoiseValues values(noise_of(7, 2));
    std::vector<double> corners;
    for (int k = 0; k < 4000; ++k) {
        const double left = values.at("in_a", k);
        const double right = values.at("in_a", k + 1);
        EXPECT_NEAR(values.at("in_a", k + 0.25), 0.75 * left + 0.25 * right, 1e-12);
        corners.push_back(left);
    }
    EXPECT_NEAR(variance(corners) / 4, 1, 4 * std::sqrt(2.0 / 4000));
}

TEST(Noise, DependsOnSeedSourceAndTimeAlone) {
    NoiseValues first(noise_of(7, 1));
    NoiseValues again(noise_of(7, 1));
    NoiseValues other(noise_of(8, 1));
    const double late = first.at("in_a", 1234.5);
    EXPECT_EQ(again.at("in_a", 3), first.at("in_a", 3)) << "whatever was asked before";
    EXPECT_EQ(again.at("IN_A", 3), 0) << "names are lower case";
    EXPECT_EQ(again.at("in_a", 1234.5), late);
    EXPECT_NE(other.at("in_a", 1234.5), late);
    EXPECT_NE(again.at("vn_b", 1234.5), late);
    EXPECT_NE(noise_seed(7, "query-1"), noise_seed(7, "query-2"));
    EXPECT_NE(noise_seed(7, "query-1"), noise_seed(8, "query-1"));
}

TEST(Noise, CornersAreTheSameAsNumbers) {
    NoiseValues values(noise_of(3, 1, 0.5));
    const auto pairs = values.corners("in_a", 10.2);
    ASSERT_EQ(pairs.size(), 2U * 22);
    EXPECT_GE(pairs[pairs.size() - 2], 10.2);
    for (std::size_t k = 0; k < pairs.size(); k += 2) {
        EXPECT_EQ(pairs[k + 1], values.at("in_a", pairs[k]));
    }
}

/// A resistor's current noise on a capacitor.
Setup thermal_setup() {
    Setup setup;
    setup.deck = {"thermal",           "in_a 0 out external", "r1 out 0 1k", "c1 out 0 1p",
                  "vn_b b 0 external", "rb b 0 1k",           ".end"};
    setup.saved = {"v(out)", "v(b)"};
    setup.wall_limit_s = 60;
    return setup;
}

Job thermal_job(std::uint64_t seed, double taus = 200) {
    constexpr double kInterval = kTau / 20;
    Job job;
    job.noise = noise_of(seed, noise_sigma(4 * kThermalJoules / kOhms, kInterval), kInterval);
    job.stop_time_s = taus * kTau;
    job.max_step_s = kInterval;
    return job;
}

/// Twenty samples in a time constant: 7/15 of a twentieth of the variance is lost.
TEST(Noise, OfAResistorGivesItsCapacitorKTOverC) {
    std::vector<Job> jobs;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        jobs.push_back(thermal_job(seed));
    }
    std::vector<double> volts;
    for (const Outcome& outcome : run_all(thermal_setup(), jobs)) {
        ASSERT_TRUE(outcome.completed) << outcome.message;
        double next = 5 * kTau;
        for (std::size_t point = 0; point < outcome.waveform.points(); ++point) {
            if (outcome.waveform.time_s[point] >= next) {
                volts.push_back(outcome.waveform.at(point, 0));
                next += 5 * kTau;
            }
        }
    }
    ASSERT_GT(volts.size(), 300U);
    const double expected = kThermalJoules / kFarads * (1 - 7.0 / 15 / 20);
    // Samples 5 tau apart are independent: a factor of 2 in density is ten standard errors away.
    EXPECT_NEAR(variance(volts) / expected, 1,
                4 * std::sqrt(2 / static_cast<double>(volts.size())));
}

TEST(Noise, IsTheSameToTheLastBitInEveryWorkerAndOrder) {
    auto two = thermal_setup();
    two.workers = 2;
    const auto some = run_all(thermal_setup(), {thermal_job(1, 5), thermal_job(2, 5)});
    const auto turned = run_all(two, {thermal_job(2, 5), thermal_job(3, 5), thermal_job(1, 5)});
    EXPECT_EQ(some[0].waveform.samples, turned[2].waveform.samples);
    EXPECT_EQ(some[1].waveform.samples, turned[0].waveform.samples);
    EXPECT_NE(some[0].waveform.samples, some[1].waveform.samples);
}

TEST(Noise, ReachesVoltageSourcesAsItIs) {
    const Job job = thermal_job(4, 3);
    const auto outcome = run_all(thermal_setup(), {job}).at(0);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    NoiseValues values(*job.noise);
    for (std::size_t point = 1; point < outcome.waveform.points(); ++point) {
        EXPECT_NEAR(outcome.waveform.at(point, 1),
                    values.at("vn_b", outcome.waveform.time_s[point]), 1e-12);
    }
}

TEST(Noise, IsForItsJobAlone) {
    Job quiet = thermal_job(1, 5);
    quiet.noise.reset();
    const auto outcomes = run_all(thermal_setup(), {thermal_job(1, 5), quiet});
    for (std::size_t point = 0; point < outcomes[1].waveform.points(); ++point) {
        EXPECT_EQ(outcomes[1].waveform.at(point, 0), 0);
    }
}

}  // namespace
}  // namespace hopspice::sim
