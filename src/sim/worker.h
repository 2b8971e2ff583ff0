#pragma once
// The parent's side of one worker process: start it, talk to it, find out how it died.

#include "sim/ngspice.h"
#include "sim/protocol.h"
#include "sim/remedies.h"
#include "sim/words.h"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace hopspice::sim {

/// A descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

/// A forked process; killed and reaped with its owner, so that none is ever left behind.
class Worker {
public:
    /// Forks. `setup` is inherited by the child and must outlive it, all its jobs run with
    /// `remedy`; `foreign` are the sockets of the other workers. Errors: HS-E404.
    [[nodiscard]] static Result<std::unique_ptr<Worker>> start(const Setup& setup,
                                                               const Remedy& remedy,
                                                               std::span<const int> foreign);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker();

    [[nodiscard]] int socket() const { return socket_.number(); }
    /// Hands over a job; false when the worker is gone.
    [[nodiscard]] bool ask(const Job& job);
    /// Reads without waiting; false when the worker is gone and everything it said was read.
    [[nodiscard]] bool receive();
    /// The next frame but complaints, which are kept for `last_words`.
    [[nodiscard]] std::optional<Frame> next();

    /// Kills the process if it still lives, and says how it ended with the simulator's last words.
    [[nodiscard]] std::string last_words();
    /// The same for a process that is killed because it is too slow.
    [[nodiscard]] std::string overdue_words(double limit_s);

private:
    Worker() = default;
    int end();
    [[nodiscard]] std::string with_complaints(std::string text);
    [[nodiscard]] std::string printed_tail() const;

    pid_t process_ = -1;
    Descriptor socket_;
    Descriptor errors_;  ///< what the process wrote to stderr
    FrameReader reader_;
    Words complaints_;
    std::shared_ptr<const ElementValues> values_;  ///< of the job it had last
};

}  // namespace hopspice::sim
