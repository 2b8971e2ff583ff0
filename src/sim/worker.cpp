#include "sim/worker.h"

#include "sim/child.h"

#include "support/rules.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <utility>

namespace hopspice::sim {

namespace {

/// Of what a process wrote to stderr before it crashed.
constexpr off_t kTailBytes = 300;

Unexpected cannot_start(const char* what) {
    return fail(Rule::SimulatorBroken, {}, std::string(what) + ": " + std::strerror(errno));
}

std::string describe_end(int status) {
    if (WIFSIGNALED(status)) {
        const char* name = ::sigabbrev_np(WTERMSIG(status));
        return fmt::format("the simulator was ended by SIG{}",
                           name != nullptr ? name : std::to_string(WTERMSIG(status)));
    }
    return fmt::format("the simulator ended with code {}", WEXITSTATUS(status));
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) {
        ::close(number_);
    }
}

Result<std::unique_ptr<Worker>> Worker::start(const Setup& setup, const Remedy& remedy,
                                              std::span<const int> foreign) {
    std::unique_ptr<Worker> worker(new Worker);
    worker->errors_ = Descriptor(::memfd_create("hopspice-worker", MFD_CLOEXEC));
    // A worker forked by another thread in between would hold the child's end open.
    static std::mutex one_fork;
    const std::lock_guard lock(one_fork);
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return cannot_start("cannot make a socket");
    }
    worker->socket_ = Descriptor(ends[0]);
    const Descriptor child_end(ends[1]);
    const pid_t parent = ::getpid();
    std::fflush(nullptr);  // or the child would print what is still buffered a second time
    worker->process_ = ::fork();
    if (worker->process_ < 0) {
        return cannot_start("cannot start a process");
    }
    if (worker->process_ == 0) {
        ::close(ends[0]);
        run_child(setup, {.socket = ends[1],
                          .error_file = worker->errors_.number(),
                          .parent = parent,
                          .remedy = remedy,
                          .foreign = foreign});
    }
    return worker;
}

Worker::~Worker() { end(); }

bool Worker::ask(const Job& job) {
    complaints_.clear();
    const Values values = job.values == values_ ? Values::AsBefore : Values::Own;
    values_ = job.values;
    return send_frame(socket(), FrameKind::Run, encode_job(job, values));
}

bool Worker::receive() { return reader_.receive(socket(), Wait::Never) != Received::Closed; }

std::optional<Frame> Worker::next() {
    while (auto frame = reader_.next()) {
        if (frame->kind != FrameKind::Complaint) {
            return frame;
        }
        complaints_.add(std::move(frame->payload));
    }
    return std::nullopt;
}

/// Kills and reaps; the wait status, or -1 where the process was already gone.
int Worker::end() {
    if (process_ <= 0) {
        return -1;
    }
    int status = 0;
    ::kill(process_, SIGKILL);  // one that is already dying keeps its own reason
    while (::waitpid(process_, &status, 0) < 0) {
        if (errno != EINTR) {
            status = -1;
            break;
        }
    }
    process_ = -1;
    return status;
}

std::string Worker::printed_tail() const {
    const off_t size = ::lseek(errors_.number(), 0, SEEK_END);
    const off_t from = std::max<off_t>(0, size - kTailBytes);
    std::string text(static_cast<std::size_t>(std::max<off_t>(0, size - from)), '\0');
    const ssize_t count = ::pread(errors_.number(), text.data(), text.size(), from);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    std::ranges::replace(text, '\n', ' ');
    while (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

std::string Worker::with_complaints(std::string text) {
    for (const std::string& words : {complaints_.text(), printed_tail()}) {
        if (!words.empty()) {
            text += "; " + words;
        }
    }
    return text;
}

std::string Worker::last_words() {
    const int status = end();
    return with_complaints(status < 0 ? "the simulator is gone" : describe_end(status));
}

std::string Worker::overdue_words(double limit_s) {
    end();
    return with_complaints(fmt::format("no answer within {} s", limit_s));
}

}  // namespace hopspice::sim
