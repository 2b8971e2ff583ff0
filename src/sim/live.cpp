// run_live: one job in one worker, asked and answered at every tick.

#include "sim/ngspice.h"
#include "sim/remedies.h"
#include "sim/worker.h"

#include "support/rules.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace hopspice::sim {

namespace {

using Clock = std::chrono::steady_clock;

class LiveSession {
public:
    LiveSession(const Setup& setup, const Job& job, const TickFunction& tick)
        : setup_(setup), job_(job), tick_(tick) {}

    Result<LiveOutcome> run() {
        begun_ = Clock::now();
        auto worker = Worker::start(setup_, remedies().front(), {});
        if (!worker) {
            return Unexpected{worker.error()};
        }
        worker_ = std::move(*worker);
        heard_ = Clock::now();
        while (!over_) {
            listen();
        }
        if (refused_) {
            return Unexpected{*refused_};
        }
        result_.outcome.wall_time_s = seconds_since(begun_);
        return std::move(result_);
    }

private:
    static double seconds_since(Clock::time_point start) {
        return std::chrono::duration<double>(Clock::now() - start).count();
    }

    void listen() {
        const double left = std::max(0.0, setup_.wall_limit_s - seconds_since(heard_));
        pollfd polled{worker_->socket(), POLLIN, 0};
        const int ready =
            ::poll(&polled, 1, static_cast<int>(std::ceil(std::min(left, 60.0) * 1e3)));
        if (ready > 0) {
            const bool alive = worker_->receive();
            while (!over_) {
                const auto frame = worker_->next();
                if (!frame) {
                    break;
                }
                handle(*frame);
            }
            if (!alive && !over_) {
                lose(worker_->last_words());
            }
        } else if (seconds_since(heard_) >= setup_.wall_limit_s) {
            lose(worker_->overdue_words(setup_.wall_limit_s));
        }
    }

    void handle(const Frame& frame) {
        if (frame.kind == FrameKind::Tick) {
            if (const auto points = decode_points(frame.payload, setup_.saved)) {
                // Where the worker is gone, the next receive says so.
                static_cast<void>(send_frame(worker_->socket(), FrameKind::Orders,
                                             encode_orders(tick_(*points))));
                heard_ = Clock::now();
                return;
            }
        }
        if (frame.kind == FrameKind::Ready) {
            if (const auto version = decode_version(frame.payload)) {
                result_.version = *version;
                ready_ = worker_->ask(job_);
                heard_ = Clock::now();
                return;
            }
        }
        if (frame.kind == FrameKind::Refused) {
            if (auto reason = decode_diagnostics(frame.payload)) {
                refused_ = std::move(*reason);
                over_ = true;
                return;
            }
        }
        if (frame.kind == FrameKind::Answer) {
            if (auto answer = decode_answer(frame.payload, setup_.saved)) {
                finish(std::move(answer->outcome));
                return;
            }
        }
        lose("the simulator's answer is damaged; " + worker_->last_words());
    }

    void finish(Outcome outcome) {
        result_.outcome = std::move(outcome);
        over_ = true;
    }

    void lose(std::string reason) {
        if (!ready_) {
            Diagnostics diagnostics;
            report(diagnostics, Rule::SimulatorBroken, {}, reason);
            refused_ = std::move(diagnostics);
        }
        result_.outcome.message = std::move(reason);
        over_ = true;
    }

    const Setup& setup_;
    const Job& job_;
    const TickFunction& tick_;
    std::unique_ptr<Worker> worker_;
    Clock::time_point begun_;
    Clock::time_point heard_;  ///< the worker has worked since then
    LiveOutcome result_;
    std::optional<Diagnostics> refused_;
    bool ready_ = false;
    bool over_ = false;
};

}  // namespace

Result<LiveOutcome> run_live(const Setup& setup, const Job& job, const TickFunction& tick) {
    return LiveSession(setup, job, tick).run();
}

}  // namespace hopspice::sim
