// Jobs that are made as workers become free.

#include "circuits.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace hopspice::sim {
namespace {

/// Gives `count` jobs whose step ends at their number, and keeps what they gave.
struct Source {
    std::size_t count;
    std::size_t given = 0;
    std::size_t most_waiting = 0;
    std::map<std::size_t, Outcome> outcomes = {};
    std::size_t idles = 0;

    JobStream stream() {
        return {[this]() -> std::optional<Job> {
                    if (given == count) {
                        return std::nullopt;
                    }
                    most_waiting = std::max(most_waiting, given - outcomes.size());
                    return step_job(0, static_cast<double>(++given));
                },
                [this](std::size_t index, Outcome outcome) {
                    EXPECT_TRUE(outcomes.emplace(index, std::move(outcome)).second);
                },
                [this] { ++idles; }};
    }
};

TEST(JobStream, EveryJobIsDoneOnceAndNoneIsMadeBeforeAWorkerIsFree) {
    Source source{20};
    auto setup = rc_setup();
    setup.workers = 2;
    ASSERT_TRUE(run_stream(setup, source.stream()));
    ASSERT_EQ(source.outcomes.size(), 20U);
    EXPECT_LE(source.most_waiting, 1U) << "beside the one that is made";
    EXPECT_GT(source.idles, 0U);
    for (const auto& [index, outcome] : source.outcomes) {
        ASSERT_TRUE(outcome.completed) << outcome.message;
        const double end = outcome.waveform.at(outcome.waveform.points() - 1, 0);
        EXPECT_NEAR(end, static_cast<double>(index + 1) * (1 - std::exp(-5)), 1e-2);
    }
}

TEST(JobStream, AnEmptyOneStillSaysTheVersion) {
    Source source{0};
    const auto version = run_stream(rc_setup(), source.stream());
    ASSERT_TRUE(version);
    EXPECT_GE(version->major, 39);
    EXPECT_TRUE(source.outcomes.empty());
}

TEST(JobStream, CallsIdleWhileAJobTakesLong) {
    auto setup = rc_setup();
    setup.stop = [](std::span<const double>) {
        return std::make_unique<StopFunction>([](double, std::span<const double>) {
            std::this_thread::sleep_for(std::chrono::milliseconds(4));
            return false;
        });
    };
    Source source{1};
    ASSERT_TRUE(run_stream(setup, source.stream()));
    EXPECT_GE(source.idles, 3U) << "the run takes more than a second";
}

}  // namespace
}  // namespace hopspice::sim
