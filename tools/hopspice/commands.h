#pragma once
// The commands of the command line: what each takes and what it does.

#include "output.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cli {

/// Everything a command line can say; a command uses its part.
struct Arguments {
    std::string spec;
    std::string target = "behavioral";
    std::vector<std::string> settings;  ///< `--set key=value`
    std::vector<std::string> inputs;    ///< `--input 1101000`
    std::string queries;                ///< `--queries FILE`
    std::string dialect = "ngspice";
    std::string output = "-";
    std::string json;
    std::string waves;
    std::string fit;         ///< `--fit FILE`
    std::string prompt;      ///< `--prompt 01101001`
    std::size_t steps = 16;  ///< `--steps N`
    bool restart = false;
    std::string time_unit = "1";
    std::string topic;
    std::size_t jobs = 0;
    double wall_limit_s = 120;
    bool quiet = false;
    bool verbose = false;

    [[nodiscard]] Volume volume() const {
        return quiet ? Volume::Quiet : verbose ? Volume::Verbose : Volume::Normal;
    }
};

/// Each returns the exit code.
[[nodiscard]] int run_check(const Arguments& arguments);
[[nodiscard]] int run_compile(const Arguments& arguments);
[[nodiscard]] int run_recall(const Arguments& arguments);
[[nodiscard]] int run_reference(const Arguments& arguments);
[[nodiscard]] int run_characterize(const Arguments& arguments);
[[nodiscard]] int run_generate(const Arguments& arguments);
[[nodiscard]] int run_list(const Arguments& arguments);

}  // namespace cli
