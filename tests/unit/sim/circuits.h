#pragma once
// Small circuits and jobs that the simulator tests share.

#include "sim/ngspice.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::sim {

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// 1 kohm into 1 pF.
inline constexpr double kTau = 1e-9;
/// The rise time of an input step.
inline constexpr double kRise = 1e-12;

inline Setup rc_setup() {
    Setup setup;
    setup.deck = {
        "Two RC, one Title",         "vin in 0 pwl(0 0 1 0)", "r1 in out 1k", "c1 out 0 1p",
        "vb b 0 pwl(0 0.25 1 0.25)", "r2 b bout 1k",          "c2 bout 0 1p", ".end"};
    setup.saved = {"v(out)", "i(vin)", "v(bout)"};
    setup.watch = {0};
    setup.wall_limit_s = 30;
    return setup;
}

/// `vin` steps from `low` to `high` at t = 0.
inline Job step_job(double low, double high, double stop_time_s = 5 * kTau) {
    Job job;
    job.sources = {{"vin", {0, low, kRise, high}}};
    job.stop_time_s = stop_time_s;
    job.max_step_s = kTau / 50;
    return job;
}

/// Runs all jobs and expects that the run as a whole works; outcomes by index.
inline std::vector<Outcome> run_all(const Setup& setup, const std::vector<Job>& jobs) {
    std::vector<Outcome> outcomes(jobs.size());
    std::vector<int> calls(jobs.size(), 0);
    const auto version = run_jobs(setup, jobs, [&](std::size_t index, Outcome outcome) {
        outcomes.at(index) = std::move(outcome);
        ++calls.at(index);
    });
    EXPECT_TRUE(version) << format_diagnostic(version.error().front());
    EXPECT_EQ(calls, std::vector<int>(jobs.size(), 1)) << "done() once per job";
    return outcomes;
}

/// The one diagnostic of a run that fails as a whole; no job may be reported.
inline Diagnostic refusal(const Setup& setup, const std::vector<Job>& jobs) {
    const auto version =
        run_jobs(setup, jobs, [](std::size_t, Outcome) { ADD_FAILURE() << "a job was reported"; });
    if (version) {
        ADD_FAILURE() << "the run worked";
        return {};
    }
    EXPECT_EQ(version.error().size(), 1U);
    return version.error().front();
}

/// A stop condition made of a function.
class StopFunction : public StopCondition {
public:
    using Function = std::function<bool(double, std::span<const double>)>;
    explicit StopFunction(Function function) : function_(std::move(function)) {}
    std::optional<double> sample(double time_s, std::span<const double> values) override {
        return function_(time_s, values) ? std::optional(time_s) : std::nullopt;
    }

private:
    Function function_;
};

/// Numbers that all workers and the test see.
template <typename Numbers>
class Shared {
public:
    Shared()
        : page_(::mmap(nullptr, sizeof(Numbers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0)),
          numbers_(new (page_) Numbers) {}
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    ~Shared() { ::munmap(page_, sizeof(Numbers)); }
    [[nodiscard]] Numbers* operator->() const { return numbers_; }

private:
    void* page_;
    Numbers* numbers_;
};

struct RunNumbers {
    std::atomic<int> runs{0};
    std::atomic<int> process{0};
    std::atomic<int> running{0};
};
using SharedNumbers = Shared<RunNumbers>;

inline void expect_same(const Outcome& a, const Outcome& b) {
    EXPECT_TRUE(a.completed) << a.message;
    EXPECT_TRUE(b.completed) << b.message;
    EXPECT_EQ(a.waveform.time_s, b.waveform.time_s);
    EXPECT_EQ(a.waveform.samples, b.waveform.samples);
    EXPECT_EQ(a.waveform.names, b.waveform.names);
}

}  // namespace hopspice::sim
