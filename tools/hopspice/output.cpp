#include "output.h"

#include <hopspice/files.h>

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace cli {

void print_diagnostics(const hopspice::Diagnostics& diagnostics, Volume volume) {
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == hopspice::Severity::Error || volume != Volume::Quiet) {
            fmt::print(stderr, "{}\n", hopspice::format_diagnostic(diagnostic));
        }
    }
}

int exit_of(const hopspice::Diagnostics& diagnostics) {
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.id.starts_with("HS-E4")) {
            return kSimulator;
        }
        if (diagnostic.id.starts_with("HS-E3")) {
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
        fmt::print(stderr, "\r[{:<{}}] {}/{}  {:.1f}/s", std::string(filled, '#'), kWidth, done,
                   total, rate);
        fmt::print(stderr, "{}", done == total ? "\r\033[K" : "");
        std::fflush(stderr);
    };
}

int write_text(const std::string& path, const std::string& text) {
    const hopspice::Diagnostics diagnostics = hopspice::write_file(path, text);
    print_diagnostics(diagnostics, Volume::Normal);
    return diagnostics.has_errors() ? kBadInput : kDone;
}

}  // namespace cli
