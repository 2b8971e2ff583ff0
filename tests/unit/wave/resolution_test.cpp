// Straight lines between samples stay within the tolerance of the curve, with fewer samples.

#include "wave/resolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace hopspice::wave {
namespace {

using Curve = std::function<double(double)>;

struct Walk {
    std::vector<double> times;
    double worst = 0;  ///< distance of the straight lines from the curve
};

Walk walk(const Curve& curve, const ResolutionRule& rule, double end) {
    Resolution resolution(rule);
    Walk walk;
    for (double time = 0; time < end;) {
        resolution.sample(time, std::vector<double>{curve(time), 0});
        walk.times.push_back(time);
        const double next = time + resolution.step();
        for (double share = 0.1; share < 1; share += 0.1) {
            const double chord = (1 - share) * curve(time) + share * curve(next);
            const double at = (1 - share) * time + share * next;
            walk.worst = std::max(walk.worst, std::abs(chord - curve(at)));
        }
        time = next;
    }
    return walk;
}

TEST(Resolution, ADecayIsShownWithinTheToleranceByFewSteps) {
    const ResolutionRule rule{5e-4, 0.05, 0.5};
    const Walk decay = walk([](double t) { return std::exp(-t); }, rule, 10);
    // At the start the finest step decides: 0.05^2/8.
    EXPECT_LT(decay.worst, 1.05 * rule.tolerance);
    EXPECT_LT(decay.times.size(), 70U);
    EXPECT_NEAR(decay.times.back() - decay.times[decay.times.size() - 2], rule.coarsest, 1e-12);
}

TEST(Resolution, AnOscillationDoesNotHideWhereItIsStraight) {
    const ResolutionRule rule{5e-4, 0.01, 1};
    const Walk sine = walk([](double t) { return std::sin(t); }, rule, 20);
    // Its second derivative is 0 where it passes through 0 and 1 a quarter of a period later.
    EXPECT_LT(sine.worst, 4 * rule.tolerance);
    EXPECT_LT(sine.times.size(), 400U);
}

TEST(Resolution, StepsAreTheFinestAgainBehindACorner) {
    const ResolutionRule rule{5e-4, 0.05, 0.5};
    Resolution resolution(rule);
    for (int k = 0; k < 20; ++k) {
        resolution.sample(0.5 * k, std::vector<double>{0});
    }
    EXPECT_EQ(resolution.step(), rule.coarsest);
    resolution.sample(10, std::vector<double>{1});
    EXPECT_EQ(resolution.step(), rule.finest);
}

TEST(Resolution, StartsWithTheFinestStep) {
    Resolution resolution({1, 0.1, 10});
    EXPECT_EQ(resolution.step(), 0.1);
    for (int k = 0; k < 3; ++k) {
        resolution.sample(k, std::vector<double>{0});
        EXPECT_EQ(resolution.step(), 0.1);
    }
}

}  // namespace
}  // namespace hopspice::wave
