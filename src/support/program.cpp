#include "support/program.h"

#include "support/limits.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>

extern char** environ;

namespace hopspice {

namespace {

/// Both ends of a pipe, closed with their owner.
struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            ends = {-1, -1};
        }
    }
    ~Pipe() {
        shut(0);
        shut(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void shut(std::size_t end) {
        if (ends[end] >= 0) {
            ::close(ends[end]);
            ends[end] = -1;
        }
    }

    std::array<int, 2> ends{};
};

/// 0 or the error of the system.
int spawn(pid_t& id, const Program& program, const Pipe& out, const Pipe& err) {
    std::vector<std::string> texts = program.words;
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
    if (!program.folder.empty()) {
        posix_spawn_file_actions_addchdir_np(&actions, program.folder.c_str());
    }
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int code =
        ::posix_spawnp(&id, pointers.front(), &actions, &attributes, pointers.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/// Milliseconds until the limit, at least 0; -1: there is none.
class Deadline {
public:
    explicit Deadline(double limit_s)
        : limited_(limit_s > 0),
          end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(limited_ ? limit_s : 0))) {}

    [[nodiscard]] int left_ms() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
        return limited_ ? static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000)) : -1;
    }

private:
    using Clock = std::chrono::steady_clock;
    bool limited_;
    Clock::time_point end_;
};

/// Reads both streams until both are closed; false: the deadline came first.
bool read_streams(Pipe& out, Pipe& err, const Deadline& deadline, Finished& finished) {
    std::array<pollfd, 2> ready{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    const std::array<std::string*, 2> texts{&finished.out, &finished.err};
    while (ready[0].fd >= 0 || ready[1].fd >= 0) {
        const int count = ::poll(ready.data(), ready.size(), deadline.left_ms());
        if (count == 0) {
            return false;
        }
        if (count < 0) {
            continue;  // a signal, which our caller looks for
        }
        for (std::size_t k = 0; k < ready.size(); ++k) {
            std::array<char, 4096> bytes{};
            if (ready[k].fd < 0 || ready[k].revents == 0) {
                continue;
            }
            const ssize_t size = ::read(ready[k].fd, bytes.data(), bytes.size());
            if (size > 0 && texts[k]->size() > kMaxWaveBytes) {
                continue;  // more than anybody reads
            }
            if (size > 0) {
                texts[k]->append(bytes.data(), static_cast<std::size_t>(size));
            } else if (size == 0 || errno != EINTR) {
                ready[k].fd = -1;
            }
        }
    }
    return true;
}

}  // namespace

Finished run_program(const Program& program) {
    Finished finished;
    Pipe out;
    Pipe err;
    pid_t id = -1;
    const int code = out.ends[0] < 0 || err.ends[0] < 0 ? errno : spawn(id, program, out, err);
    if (code != 0) {
        finished.end = ProgramEnd::NotStarted;
        finished.reason = std::strerror(code);
        return finished;
    }
    out.shut(1);
    err.shut(1);
    const bool in_time = read_streams(out, err, Deadline(program.limit_s), finished);
    if (!in_time) {
        ::kill(-id, SIGKILL);
    }
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time) {
        finished.end = ProgramEnd::TimedOut;
        finished.reason = fmt::format("not done after {} s", program.limit_s);
    } else if (WIFSIGNALED(status)) {
        finished.end = ProgramEnd::Killed;
        finished.reason = fmt::format("signal {}", WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        finished.end = ProgramEnd::Failed;
        finished.reason = fmt::format("exit code {}", WEXITSTATUS(status));
    }
    return finished;
}

}  // namespace hopspice
