#include "cluster/waiting.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace hopspice::cluster {

namespace {

using Clock = std::chrono::steady_clock;

// Seconds between two questions to the scheduler: soon for short jobs, rarely for long ones.
constexpr double kFirstQuestion = 0.5;
constexpr double kRarest = 15;
constexpr double kGrowth = 1.3;
constexpr double kLook = 1;
constexpr auto kNap = std::chrono::milliseconds(50);

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Wait {
public:
    explicit Wait(const Waiting& waiting) : waiting_(waiting) {}
    Diagnostics run();

private:
    bool ask();
    void cancel();

    const Waiting& waiting_;
    Clock::time_point answered_ = Clock::now();
    Clock::time_point asked_ = {};
    Clock::time_point looked_ = {};
    Clock::time_point cancelled_ = {};
    double every_ = kFirstQuestion;
    bool is_cancelled_ = false;
    bool is_last_ = false;  ///< what the job was for is done
    std::set<std::string> reasons_;
    Diagnostics problem_;
};

/// Whether the wait goes on.
bool Wait::ask() {
    asked_ = Clock::now();
    every_ = is_cancelled_ || is_last_ ? kFirstQuestion : std::min(kRarest, every_ * kGrowth);
    const auto state = waiting_.scheduler.find(waiting_.name);
    if (!state) {
        if (waiting_.note && !problem_.has_errors()) {
            waiting_.note(format_diagnostic(state.error().front()) + "; asking again");
        }
        problem_ = state.error();
        return since(answered_) < kSilentSeconds;
    }
    answered_ = Clock::now();
    problem_ = {};
    for (const std::string& reason : state->reasons) {
        if (waiting_.note && reasons_.insert(reason).second) {
            waiting_.note("tasks wait: " + reason);
        }
    }
    return state->active;
}

void Wait::cancel() {
    is_cancelled_ = true;
    cancelled_ = Clock::now();
    every_ = kFirstQuestion;
    const auto done = waiting_.scheduler.cancel(waiting_.name);
    if (!done && waiting_.note) {
        waiting_.note(format_diagnostic(done.error().front()));
    }
}

Diagnostics Wait::run() {
    while (true) {
        if (!is_cancelled_ && waiting_.interrupted && waiting_.interrupted()) {
            cancel();
        }
        if (is_cancelled_ && since(cancelled_) >= kCancelSeconds) {
            return problem_;
        }
        if (since(looked_) >= kLook) {
            looked_ = Clock::now();
            is_last_ = waiting_.look();
            every_ = is_last_ ? kFirstQuestion : every_;
        }
        if (since(asked_) >= every_ && !ask()) {
            return problem_;
        }
        std::this_thread::sleep_for(kNap);
    }
}

}  // namespace

Diagnostics wait_for_job(const Waiting& waiting) { return Wait(waiting).run(); }

}  // namespace hopspice::cluster
