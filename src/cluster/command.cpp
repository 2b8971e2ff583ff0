#include "cluster/command.h"

#include "support/rules.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace hopspice::cluster {

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
int spawn(pid_t& id, const std::vector<std::string>& words, const Pipe& out, const Pipe& err) {
    std::vector<std::string> texts = words;
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

/// Reads both streams until both are closed.
void read_streams(Pipe& out, Pipe& err, std::string& out_text, std::string& err_text) {
    std::array<pollfd, 2> ready{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    const std::array<std::string*, 2> texts{&out_text, &err_text};
    while (ready[0].fd >= 0 || ready[1].fd >= 0) {
        if (::poll(ready.data(), ready.size(), -1) < 0) {
            continue;  // a signal, which our caller looks for
        }
        for (std::size_t k = 0; k < ready.size(); ++k) {
            std::array<char, 4096> bytes{};
            if (ready[k].fd < 0 || ready[k].revents == 0) {
                continue;
            }
            const ssize_t size = ::read(ready[k].fd, bytes.data(), bytes.size());
            if (size > 0) {
                texts[k]->append(bytes.data(), static_cast<std::size_t>(size));
            } else if (size == 0 || errno != EINTR) {
                ready[k].fd = -1;
            }
        }
    }
}

Unexpected failure(const std::vector<std::string>& words, const std::string& reason) {
    return fail(Rule::SchedulerFailed, {"", ""}, words.front(), reason);
}

}  // namespace

Result<std::string> run_command(const std::vector<std::string>& words) {
    Pipe out;
    Pipe err;
    pid_t id = -1;
    const int code = out.ends[0] < 0 || err.ends[0] < 0 ? errno : spawn(id, words, out, err);
    if (code != 0) {
        return failure(words, std::strerror(code));
    }
    out.shut(1);
    err.shut(1);
    std::string text;
    std::string complaint;
    read_streams(out, err, text, complaint);
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return text;
    }
    complaint = complaint.substr(0, complaint.find('\n'));
    return failure(words, !complaint.empty()  ? complaint
                          : WIFEXITED(status) ? fmt::format("exit code {}", WEXITSTATUS(status))
                                              : fmt::format("signal {}", WTERMSIG(status)));
}

}  // namespace hopspice::cluster
