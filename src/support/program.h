#pragma once
// Other people's programs, run to their end.

#include <string>
#include <vector>

namespace hopspice {

struct Program {
    std::vector<std::string> words;  ///< the first is found by PATH
    std::string folder = {};         ///< it runs there; empty: where we are
    double limit_s = 0;              ///< it is killed after that; 0: never
};

enum class ProgramEnd { Done, Failed, Killed, TimedOut, NotStarted };

struct Finished {
    ProgramEnd end = ProgramEnd::Done;  ///< Done: exit code 0
    std::string reason;                 ///< where it is not done: `exit code 3`, ...
    std::string out;
    std::string err;
};

/// Runs a program with nothing on its standard input, in a process group of its own: an interrupt
/// from the terminal is for us alone.
[[nodiscard]] Finished run_program(const Program& program);

}  // namespace hopspice
