// Runs that work: values, independence of jobs, early stop.

#include "circuits.h"

#include <algorithm>
#include <cmath>

namespace hopspice::sim {
namespace {

/// The answer of the RC to a ramp from 0 to 1 within kRise, t after its end.
double rc_answer(double time_s) {
    const double k = kTau / kRise * std::expm1(kRise / kTau);
    return 1 - k * std::exp(-time_s / kTau);
}

TEST(Simulator, RcStepFollowsTheClosedForm) {
    const auto outcome = run_all(rc_setup(), {step_job(0, 1)}).at(0);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    EXPECT_FALSE(outcome.stopped_early);
    const wave::Waveform& w = outcome.waveform;
    EXPECT_EQ(w.names, rc_setup().saved);
    ASSERT_GT(w.points(), 200U);
    EXPECT_NEAR(w.time_s.back(), 5 * kTau, 1e-9 * 5 * kTau);
    // Trapezoidal rule with step h: |error| <= (h/tau)^2/12 * max(t/tau exp(-t/tau)) = 1.2e-5; the
    // first steps after an edge are backward Euler of at most a few rise times: 0.5 (3e-3)^2 each.
    const double h = 1.0 / 50;
    const double tolerance = h * h / 12 * std::exp(-1.0) + 1e-5;
    double worst = 0;
    for (std::size_t i = 0; i < w.points(); ++i) {
        if (w.time_s[i] >= kRise) {
            const double expected = rc_answer(w.time_s[i]);
            worst = std::max(worst, std::abs(w.at(i, 0) - expected));
            // The current of a source flows into its plus terminal.
            EXPECT_NEAR(w.at(i, 1), -(1 - expected) / 1e3, tolerance / 1e3);
        }
    }
    EXPECT_LT(worst, tolerance);
}

TEST(Simulator, StartsFromTheOperatingPointOfTheJobsOwnSources) {
    const auto outcomes = run_all(rc_setup(), {step_job(-0.5, 1), step_job(0.75, -1e-3)});
    ASSERT_TRUE(std::ranges::all_of(outcomes, &Outcome::completed));
    EXPECT_NEAR(outcomes[0].waveform.at(0, 0), -0.5, 1e-9);
    EXPECT_NEAR(outcomes[1].waveform.at(0, 0), 0.75, 1e-9);
    EXPECT_NEAR(outcomes[1].waveform.at(0, 2), 0.25, 1e-9);
    EXPECT_EQ(outcomes[1].waveform.time_s.front(), 0);
}

TEST(Simulator, EveryCornerOfASourceIsATimePoint) {
    Job job = step_job(0, 0);
    job.sources[0].pwl = {0, 0, 2.5e-9, 0, 2.5001e-9, 1, 4e-9, 1, 4.01e-9, 0};
    const auto outcome = run_all(rc_setup(), {step_job(0, 1), job}).at(1);
    for (const double corner : {2.5e-9, 2.5001e-9, 4e-9, 4.01e-9}) {
        EXPECT_TRUE(std::ranges::any_of(outcome.waveform.time_s, [&](double t) {
            return std::abs(t - corner) < 1e-18;
        })) << corner;
    }
}

TEST(Simulator, TimeIncreasesStrictly) {
    const auto outcome = run_all(rc_setup(), {step_job(0, 1)}).at(0);
    const auto& time_s = outcome.waveform.time_s;
    EXPECT_EQ(std::ranges::adjacent_find(time_s, std::greater_equal<>{}), time_s.end());
    EXPECT_EQ(outcome.waveform.samples.size(), time_s.size() * 3);
}

TEST(Simulator, JobsOnOneWorkerEqualFreshRuns) {
    std::vector<Job> jobs;
    for (const double high : {1.0, -0.3, 2.0, 0.1, 1.0}) {
        jobs.push_back(step_job(high / 3, high));
    }
    const auto together = run_all(rc_setup(), jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        expect_same(together[i], run_all(rc_setup(), {jobs[i]}).at(0));
    }
    EXPECT_EQ(together[0].waveform.samples, together[4].waveform.samples);
}

TEST(Simulator, TwoWorkersGiveTheSameAsOne) {
    std::vector<Job> jobs;
    for (int i = 0; i < 12; ++i) {
        jobs.push_back(step_job(0.1 * i, 1 - 0.2 * i));
    }
    sim::Setup setup = rc_setup();
    const auto one = run_all(setup, jobs);
    setup.workers = 2;
    const auto two = run_all(setup, jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        expect_same(one[i], two[i]);
    }
}

TEST(Simulator, ASourceThatAJobLeavesAloneHasTheDecksValue) {
    Job both = step_job(0, 1);
    both.sources.push_back({"vb", {0, 3, 1e-9, 4}});
    const auto outcomes = run_all(rc_setup(), {both, step_job(0, 1), both});
    ASSERT_TRUE(std::ranges::all_of(outcomes, &Outcome::completed));
    expect_same(outcomes[1], run_all(rc_setup(), {step_job(0, 1)}).at(0));
    expect_same(outcomes[2], outcomes[0]);
    EXPECT_NEAR(outcomes[1].waveform.at(0, 2), 0.25, 1e-9);
    EXPECT_NEAR(outcomes[2].waveform.at(0, 2), 3, 1e-9);
}

TEST(Simulator, AMemoryCellKeepsWhatEachJobWroteIntoIt) {
    sim::Setup setup;
    setup.deck = {"cell",
                  "vin in 0 pwl(0 0 1 0)",
                  "bx 0 x i=1e-3*tanh(2*v(x)+4*v(in))",
                  "rx x 0 1k",
                  "cx x 0 1p",
                  ".end"};
    setup.saved = {"v(x)"};
    std::vector<Job> jobs;
    for (const double sign : {1.0, -1.0, -1.0, 1.0}) {
        Job job = step_job(0, 0, 30 * kTau);
        job.sources[0].pwl = {0, sign, 1e-9, sign, 1.1e-9, 0};
        jobs.push_back(job);
    }
    const auto outcomes = run_all(setup, jobs);
    ASSERT_TRUE(std::ranges::all_of(outcomes, &Outcome::completed));
    const double kFixedPoint = 0.9575040240772687;  // x = tanh(2x)
    // Off by gmin and reltol of the last Newton step.
    EXPECT_NEAR(outcomes[0].waveform.samples.back(), kFixedPoint, 1e-3);
    EXPECT_NEAR(outcomes[1].waveform.samples.back(), -kFixedPoint, 1e-3);
    EXPECT_NEAR(outcomes[2].waveform.samples.back(), -kFixedPoint, 1e-3);
    EXPECT_NEAR(outcomes[3].waveform.samples.back(), kFixedPoint, 1e-3);
}

TEST(Simulator, StopsAtTheFirstPointThatMeetsTheCondition) {
    sim::Setup setup = rc_setup();
    setup.watch = {2, 0};
    setup.stop = [](std::span<const double> parameters) {
        return std::make_unique<StopFunction>(
            [level = parameters[0]](double, std::span<const double> v) {
                return std::abs(v[0] - 0.25) < 1e-6 && v[1] > level;
            });
    };
    Job stopped = step_job(0, 1, 1000 * kTau);
    stopped.stop_parameters = {0.9};
    Job full = step_job(0, 1);
    full.stop_parameters = {2};
    const auto outcomes = run_all(setup, {stopped, full, stopped});
    const wave::Waveform& w = outcomes[0].waveform;
    ASSERT_TRUE(outcomes[0].completed) << outcomes[0].message;
    EXPECT_TRUE(outcomes[0].stopped_early);
    EXPECT_GT(w.at(w.points() - 1, 0), 0.9);
    EXPECT_LE(w.at(w.points() - 2, 0), 0.9);
    EXPECT_LE(w.time_s.back(), kTau * std::log(10.0) + 2 * kTau / 50);
    EXPECT_FALSE(outcomes[1].stopped_early);
    sim::Setup plain = rc_setup();
    expect_same(outcomes[1], run_all(plain, {full}).at(0));
    expect_same(outcomes[2], outcomes[0]);
}

TEST(Simulator, AStoppedRunCostsNothingAfterItsStop) {
    sim::Setup setup = rc_setup();
    setup.wall_limit_s = 5;
    setup.stop = [](std::span<const double>) {
        return std::make_unique<StopFunction>(
            [](double time_s, std::span<const double>) { return time_s > 2 * kTau; });
    };
    // 50 million points without the stop.
    const auto outcome = run_all(setup, {step_job(0, 1, 1e6 * kTau)}).at(0);
    EXPECT_TRUE(outcome.completed) << outcome.message;
    EXPECT_LT(outcome.wall_time_s, 1);
}

TEST(Simulator, TheStopConditionSeesExactlyTheRecordedPoints) {
    sim::Setup setup = rc_setup();
    setup.stop = [](std::span<const double>) {
        return std::make_unique<StopFunction>(
            [count = 0, last = -1.0](double time_s, std::span<const double>) mutable {
                const bool increases = time_s > last;
                last = time_s;
                return ++count == 100 || !increases;
            });
    };
    const auto outcome = run_all(setup, {step_job(0, 1)}).at(0);
    EXPECT_TRUE(outcome.stopped_early);
    EXPECT_EQ(outcome.waveform.points(), 100U);
}

class StopBetweenPoints : public StopCondition {
public:
    std::optional<double> sample(double time_s, std::span<const double> /*values*/) override {
        const double between = (time_s + last_s_) / 2;
        last_s_ = time_s;
        return time_s > kTau ? std::optional(between) : std::nullopt;
    }

private:
    double last_s_ = 0;
};

TEST(Simulator, ARunThatEndsBetweenTwoPointsEndsOnTheLineBetweenThem) {
    sim::Setup setup = rc_setup();
    const auto whole = run_all(setup, {step_job(0, 1)}).at(0).waveform;
    setup.stop = [](std::span<const double>) { return std::make_unique<StopBetweenPoints>(); };
    const auto cut = run_all(setup, {step_job(0, 1)}).at(0).waveform;
    const std::size_t last = cut.points() - 1;
    ASSERT_GT(whole.points(), last + 1);
    EXPECT_LE(whole.time_s[last - 1], kTau);
    EXPECT_GT(whole.time_s[last], kTau);
    EXPECT_DOUBLE_EQ(cut.time_s[last], (whole.time_s[last - 1] + whole.time_s[last]) / 2);
    EXPECT_NEAR(cut.at(last, 0), (whole.at(last - 1, 0) + whole.at(last, 0)) / 2, 1e-12);
}

class StepsOfATenth : public StopCondition {
public:
    std::optional<double> sample(double /*time_s*/, std::span<const double> /*values*/) override {
        return std::nullopt;
    }
    [[nodiscard]] double largest_step_s() const override { return kTau / 10; }
};

TEST(Simulator, TheStopConditionBoundsTheSteps) {
    const auto longest_of = [](const wave::Waveform& waveform) {
        double longest = 0;
        for (std::size_t k = 1; k < waveform.points(); ++k) {
            longest = std::max(longest, waveform.time_s[k] - waveform.time_s[k - 1]);
        }
        return longest;
    };
    sim::Setup setup = rc_setup();
    sim::Job job = step_job(0, 1);
    job.max_step_s = kTau;
    EXPECT_GT(longest_of(run_all(setup, {job}).at(0).waveform), 0.5 * kTau);
    setup.stop = [](std::span<const double>) { return std::make_unique<StepsOfATenth>(); };
    const double longest = longest_of(run_all(setup, {job}).at(0).waveform);
    EXPECT_LT(longest, 0.1001 * kTau);
    EXPECT_GT(longest, 0.099 * kTau);
}

TEST(Simulator, AConditionThatHoldsAtOnceLeavesTheOperatingPoint) {
    sim::Setup setup = rc_setup();
    setup.stop = [](std::span<const double>) {
        return std::make_unique<StopFunction>([](double, std::span<const double>) { return true; });
    };
    const auto outcomes = run_all(setup, {step_job(0.5, 1), step_job(0.25, 1)});
    for (const Outcome& outcome : outcomes) {
        EXPECT_TRUE(outcome.completed) << outcome.message;
        EXPECT_EQ(outcome.waveform.points(), 1U);
    }
    EXPECT_NEAR(outcomes[1].waveform.samples[0], 0.25, 1e-9);
}

TEST(Simulator, SaysItsVersionEvenWithoutJobs) {
    const auto version = run_jobs(rc_setup(), {}, {});
    ASSERT_TRUE(version) << format_diagnostic(version.error().front());
    EXPECT_GE(version->major, 39);
    EXPECT_TRUE(version->text.starts_with("ngspice-")) << version->text;
}

TEST(Simulator, OptionsReachTheSimulator) {
    sim::Setup setup = rc_setup();
    setup.deck.insert(setup.deck.begin() + 1, "rt out 0 1k tc1=0.01");
    const auto at27 = run_all(setup, {step_job(1, 1)}).at(0);
    setup.options = ".options temp=127";
    const auto at127 = run_all(setup, {step_job(1, 1)}).at(0);
    EXPECT_NEAR(at27.waveform.samples[0], 0.5, 1e-6);
    EXPECT_NEAR(at127.waveform.samples[0], 2.0 / 3, 1e-6);  // 2 kohm against 1 kohm
}

TEST(Simulator, ManySignalsNeedSeveralSaveCommands) {
    sim::Setup setup;
    setup.deck = {"ladder", "vin n0 0 pwl(0 0 1 0)"};
    for (int i = 1; i <= 150; ++i) {
        setup.deck.push_back("r" + std::to_string(i) + " n" + std::to_string(i - 1) + " n" +
                             std::to_string(i) + " 1k");
        setup.saved.push_back("v(n" + std::to_string(i) + ")");
    }
    setup.deck.insert(setup.deck.end(), {"rl n150 0 150k", ".end"});
    const auto outcome = run_all(setup, {step_job(1, 1)}).at(0);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    for (std::size_t i = 0; i < 150; ++i) {
        EXPECT_NEAR(outcome.waveform.at(0, i), 1 - static_cast<double>(i + 1) / 300, 1e-6);
    }
}

}  // namespace
}  // namespace hopspice::sim
