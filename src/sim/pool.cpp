// run_jobs, run_stream: hands jobs to worker processes, replaces the ones that are lost, keeps the
// time, and goes down the ladder of remedies with a job that fails.

#include "sim/ngspice.h"
#include "sim/remedies.h"
#include "sim/worker.h"

#include "support/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace hopspice::sim {

namespace {

using Clock = std::chrono::steady_clock;

/// A worker is replaced after so many jobs: what little the library leaks stays bounded.
constexpr std::size_t kJobsPerWorker = 1000;

constexpr const char* kFreshProcess = "a fresh simulator process";
constexpr const char* kOtherSolver = "Sparse as matrix solver in the place of KLU";
constexpr const char* kWholeCircuit = "the circuit without its shortcut";

/// Lines of a deck, so an element each, from which on its matrix is solved faster by KLU.
constexpr std::size_t kLargeDeck = 2000;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Pool {
public:
    Pool(const Setup& setup, const JobStream& stream) : setup_(setup), stream_(stream) {}

    Result<Version> run();

private:
    /// A worker with the job it has, or that it is being started for.
    struct Slot {
        std::unique_ptr<Worker> worker;
        std::optional<Job> job;
        std::size_t index = 0;           ///< of the job
        Clock::time_point since;         ///< of the attempt
        Clock::time_point begun;         ///< of the first attempt
        std::size_t served = 0;          ///< jobs the worker was asked
        std::size_t hired = 0;           ///< workers this slot had
        std::size_t rung = 0;            ///< remedy of the worker and the attempt
        bool busy = false;               ///< something is awaited from the worker
        bool klu = false;                ///< the worker solves its matrix by KLU
        bool shortcut = false;           ///< the worker has the circuit of the setup's shortcut
        bool plain = false;              ///< neither of both, whatever the circuit is
        std::size_t lost = 0;            ///< workers, with the job
        std::string remedy;              ///< what the attempt differs by from what was asked
        std::optional<Outcome> failed;   ///< of the first attempt
        std::vector<std::string> tried;  ///< in vain, after the first attempt
    };

    void employ_all();
    void employ(Slot& slot);
    void begin(Slot& slot, std::optional<Job> job);
    void hire(Slot& slot);
    void assign(Slot& slot);
    void try_again(Slot& slot, std::size_t rung, std::string remedy);
    void take(Slot& slot, Answer answer);
    void give_up(Slot& slot, Outcome outcome);
    void wait();
    void serve(Slot& slot);
    void handle(Slot& slot, const Frame& frame);
    enum class Loss { Died, Overdue };
    void lose(Slot& slot, std::string reason, Loss loss = Loss::Died);
    void refuse(Slot& slot, const Diagnostics& reason);
    void finish(Slot& slot, Outcome outcome);
    void report_finished();
    [[nodiscard]] std::vector<int> sockets() const;
    /// A worker that may differ from a plain one in what changes no result.
    [[nodiscard]] static bool may_be_faster(const Slot& slot) {
        return slot.rung == 0 && !slot.plain;
    }
    [[nodiscard]] static bool is_faster(const Slot& slot) { return slot.klu || slot.shortcut; }
    /// What a plain worker differs by from that one.
    [[nodiscard]] static std::string plain_words(const Slot& slot) {
        const std::string solver = slot.klu ? kOtherSolver : "";
        const char* gap = slot.klu && slot.shortcut ? ", " : "";
        return solver + gap + (slot.shortcut ? kWholeCircuit : "");
    }
    [[nodiscard]] int poll_timeout_ms() const;
    [[nodiscard]] std::size_t rungs() const { return setup_.simulator ? 1 : remedies().size(); }
    [[nodiscard]] bool busy() const { return std::ranges::any_of(slots_, &Slot::busy); }

    const Setup& setup_;
    const JobStream& stream_;
    std::vector<Slot> slots_;
    std::size_t taken_ = 0;                                  ///< jobs the stream gave
    bool exhausted_ = false;                                 ///< it has no more
    std::vector<std::pair<std::size_t, Outcome>> finished_;  ///< jobs whose outcome nobody saw yet
    std::optional<Version> version_;
    std::optional<Diagnostics> failure_;  ///< nothing can run
};

Result<Version> Pool::run() {
    // Without jobs one worker still says whether library and circuit are sound.
    while (!failure_ && (!exhausted_ || busy() || !version_)) {
        employ_all();
        report_finished();
        if (!failure_ && busy()) {
            wait();
        }
        if (stream_.idle) {
            stream_.idle();
        }
    }
    report_finished();
    slots_.clear();
    if (failure_) {
        return Unexpected{*failure_};
    }
    return *version_;
}

/// There are never more slots than jobs, or one, however many workers are allowed.
void Pool::employ_all() {
    for (Slot& slot : slots_) {
        employ(slot);
    }
    const std::size_t most = std::max<std::size_t>(1, setup_.workers);
    while (slots_.size() < most && !failure_ && std::ranges::all_of(slots_, &Slot::busy)) {
        employ(slots_.emplace_back());
    }
}

/// Gives an idle slot its next job, and a worker if it has none.
void Pool::employ(Slot& slot) {
    if (slot.busy || failure_) {
        return;
    }
    auto job = exhausted_ ? std::nullopt : stream_.next();
    exhausted_ = !job;
    if (job || (taken_ == 0 && !version_ && !busy())) {
        begin(slot, std::move(job));
    }
}

void Pool::begin(Slot& slot, std::optional<Job> job) {
    slot.job = std::move(job);
    slot.index = slot.job ? taken_++ : 0;
    slot.busy = true;
    slot.begun = Clock::now();
    slot.lost = 0;
    slot.remedy.clear();
    slot.failed.reset();
    slot.tried.clear();
    if (slot.served >= kJobsPerWorker || slot.rung != 0 || slot.plain) {
        slot.worker.reset();
    }
    slot.rung = 0;
    slot.plain = false;
    if (slot.worker) {
        assign(slot);
    } else {
        hire(slot);
    }
}

void Pool::hire(Slot& slot) {
    slot.served = 0;
    ++slot.hired;
    slot.since = Clock::now();
    Remedy remedy = remedies()[slot.rung];
    remedy.klu = may_be_faster(slot) && setup_.deck.size() >= kLargeDeck;
    remedy.shortcut = may_be_faster(slot) && setup_.shortcut.has_value();
    slot.shortcut = remedy.shortcut;
    auto worker = Worker::start(setup_, remedy, sockets());
    if (!worker) {
        refuse(slot, worker.error());
        return;
    }
    slot.worker = std::move(*worker);
}

void Pool::assign(Slot& slot) {
    slot.since = Clock::now();
    const bool idled = slot.served > 0;
    if (slot.served++ == 0 && !slot.failed) {
        slot.begun = slot.since;
    }
    if (slot.worker->ask(*slot.job)) {
        return;
    }
    if (idled) {  // it died between two jobs, which says nothing about this one
        slot.worker.reset();
        hire(slot);
    } else {
        lose(slot, slot.worker->last_words());
    }
}

/// The same job in a fresh worker, which has seen none of what went wrong.
void Pool::try_again(Slot& slot, std::size_t rung, std::string remedy) {
    slot.rung = rung;
    slot.remedy = std::move(remedy);
    slot.worker.reset();
    hire(slot);
}

std::vector<int> Pool::sockets() const {
    std::vector<int> sockets;
    for (const Slot& slot : slots_) {
        if (slot.worker) {
            sockets.push_back(slot.worker->socket());
        }
    }
    return sockets;
}

int Pool::poll_timeout_ms() const {
    // Seconds; the loop looks again after it.
    double left = stream_.idle ? 0.25 : 60;
    for (const Slot& slot : slots_) {
        if (slot.busy) {
            left = std::min(left, setup_.wall_limit_s - seconds_since(slot.since));
        }
    }
    return static_cast<int>(std::ceil(std::max(0.0, left) * 1e3));
}

void Pool::wait() {
    std::vector<pollfd> polled;
    std::vector<std::size_t> owner;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i].worker && slots_[i].busy) {
            polled.push_back({slots_[i].worker->socket(), POLLIN, 0});
            owner.push_back(i);
        }
    }
    if (polled.empty() || ::poll(polled.data(), polled.size(), poll_timeout_ms()) < 0) {
        return;  // nothing to wait for, or a signal: the loop looks again
    }
    for (std::size_t i = 0; i < polled.size() && !failure_; ++i) {
        Slot& slot = slots_[owner[i]];
        if (polled[i].revents != 0) {
            serve(slot);
        }
        if (slot.busy && slot.worker && seconds_since(slot.since) >= setup_.wall_limit_s) {
            lose(slot, slot.worker->overdue_words(setup_.wall_limit_s), Loss::Overdue);
        }
    }
}

void Pool::serve(Slot& slot) {
    const bool alive = slot.worker->receive();
    const std::size_t hired = slot.hired;
    while (slot.busy && slot.worker && slot.hired == hired) {
        const auto frame = slot.worker->next();
        if (!frame) {
            break;
        }
        handle(slot, *frame);
    }
    if (!alive && slot.busy && slot.worker && slot.hired == hired) {
        lose(slot, slot.worker->last_words());
    }
}

void Pool::handle(Slot& slot, const Frame& frame) {
    if (frame.kind == FrameKind::Ready) {
        if (const auto version = decode_version(frame.payload)) {
            version_ = *version;
            slot.klu = version->klu;
            if (slot.job) {
                assign(slot);
            } else {
                slot.busy = false;
            }
            return;
        }
    }
    if (frame.kind == FrameKind::Refused) {
        if (const auto reason = decode_diagnostics(frame.payload)) {
            refuse(slot, *reason);
            return;
        }
    }
    if (frame.kind == FrameKind::Answer && slot.job) {
        if (auto answer = decode_answer(frame.payload, setup_.saved)) {
            take(slot, *std::move(answer));
            return;
        }
    }
    lose(slot, "the simulator's answer is damaged; " + slot.worker->last_words());
}

/// The worker is gone. While none was ever ready, that is a failure of the circuit or the library.
/// One that died may have been killed: the job is done again by one that is the same, to the last
/// bit. A faster one that is gone twice, or did not come to an end, is replaced by a plain one.
void Pool::lose(Slot& slot, std::string reason, Loss loss) {
    Diagnostics diagnostics;
    report(diagnostics, Rule::SimulatorBroken, {}, reason);
    slot.worker.reset();
    if (!version_) {
        failure_ = std::move(diagnostics);
        return;
    }
    Outcome outcome;
    outcome.waveform.names = setup_.saved;
    outcome.message = std::move(reason);
    const bool again = slot.lost == 0 || is_faster(slot);
    if (!again || !slot.job) {
        give_up(slot, std::move(outcome));
        return;
    }
    slot.plain = is_faster(slot) && (slot.lost > 0 || loss == Loss::Overdue);
    ++slot.lost;
    if (!slot.failed) {
        slot.failed = std::move(outcome);
    }
    const std::string remedy =
        slot.plain ? plain_words(slot) : format_remedy(remedies()[slot.rung]);
    try_again(slot, slot.rung, remedy.empty() ? kFreshProcess : remedy + ", in " + kFreshProcess);
}

/// What an attempt gave: done, or the next remedy.
void Pool::take(Slot& slot, Answer answer) {
    if (answer.spent) {
        slot.worker.reset();
    }
    Outcome& outcome = answer.outcome;
    if (outcome.completed) {
        if (slot.failed) {
            outcome.message = slot.failed->message;
            outcome.remedy = slot.remedy;
            outcome.rung = slot.rung;
        }
        finish(slot, std::move(outcome));
        return;
    }
    const std::size_t next = is_faster(slot) ? slot.rung : slot.rung + 1;
    if (answer.hopeless || next == rungs()) {
        give_up(slot, std::move(outcome));
        return;
    }
    if (slot.failed) {
        slot.tried.push_back(slot.remedy);
    } else {
        slot.failed = std::move(outcome);
    }
    slot.plain = is_faster(slot);
    try_again(slot, next, slot.plain ? plain_words(slot) : format_remedy(remedies()[next]));
}

/// The job has failed for good: reported is what it gave as asked, and what was tried since.
void Pool::give_up(Slot& slot, Outcome outcome) {
    if (slot.failed) {
        slot.tried.push_back(slot.remedy);
        outcome = *std::exchange(slot.failed, std::nullopt);
        outcome.message += fmt::format("; tried in vain: {}", fmt::join(slot.tried, "; "));
    }
    finish(slot, std::move(outcome));
}

/// A worker could not start. Where others did, only the job it was meant for is lost.
void Pool::refuse(Slot& slot, const Diagnostics& reason) {
    if (!version_) {
        failure_ = reason;
        return;
    }
    lose(slot, reason.front().message);
}

void Pool::finish(Slot& slot, Outcome outcome) {
    const auto job = std::exchange(slot.job, std::nullopt);
    slot.busy = false;
    if (!job) {
        return;
    }
    outcome.wall_time_s = seconds_since(slot.begun);
    outcome.simulator = version_ ? format_version(*version_) : std::string();
    finished_.emplace_back(slot.index, std::move(outcome));
}

/// Behind the next jobs: workers simulate while the caller looks at what they gave. Nobody listens
/// to them meanwhile, so that time is not held against them.
void Pool::report_finished() {
    const Clock::time_point start = Clock::now();
    for (auto& [index, outcome] : std::exchange(finished_, {})) {
        if (stream_.done) {
            stream_.done(index, std::move(outcome));
        }
    }
    for (Slot& slot : slots_) {
        slot.since += Clock::now() - start;
    }
}

}  // namespace

std::string format_version(const Version& version) {
    return fmt::format("{} {}", version.simulator, version.major);
}

Result<Version> run_jobs(const Setup& setup, std::span<const Job> jobs,
                         const std::function<void(std::size_t, Outcome)>& done) {
    std::size_t next = 0;
    const JobStream stream{
        [&]() { return next < jobs.size() ? std::optional(jobs[next++]) : std::nullopt; },
        done,
        {}};
    return run_stream(setup, stream);
}

Result<Version> run_stream(const Setup& setup, const JobStream& stream) {
    return Pool(setup, stream).run();
}

}  // namespace hopspice::sim
