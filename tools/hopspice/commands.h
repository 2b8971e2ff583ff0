#pragma once
// The commands of the command line: what each is told and what it does. main.cpp has the table of
// them, and the options that set these fields.

#include "output.h"

#include <hopspice/recall.h>
#include <hopspice/results.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cli {

using Paths = std::vector<std::string>;

/// What commands share.
struct Arguments {
    Arguments() = default;
    Arguments(const Arguments&) = default;
    Arguments& operator=(const Arguments&) = default;
    virtual ~Arguments() = default;

    bool quiet = false;
    bool verbose = false;
    std::string json;  ///< `--json FILE`, where a command has results for programs; empty: none

    [[nodiscard]] Volume volume() const {
        return quiet ? Volume::Quiet : verbose ? Volume::Verbose : Volume::Normal;
    }
    /// The files that the command writes, as far as its words say; some of them empty.
    [[nodiscard]] virtual Paths written() const { return {json}; }
    /// Those it reads, but for spec and target and what these refer to.
    [[nodiscard]] virtual Paths read() const { return {}; }
};

struct ModelArguments : Arguments {
    std::string spec;
    std::string target = "behavioral";
    std::vector<std::string> settings;  ///< `--set key=value`
};

/// A model and what to ask it.
struct QueryArguments : ModelArguments {
    std::vector<std::string> inputs;  ///< `--input 1101000`
    std::string queries;              ///< `--queries FILE`
    std::string query;                ///< `--query ID`; empty: the first

    [[nodiscard]] bool asks() const { return !queries.empty() || !inputs.empty(); }
    [[nodiscard]] Paths read() const override { return {queries}; }
};

/// Of `compile` and `export`.
struct WriteArguments : QueryArguments {
    std::string dialect = "ngspice";
    bool flat = false;
    std::string output = "-";

    [[nodiscard]] Paths written() const override { return {output}; }
};

struct DrawArguments : QueryArguments {
    std::string output = "-";

    [[nodiscard]] Paths written() const override { return {output}; }
};

struct RecallArguments : QueryArguments {
    std::string waves;
    std::size_t jobs = 0;
    std::string engine;  ///< `--engine NAME`; empty: nothing was said
    double wall_limit_s = 120;
    std::string ngspice;  ///< `--ngspice FILE`
};

struct MeasureArguments : QueryArguments {
    std::string waves;

    [[nodiscard]] Paths read() const override { return {queries, waves}; }
};

struct AgreeArguments : QueryArguments {
    std::vector<std::string> engines;  ///< `--engine NAME`
    std::string keep;                  ///< `--keep DIR`
    std::string packages;              ///< `--packages DIR`
    double refine = 50;
    double wall_limit_s = 600;
    std::string ngspice;  ///< `--ngspice FILE`
};

struct GenerateArguments : ModelArguments {
    std::string prompt;      ///< `--prompt 01101001`
    std::size_t steps = 16;  ///< `--steps N`
    bool restart = false;
    std::string waves;
    std::string engine;  ///< `--engine NAME`; empty: nothing was said
    double wall_limit_s = 120;
    std::string ngspice;  ///< `--ngspice FILE`

    [[nodiscard]] Paths written() const override { return {json, waves}; }
};

struct CharacterizeArguments : Arguments {
    std::string target;
    std::vector<std::string> settings;
    std::string fit;  ///< `--fit FILE`
    bool devices = false;
    double wall_limit_s = 120;
    std::string ngspice;  ///< `--ngspice FILE`

    [[nodiscard]] Paths written() const override { return {json, fit}; }
};

struct BatchArguments : QueryArguments {
    std::vector<std::string> sweeps;  ///< `--sweep KEY=A,B`
    std::uint64_t samples = 0;
    std::uint64_t seed = 1;
    std::string database;  ///< `--db FILE`
    bool resume = false;
    std::size_t jobs = 0;
    std::string engine;  ///< `--engine NAME`; empty: nothing was said
    double wall_limit_s = 120;
    std::string ngspice;        ///< `--ngspice FILE`
    std::string shard;          ///< `--shard I/N`
    std::string progress_file;  ///< `--progress-file FILE`
    std::string executor = "local";
    std::uint64_t shards = 0;           ///< `--shards N`
    std::string submit_options;         ///< `--submit-options "WORDS"`
    std::optional<std::uint64_t> only;  ///< `--only RUN`
    std::string waves;
    std::string deck;  ///< `--deck FILE`

    [[nodiscard]] Paths written() const override;
};

struct ResultsArguments : Arguments {
    std::string database;
    std::string where;  ///< `--where SQL`
    std::string csv;    ///< `--csv FILE`
    bool all_columns = false;

    [[nodiscard]] Paths written() const override { return {csv, json}; }
    [[nodiscard]] Paths read() const override;
};

struct MergeArguments : Arguments {
    std::string database;
    std::vector<std::string> parts;  ///< databases to merge

    [[nodiscard]] Paths read() const override;
};

struct LintArguments : Arguments {
    std::string file;
    std::string dialect = "ngspice";

    [[nodiscard]] Paths read() const override { return {file}; }
};

struct ListArguments : Arguments {
    std::string topic;
    std::string ngspice;  ///< `--ngspice FILE`, of topic engines
};

/// Each returns the exit code.
[[nodiscard]] int run_check(const ModelArguments& arguments);
[[nodiscard]] int run_compile(const WriteArguments& arguments);
[[nodiscard]] int run_export(const WriteArguments& arguments);
[[nodiscard]] int run_recall(const RecallArguments& arguments);
[[nodiscard]] int run_measure(const MeasureArguments& arguments);
[[nodiscard]] int run_agree(const AgreeArguments& arguments);
[[nodiscard]] int run_draw(const DrawArguments& arguments);
[[nodiscard]] int run_reference(const QueryArguments& arguments);
[[nodiscard]] int run_generate(const GenerateArguments& arguments);
[[nodiscard]] int run_characterize(const CharacterizeArguments& arguments);
[[nodiscard]] int run_batch(const BatchArguments& arguments);
[[nodiscard]] int run_results(const ResultsArguments& arguments);
[[nodiscard]] int run_merge(const MergeArguments& arguments);
[[nodiscard]] int run_lint(const LintArguments& arguments);
[[nodiscard]] int run_list(const ListArguments& arguments);

/// What `list` can list.
[[nodiscard]] std::vector<std::string> list_topics();

/// Prints what is for people, unless quiet or JSON goes to standard output, and writes the JSON
/// where asked. The exit code of that: kDone where it could be written.
[[nodiscard]] int show(const Arguments& arguments, const std::string& text,
                       const std::string& json);

/// Shows recalled queries; returns the exit code.
[[nodiscard]] int deliver(const hopspice::Results& results, const Arguments& arguments);

/// Draws a netlist: `output` is the sheet, its symbols go beside it, none of them on `inputs`.
/// Returns the exit code.
[[nodiscard]] int write_schematic(const hopspice::Netlist& netlist, const WriteArguments& arguments,
                                  const Paths& inputs);

/// Prints why nothing could be done; returns the exit code.
[[nodiscard]] int report_failure(const hopspice::Diagnostics& diagnostics,
                                 const Arguments& arguments);

}  // namespace cli
