#include "output.h"

#include <hopspice/files.h>

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>

namespace cli {

void print_diagnostics(const hopspice::Diagnostics& diagnostics, Volume volume) {
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == hopspice::Severity::Error || volume != Volume::Quiet) {
            print_text(stderr, fmt::format("{}\n", hopspice::format_diagnostic(diagnostic)));
        }
    }
}

int exit_of(const hopspice::Diagnostics& diagnostics) {
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.id.starts_with("HS-E4")) {
            return kSimulator;
        }
        if (diagnostic.id.starts_with("HS-E30")) {
            return kBug;
        }
    }
    return kBadInput;
}

hopspice::Progress progress_bar(Volume volume) {
    if (volume == Volume::Quiet || ::isatty(STDERR_FILENO) == 0) {
        return {};
    }
    using Clock = std::chrono::steady_clock;
    return [start = Clock::now()](std::size_t done, std::size_t total) {
        constexpr std::size_t kWidth = 32;
        const std::size_t filled = total == 0 ? kWidth : kWidth * done / total;
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
        print_text(stderr, fmt::format("\r[{:<{}}] {}/{}  {:.1f}/s", std::string(filled, '#'),
                                       kWidth, done, total, rate));
        print_text(stderr, fmt::format("{}", done == total ? "\r\033[K" : ""));
        std::fflush(stderr);
    };
}

namespace {

/// `1:02:03` or `2:03`.
std::string clock_text(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(seconds));
    const long long hours = whole / 3600;
    const long long minutes = whole / 60 % 60;
    return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                     : fmt::format("{}:{:02}", minutes, whole % 60);
}

}  // namespace

hopspice::Progress batch_progress(Volume volume) {
    if (volume == Volume::Quiet || ::isatty(STDERR_FILENO) == 0) {
        return {};
    }
    using Clock = std::chrono::steady_clock;
    struct State {
        Clock::time_point start = Clock::now();
        Clock::time_point shown = {};
        std::optional<std::size_t> before;
    };
    return [state = State()](std::size_t done, std::size_t total) mutable {
        constexpr double kRefresh = 0.1;  // seconds
        const auto now = Clock::now();
        const double since = std::chrono::duration<double>(now - state.shown).count();
        if (state.before && since < kRefresh && done < total) {
            return;
        }
        state.before = state.before.value_or(done);
        state.shown = now;
        const double seconds = std::chrono::duration<double>(now - state.start).count();
        const double rate = seconds > 0 ? static_cast<double>(done - *state.before) / seconds : 0;
        const std::string left =
            rate > 0 ? clock_text(static_cast<double>(total - done) / rate) : "-";
        constexpr std::size_t kWidth = 32;
        const std::size_t filled = total == 0 ? kWidth : kWidth * done / total;
        print_text(stderr, fmt::format("\r[{:<{}}] {}/{}  {:.1f}/s  {} left \033[K",
                                       std::string(filled, '#'), kWidth, done, total, rate, left));
        print_text(stderr, done == total ? "\r\033[K" : "");
        std::fflush(stderr);
    };
}

void print_lines(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        print_text(stderr, line + "\n");
    }
}

void print_note(const std::string& words) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    print_text(stderr, fmt::format("{}{}\n", terminal ? "\r\033[K" : "", words));
}

int write_text(const std::string& path, const std::string& text) {
    const hopspice::Diagnostics diagnostics = hopspice::write_file(path, text);
    print_diagnostics(diagnostics, Volume::Normal);
    return diagnostics.has_errors() ? kBadInput : kDone;
}

// Not fmt::print, which throws where a pipe is closed or a disk is full.
void print_text(std::FILE* stream, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stream);
}

int finish_output(int code) {
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
        return code;
    }
    // Whoever closed the pipe has read what he wanted.
    if (code == kDone && errno != EPIPE) {
        print_text(stderr, fmt::format("cannot write standard output: {}\n",
                                       std::strerror(errno != 0 ? errno : EIO)));
    }
    return code == kDone ? int{kBadInput} : code;
}

}  // namespace cli
