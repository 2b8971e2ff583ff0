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

/// Counts the runs that are under way in all workers.
class Counted : public StopCondition {
public:
    explicit Counted(const SharedNumbers& shared) : shared_(shared) { ++shared_->running; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() override { --shared_->running; }
    std::optional<double> sample(double /*time_s*/, std::span<const double> /*values*/) override {
        return std::nullopt;
    }

private:
    const SharedNumbers& shared_;
};

TEST(JobStream, EveryJobIsDoneOnceAndNoneIsMadeBeforeAWorkerIsFree) {
    Source source{20};
    auto setup = rc_setup();
    setup.workers = 2;
    const SharedNumbers shared;
    setup.stop = [&shared](std::span<const double>) { return std::make_unique<Counted>(shared); };
    int most_running = 0;
    JobStream stream = source.stream();
    stream.next = [&, next = stream.next] {
        most_running = std::max(most_running, shared->running.load());
        return next();
    };
    ASSERT_TRUE(run_stream(setup, stream));
    ASSERT_EQ(source.outcomes.size(), 20U);
    EXPECT_LE(most_running, 1) << "beside the one that is made";
    EXPECT_LE(source.most_waiting, 3U) << "that one runs, and both workers' last outcomes";
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
