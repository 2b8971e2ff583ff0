#pragma once
// The commands of the command line: what each takes and what it does.

#include "output.h"

#include <hopspice/recall.h>
#include <hopspice/results.h>

#include <cstddef>
#include <cstdint>
#include <optional>
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
    std::string query;                  ///< `--query ID`
    std::string dialect = "ngspice";
    bool flat = false;
    std::string output = "-";
    std::string json;
    std::string waves;
    std::string fit;         ///< `--fit FILE`
    std::string prompt;      ///< `--prompt 01101001`
    std::size_t steps = 16;  ///< `--steps N`
    bool restart = false;
    std::string time_unit = "1";
    std::string topic;
    std::string deck_file;            ///< of lint
    std::string database;             ///< `--db FILE`
    std::vector<std::string> sweeps;  ///< `--sweep KEY=A,B`
    std::uint64_t samples = 0;
    std::uint64_t seed = 1;
    bool resume = false;
    std::string executor = "local";
    std::string shard;                  ///< `--shard I/N`
    std::string progress_file;          ///< `--progress-file FILE`
    std::vector<std::string> parts;     ///< databases to merge
    std::uint64_t shards = 0;           ///< `--shards N`
    std::string submit_options;         ///< `--submit-options "WORDS"`
    std::optional<std::uint64_t> only;  ///< `--only RUN`
    std::string deck;                   ///< `--deck FILE`
    std::string where;                  ///< `--where SQL`
    std::string csv;                    ///< `--csv FILE`
    bool all_columns = false;
    std::size_t jobs = 0;
    double wall_limit_s = 120;
    std::string keep;                  ///< `--keep DIR`
    std::string packages;              ///< `--packages DIR`
    std::vector<std::string> engines;  ///< `--engine NAME`
    double refine = 50;
    double engine_limit_s = 600;
    bool quiet = false;
    bool verbose = false;

    [[nodiscard]] Volume volume() const {
        return quiet ? Volume::Quiet : verbose ? Volume::Verbose : Volume::Normal;
    }
};

/// Each returns the exit code.
[[nodiscard]] int run_check(const Arguments& arguments);
[[nodiscard]] int run_compile(const Arguments& arguments);
[[nodiscard]] int run_export(const Arguments& arguments);
[[nodiscard]] int run_recall(const Arguments& arguments);
[[nodiscard]] int run_measure(const Arguments& arguments);
[[nodiscard]] int run_reference(const Arguments& arguments);
[[nodiscard]] int run_characterize(const Arguments& arguments);
[[nodiscard]] int run_draw(const Arguments& arguments);
[[nodiscard]] int run_generate(const Arguments& arguments);
[[nodiscard]] int run_batch(const Arguments& arguments);
[[nodiscard]] int run_results(const Arguments& arguments);
[[nodiscard]] int run_merge(const Arguments& arguments);
[[nodiscard]] int run_agree(const Arguments& arguments);
[[nodiscard]] int run_lint(const Arguments& arguments);
[[nodiscard]] int run_list(const Arguments& arguments);

/// Prints recalled queries as a table, and as JSON where asked; returns the exit code.
[[nodiscard]] int deliver(const hopspice::Results& results, const Arguments& arguments);

/// Draws a netlist: `--output` is the sheet, its symbols go beside it. Returns the exit code.
[[nodiscard]] int write_schematic(const hopspice::Netlist& netlist, const Arguments& arguments);

/// Prints why nothing could be done; returns the exit code.
[[nodiscard]] int report_failure(const hopspice::Diagnostics& diagnostics,
                                 const Arguments& arguments);

}  // namespace cli
