#pragma once
// What the command line prints and where: results to standard output, the rest to standard error.

#include <hopspice/diagnostics.h>
#include <hopspice/recall.h>

#include <cstdio>
#include <string>
#include <vector>

namespace cli {

/// Exit codes of the command line.
enum Exit : int {
    kDone = 0,
    kBadInput = 1,
    kUsage = 2,
    kSimulator = 3,
    kBug = 4,
    kNotRecalled = 5
};

enum class Volume { Quiet, Normal, Verbose };

/// One line per diagnostic on standard error; warnings only unless quiet.
void print_diagnostics(const hopspice::Diagnostics& diagnostics, Volume volume);

/// The exit code of a failure: simulator (HS-E4xx), bug (HS-E30x) or input.
[[nodiscard]] int exit_of(const hopspice::Diagnostics& diagnostics);

/// A progress bar on standard error, on a terminal only.
[[nodiscard]] hopspice::Progress progress_bar(Volume volume);

/// The same with the time left; what was stored before the first call does not count for the rate.
[[nodiscard]] hopspice::Progress batch_progress(Volume volume);

/// What keeps the exit code from 0, a line each on standard error.
void print_lines(const std::vector<std::string>& lines);

/// A line on standard error while something goes on; it takes the place of a progress bar.
void print_note(const std::string& words);

/// Writes text to a file through a temporary name, or to standard output for `-`. The exit code.
[[nodiscard]] int write_text(const std::string& path, const std::string& text);

/// Writes to a standard stream; what cannot be written is seen by finish_output.
void print_text(std::FILE* stream, const std::string& text);

/// Flushes standard output; the exit code, or kBadInput where nothing else is wrong but not all of
/// it could be written.
[[nodiscard]] int finish_output(int code);

}  // namespace cli
