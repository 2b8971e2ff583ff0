// Steps behind the corners of sources: proposed until the simulator's error control objects.

#include "sim/stride.h"
#include "circuits.h"

#include <algorithm>
#include <cmath>

namespace hopspice::sim {

namespace {

constexpr double kReady = 1e-10;

TEST(Stride, ProposesTheReadyStepWhereOnlyGrowthHeldItBack) {
    Stride stride({});
    EXPECT_EQ(stride.propose(0, 1e-12, kReady), kReady);
    stride.accepted(1e-12, 2e-12);
    EXPECT_EQ(stride.propose(1e-12, 2e-12, kReady), kReady);
}

TEST(Stride, NeverMakesAStepSmaller) {
    Stride stride({5e-10});
    EXPECT_EQ(stride.propose(0, 3e-10, kReady), 3e-10);
}

TEST(Stride, StaysShortOfTheNextCorner) {
    Stride stride({4e-11, 0});
    const double step = stride.propose(0, 1e-12, kReady);
    EXPECT_GT(step, 3e-11);
    EXPECT_LT(step, 4e-11);
}

TEST(Stride, LeavesAStepAloneThatTheErrorControlChose) {
    Stride stride({});
    stride.accepted(2e-12, 3e-12);
    EXPECT_EQ(stride.propose(2e-12, 3e-12, kReady), 3e-12);
}

TEST(Stride, ARejectionEndsItUntilTheNextCorner) {
    Stride stride({1e-9});
    stride.rejected();
    stride.accepted(1e-12, 2e-12);
    EXPECT_EQ(stride.propose(1e-12, 2e-12, kReady), 2e-12);
    EXPECT_EQ(stride.propose(1e-9, 2e-12, kReady), kReady);
}

TEST(Stride, AStepThatMeetsACornerByChanceIsShortened) {
    Stride stride({4e-10});
    stride.accepted(1e-10, 1e-10);
    EXPECT_LT(stride.propose(3e-10, 1e-10, kReady), 1e-10);
    // The simulator cut this one itself.
    stride.accepted(1e-10, 2e-10);
    EXPECT_EQ(stride.propose(3e-10, 1e-10, kReady), 1e-10);
}

TEST(Stride, WithoutAReadyStepItProposesNothing) {
    Stride stride({1e-9});
    EXPECT_EQ(stride.propose(0, 1e-15, 0), 1e-15);
}

class Ready : public StopCondition {
public:
    explicit Ready(double step_s) : step_s_(step_s) {}
    std::optional<double> sample(double /*time_s*/, std::span<const double> /*values*/) override {
        return std::nullopt;
    }
    [[nodiscard]] double ready_step_s() const override { return step_s_; }

private:
    double step_s_;
};

Outcome staircase_with(double ready_s) {
    Setup setup = rc_setup();
    setup.corners_s = {0, 1};
    setup.stop = [ready_s](std::span<const double>) { return std::make_unique<Ready>(ready_s); };
    Job job;
    job.sources = {{"vin", {0, 0, kTau, 0, kTau + kRise, 1, 3 * kTau, 1, 3 * kTau + kRise, 0.5}}};
    job.stop_time_s = 5 * kTau;
    job.max_step_s = kTau / 50;
    return run_all(setup, {job}).at(0);
}

TEST(Stride, ARunHasFewerPointsAndStillEveryCorner) {
    const Outcome usual = staircase_with(0);
    const Outcome ready = staircase_with(kTau / 80);
    ASSERT_TRUE(ready.completed) << ready.message;
    EXPECT_LT(ready.waveform.points(), usual.waveform.points() - 15);
    for (const double corner : {kTau, kTau + kRise, 3 * kTau, 3 * kTau + kRise}) {
        const bool met = std::ranges::any_of(ready.waveform.time_s, [corner](double time) {
            return std::abs(time - corner) < 1e-9 * kTau;
        });
        EXPECT_TRUE(met) << corner;
    }
}

TEST(Stride, ARunStillFollowsTheClosedForm) {
    const Outcome ready = staircase_with(kTau / 80);
    ASSERT_TRUE(ready.completed) << ready.message;
    for (std::size_t k = 0; k < ready.waveform.points(); ++k) {
        const double since = (ready.waveform.time_s[k] - kTau) / kTau;
        const double fallen = since - 2;
        const double expected = (since > 0 ? 1 - std::exp(-since) : 0) -
                                (fallen > 0 ? 0.5 * (1 - std::exp(-fallen)) : 0);
        EXPECT_NEAR(ready.waveform.at(k, 0), expected, 2e-3) << ready.waveform.time_s[k];
    }
}

}  // namespace

}  // namespace hopspice::sim
