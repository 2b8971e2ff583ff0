// Transients whose sources the caller drives while they run.

#include "circuits.h"
#include "sim/live_sources.h"
#include "support/memory.h"

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace hopspice::sim {
namespace {

TEST(EdgeHistory, IsConstantBeforeAndAfterARampAndStraightWithinIt) {
    EdgeHistory history(0.5);
    EXPECT_EQ(history.at(0), 0.5);
    EXPECT_EQ(history.at(1e3), 0.5);
    history.add(1, 2, 1.5);
    EXPECT_EQ(history.at(1), 0.5);
    EXPECT_EQ(history.at(2), 1.0);
    EXPECT_EQ(history.at(3), 1.5);
    EXPECT_EQ(history.at(10), 1.5);
}

TEST(EdgeHistory, ARampThatCutsAnotherOneStartsFromWhereItIs) {
    EdgeHistory history(0);
    history.add(1, 2, 1);
    history.add(2, 1, 0);
    EXPECT_EQ(history.at(1.5), 0.25);
    EXPECT_EQ(history.at(2), 0.5);
    EXPECT_EQ(history.at(2.5), 0.25);
    EXPECT_EQ(history.at(4), 0);
    EXPECT_EQ(history.corners(), 4U);
}

TEST(EdgeHistory, ForgetsWhatIsNotNeededAnyMore) {
    EdgeHistory history(0);
    for (int k = 0; k < 1000; ++k) {
        history.add(k, 0.1, k % 2);
        history.forget_before(k);
        EXPECT_LE(history.corners(), 3U);
        EXPECT_NEAR(history.at(k + 0.05), 0.5, k == 0 ? 0.5 : 1e-9);
    }
}

TEST(LiveSources, AskForABreakpointAtEveryCornerAndTick) {
    LiveSources sources({{{"Vin", 1}, {"vb", 0}}, {}}, 1);
    const auto instants = sources.obey({{{0, 2, 0.5, 3}, {1, 2, 0.5, 4}}, 7, false}, 1);
    EXPECT_EQ(instants, (std::vector<double>{2, 2.5, 7}));
    EXPECT_EQ(sources.volts("vin", 3), 3) << "names arrive in lower case";
    EXPECT_EQ(sources.volts("vb", 3), 4);
    EXPECT_EQ(sources.volts("vother", 3), 0);
    EXPECT_FALSE(sources.due(6.9));
    EXPECT_TRUE(sources.due(7));
    EXPECT_TRUE(sources.due(7 - 4e-5)) << "ngspice puts close breakpoints together";
}

constexpr double kPeriod = 3 * kTau;
constexpr double kEdge = kTau / 20;

Setup live_setup() {
    Setup setup = rc_setup();
    setup.deck[1] = "vin in 0 external";
    setup.watch.clear();
    setup.live = true;
    return setup;
}

Job live_job(double stop_time_s) {
    Job job;
    job.stop_time_s = stop_time_s;
    job.max_step_s = kTau / 50;
    job.live = Live{{{"vin", 0}}, {{}, kPeriod, false}};
    return job;
}

/// v of the RC after a straight piece of its input, from the closed form of v' = (u - v)/tau.
double after_piece(double v, double from, double to, double duration_s) {
    const double slope = (to - from) / duration_s * kTau;
    return to - slope + (v - from + slope) * std::exp(-duration_s / kTau);
}

TEST(LiveRun, ASquareWaveDrivesAnRcAsTheClosedFormSays) {
    constexpr int kTicks = 40;
    double expected = 0;
    double input = 0;
    int ticks = 0;
    double worst = 0;
    std::size_t points = 0;
    double last = -1;
    const auto run = run_live(live_setup(), live_job(1), [&](const wave::Waveform& since) {
        ++ticks;
        points += since.points();
        for (const double t : since.time_s) {
            EXPECT_GT(t, last);
            last = t;
        }
        EXPECT_NEAR(since.time_s.back(), ticks * kPeriod, 1e-6 * kTau);
        const std::size_t out = *since.find("v(out)");
        if (ticks > 1) {
            const double next = 1 - input;
            expected = after_piece(expected, input, next, kEdge);
            expected = after_piece(expected, next, next, kPeriod - kEdge);
            input = next;
        }
        worst = std::max(worst, std::abs(since.at(since.points() - 1, out) - expected));
        Orders orders;
        orders.finish = ticks == kTicks;
        orders.next_tick_s = (ticks + 1) * kPeriod;
        orders.ramps = {{0, ticks * kPeriod, kEdge, 1 - input}};
        return orders;
    });
    ASSERT_TRUE(run) << format_diagnostic(run.error().front());
    EXPECT_TRUE(run->outcome.completed) << run->outcome.message;
    EXPECT_TRUE(run->outcome.stopped_early);
    EXPECT_GE(run->version.major, 39);
    EXPECT_EQ(ticks, kTicks);
    EXPECT_GT(points, 1000U);
    // Trapezoidal rule: (h/tau)^2/12 with h = tau/50, and the simulator's own reltol of 1e-3.
    EXPECT_LT(worst, 1.1e-3);
    EXPECT_GT(worst, 0);
}

TEST(LiveRun, ActsWithinTheClockPeriodAlso) {
    int ticks = 0;
    double seen = 0;
    const auto run = run_live(live_setup(), live_job(1), [&](const wave::Waveform& since) {
        ++ticks;
        seen = since.at(since.points() - 1, *since.find("v(out)"));
        Orders orders;
        orders.next_tick_s = ticks * kPeriod + 2 * kPeriod;
        if (ticks == 1) {  // 10 ns later than the tick, in the middle of the next period
            orders.ramps = {{0, kPeriod + kPeriod / 3, kEdge, 1}};
        }
        orders.finish = ticks == 2;
        return orders;
    });
    ASSERT_TRUE(run);
    const double settled =
        after_piece(after_piece(0, 0, 1, kEdge), 1, 1, 2 * kPeriod - kPeriod / 3 - kEdge);
    EXPECT_NEAR(seen, settled, 1.1e-3);
}

TEST(LiveRun, ARunThatNobodyFinishesEndsAtItsStopTime) {
    int ticks = 0;
    const auto run = run_live(live_setup(), live_job(5.5 * kPeriod), [&](const wave::Waveform&) {
        ++ticks;
        return Orders{{}, (ticks + 1) * kPeriod, false};
    });
    ASSERT_TRUE(run);
    EXPECT_TRUE(run->outcome.completed) << run->outcome.message;
    EXPECT_FALSE(run->outcome.stopped_early);
    EXPECT_EQ(ticks, 5);
    EXPECT_NEAR(run->outcome.waveform.time_s.back(), 5.5 * kPeriod, 1e-9 * kPeriod)
        << "the points behind the last tick";
}

/// The process forked by this one.
std::optional<pid_t> only_child() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream status(entry.path() / "stat");
        std::string pid;
        std::string name;
        std::string state;
        pid_t parent = 0;
        if (status >> pid >> name >> state >> parent && parent == ::getpid()) {
            return static_cast<pid_t>(std::stoi(pid));
        }
    }
    return std::nullopt;
}

TEST(LiveRun, AWorkerThatIsKilledIsReportedAndWhatWasSeenBeforeStays) {
    int ticks = 0;
    const auto run = run_live(live_setup(), live_job(1), [&](const wave::Waveform&) {
        ++ticks;
        if (ticks == 7) {
            ::kill(only_child().value(), SIGKILL);
        }
        return Orders{{}, (ticks + 1) * kPeriod, false};
    });
    ASSERT_TRUE(run);
    EXPECT_FALSE(run->outcome.completed);
    EXPECT_NE(run->outcome.message.find("SIGKILL"), std::string::npos) << run->outcome.message;
    EXPECT_EQ(ticks, 7);
}

TEST(LiveRun, AWorkerThatHangsIsEndedByTheWallLimit) {
    int ticks = 0;
    sim::Setup setup = live_setup();
    setup.wall_limit_s = 0.5;
    const auto run = run_live(setup, live_job(1), [&](const wave::Waveform&) {
        ++ticks;
        if (ticks == 3) {
            ::kill(only_child().value(), SIGSTOP);
        }
        return Orders{{}, (ticks + 1) * kPeriod, false};
    });
    ASSERT_TRUE(run);
    EXPECT_NE(run->outcome.message.find("no answer within 0.5 s"), std::string::npos)
        << run->outcome.message;
    EXPECT_EQ(ticks, 3);
    EXPECT_FALSE(only_child());
}

TEST(LiveRun, AnExceptionOfTheCallerPassesAndLeavesNoProcess) {
    EXPECT_THROW(static_cast<void>(run_live(
                     live_setup(), live_job(1),
                     [](const wave::Waveform&) -> Orders { throw std::runtime_error("enough"); })),
                 std::runtime_error);
    EXPECT_FALSE(only_child());
}

TEST(LiveRun, ACircuitThatTheSimulatorRefusesIsAnError) {
    sim::Setup setup = live_setup();
    setup.deck[2] = "d1 in out nomod";
    const auto run = run_live(setup, live_job(1), [](const wave::Waveform&) { return Orders{}; });
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().front().id, "HS-E403");
}

TEST(LiveRun, MemoryOfALongRunStaysWhereItWas) {
    if (!test::kFreedMemoryReturns) {
        GTEST_SKIP() << "the sanitizer keeps freed memory";
    }
    constexpr int kTicks = 1500;
    int ticks = 0;
    double early = 0;
    double late = 0;
    const auto run = run_live(live_setup(), live_job(1), [&](const wave::Waveform&) {
        ++ticks;
        if (ticks == kTicks / 10) {
            early = test::resident_megabytes(only_child().value());
        }
        if (ticks == kTicks) {
            late = test::resident_megabytes(only_child().value());
        }
        const double now = ticks * kPeriod;
        return Orders{
            {{0, now, kEdge, static_cast<double>(ticks % 2)}}, now + kPeriod, ticks == kTicks};
    });
    ASSERT_TRUE(run);
    EXPECT_TRUE(run->outcome.completed) << run->outcome.message;
    EXPECT_GT(early, 1);
    // 1350 ticks of 150 points and 8 vectors are 13 MB, were they kept.
    EXPECT_LT(late - early, 1);
}

}  // namespace
}  // namespace hopspice::sim
