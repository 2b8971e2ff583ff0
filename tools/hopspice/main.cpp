// hopspice: the command line.

#include "commands.h"
#include "options.h"

#include <hopspice/agree.h>
#include <hopspice/cluster.h>
#include <hopspice/schematic.h>

#include <CLI/CLI.hpp>

#include <cmath>
#include <csignal>
#include <functional>
#include <memory>
#include <sstream>
#include <utility>

namespace {

using cli::add_engine;
using cli::add_jobs;
using cli::add_ngspice;
using cli::add_settings;
using cli::names_of;
using cli::positive_number;

void add_check(CLI::App& app, cli::ModelArguments& arguments) {
    add_model(app, arguments);
    add_json(app, arguments);
}

void add_compile(CLI::App& app, cli::WriteArguments& arguments) {
    add_queries(app, arguments);
    std::vector<std::string> others = names_of(hopspice::list_schematics());
    others.emplace_back("verilog-a");
    add_dialect(app, arguments, others);
    add_choice(app, arguments);
    app.add_option("-o,--output", arguments.output,
                   "file; - for standard output; of a schematic, its symbols go beside it");
}

void add_export(CLI::App& app, cli::WriteArguments& arguments) {
    add_queries(app, arguments);
    add_dialect(app, arguments, {"verilog-a"})->required();
    app.add_option("-o,--output", arguments.output, "folder, new or empty")->required();
}

void add_recall(CLI::App& app, cli::RecallArguments& arguments) {
    add_queries(app, arguments);
    add_json(app, arguments);
    app.add_option("--waves", arguments.waves, "write waveforms: .csv or .raw");
    add_jobs(app, arguments.jobs);
    add_engine(app, arguments.engine);
    add_simulator(app, arguments, "seconds a query may take");
}

void add_measure(CLI::App& app, cli::MeasureArguments& arguments) {
    add_queries(app, arguments);
    add_choice(app, arguments);
    app.add_option("--waves", arguments.waves,
                   "the waveform: a raw file of ngspice, LTspice or Xyce, CSV, or a table of "
                   "text; - for standard input")
        ->required();
    add_json(app, arguments);
}

void add_agree(CLI::App& app, cli::AgreeArguments& arguments) {
    add_queries(app, arguments);
    add_choice(app, arguments);
    app.add_option("--engine", arguments.engines, "only this one (hopspice list engines)")
        ->check(CLI::IsMember(names_of(hopspice::list_engines())));
    app.add_option("--keep", arguments.keep, "keep decks and waveforms in this folder");
    app.add_option("--packages", arguments.packages,
                   "where node_modules is; else HOPSPICE_ENGINES, here, build/engines");
    app.add_option("--refine", arguments.refine,
                   "largest step and relative tolerance are divided by it")
        ->capture_default_str()
        ->check(positive_number());
    add_json(app, arguments);
    add_simulator(app, arguments, "seconds a simulator may take");
}

void add_draw(CLI::App& app, cli::DrawArguments& arguments) {
    add_queries(app, arguments);
    app.add_option("-o,--output", arguments.output, "an SVG file; - for standard output");
}

void add_reference(CLI::App& app, cli::QueryArguments& arguments) {
    add_queries(app, arguments);
    add_json(app, arguments);
}

void add_generate(CLI::App& app, cli::GenerateArguments& arguments) {
    add_model(app, arguments);
    app.add_option("--prompt", arguments.prompt,
                   "one token per slot or more, of which the last are used: 0110 or 0,1,1,0")
        ->required();
    app.add_option("--steps", arguments.steps, "tokens to generate")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    CLI::Option* restart =
        app.add_flag("--restart", arguments.restart, "a transient of its own per token");
    add_json(app, arguments);
    app.add_option("--waves", arguments.waves,
                   "write the waveform with tokens, settled and supply energy: .csv or .raw")
        ->excludes(restart);
    add_engine(app, arguments.engine);
    add_simulator(app, arguments, "seconds the simulator may take from one clock to the next");
}

void add_characterize(CLI::App& app, cli::CharacterizeArguments& arguments) {
    app.add_option("TARGET", arguments.target,
                   "a built-in target (hopspice list targets) or a JSON file")
        ->required();
    add_settings(app, arguments.settings);
    add_json(app, arguments);
    CLI::Option* fit = app.add_option("--fit", arguments.fit,
                                      "write a target of level opamp with the measured figures");
    app.add_flag("--devices", arguments.devices,
                 "its transistors alone: what sizes go by where no card can be read")
        ->excludes(fit);
    add_simulator(app, arguments, "seconds a run may take");
}

/// What is run.
void add_plan(CLI::App& app, cli::BatchArguments& arguments) {
    add_queries(app, arguments);
    app.add_option("--samples", arguments.samples,
                   "circuits, each with its own mismatch and offsets; 0: the target's own")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--seed", arguments.seed, "of the samples")->capture_default_str();
    app.add_option("--sweep", arguments.sweeps,
                   "KEY=A,B,C: a key of the target (amplifier.gbw) or of the spec "
                   "(hidden.0.energy.beta); several: every combination")
        ->take_all();
}

/// Parts of a batch, and who simulates them.
void add_cluster(CLI::App& app, CLI::Option* database, cli::BatchArguments& arguments) {
    CLI::Option* shard =
        app.add_option("--shard", arguments.shard,
                       "I/N: only this part of the runs, into a database of its own (hopspice "
                       "merge)")
            ->needs(database);
    app.add_option("--progress-file", arguments.progress_file,
                   "a file that says every second how many runs are stored of how many")
        ->needs(database);
    CLI::Option* executor = app.add_option("--executor", arguments.executor,
                                           "where runs are simulated (hopspice list executors)")
                                ->capture_default_str()
                                ->check(CLI::IsMember(names_of(hopspice::list_executors())));
    app.add_option("--shards", arguments.shards,
                   "of a cluster: tasks of the array job, 16 where nothing is said; --jobs are "
                   "simulator processes of each")
        ->needs(executor)
        ->excludes(shard)
        ->check(CLI::Range(1, 100000));
    app.add_option("--submit-options", arguments.submit_options,
                   "of a cluster: words for the scheduler: \"--partition=short --time=1:00:00\"")
        ->needs(executor)
        ->excludes(shard);
}

void add_batch(CLI::App& app, cli::BatchArguments& arguments) {
    add_plan(app, arguments);
    CLI::Option* database =
        app.add_option("--db", arguments.database, "the database, a file (SQLite)");
    app.add_flag("--resume", arguments.resume, "go on with the runs in the database")
        ->needs(database);
    add_jobs(app, arguments.jobs);
    add_engine(app, arguments.engine);
    add_simulator(app, arguments, "seconds a run may take");
    add_cluster(app, database, arguments);
    CLI::Option* only =
        app.add_option("--only", arguments.only, "one run again, alone, by its run_id");
    only->excludes(database);
    app.add_option("--waves", arguments.waves, "of --only: write the waveform, .csv or .raw")
        ->needs(only);
    app.add_option("--deck", arguments.deck,
                   "of --only: write its netlist, the sample's values in it, and run nothing")
        ->needs(only);
    add_json(app, arguments);
}

void add_results(CLI::App& app, cli::ResultsArguments& arguments) {
    app.add_option("DB", arguments.database, "a database of runs")->required();
    app.add_option("--where", arguments.where,
                   "an SQL condition on the columns of table runs: sample < 10");
    app.add_option("--csv", arguments.csv,
                   "write a row per run, the same however often the batch was resumed; - for "
                   "standard output");
    app.add_flag("--all-columns", arguments.all_columns, "in the .csv also wall time and messages");
    add_json(app, arguments);
}

void add_merge(CLI::App& app, cli::MergeArguments& arguments) {
    app.add_option("DB", arguments.database, "the database of the whole batch")->required();
    app.add_option("SHARD", arguments.parts, "databases of shards of the same batch")->required();
    add_json(app, arguments);
}

void add_lint(CLI::App& app, cli::LintArguments& arguments) {
    app.add_option("FILE", arguments.file, "any netlist; - for standard input")->required();
    app.add_option("-d,--dialect", arguments.dialect, "the simulator it is for")
        ->capture_default_str()
        ->check(CLI::IsMember(names_of(hopspice::list_dialects())));
    add_json(app, arguments);
}

void add_list(CLI::App& app, cli::ListArguments& arguments) {
    std::string topics;
    for (const std::string& topic : cli::list_topics()) {
        topics += (topics.empty() ? "" : ", ") + topic;
    }
    app.add_option("TOPIC", arguments.topic, topics)
        ->required()
        ->check(CLI::IsMember(cli::list_topics()));
    add_ngspice(app, arguments.ngspice);
    add_json(app, arguments);
}

using Run = std::function<int()>;

/// A row of the table of commands.
struct Command {
    std::string name;
    std::string help;
    std::string example;
    /// Declares the options; what it returns runs the command with what they were.
    std::function<Run(CLI::App&)> add;
};

template <typename Arguments>
std::function<Run(CLI::App&)> with(void (*add)(CLI::App&, Arguments&),
                                   int (*run)(const Arguments&)) {
    return [=](CLI::App& app) -> Run {
        const auto arguments = std::make_shared<Arguments>();
        app.add_flag("-q,--quiet", arguments->quiet,
                     "errors alone: no table, warnings or progress");
        app.add_flag("-v,--verbose", arguments->verbose, "every query, not only the first ones");
        add(app, *arguments);
        return [=] {
            if (arguments->verbose && !hopspice::simulators_are_confined()) {
                cli::print_note(
                    "the kernel has no seccomp filters: nothing keeps simulator "
                    "processes from starting programs");
            }
            return run(*arguments);
        };
    };
}

/// In the order of the help.
std::vector<Command> commands() {
    return {
        {"check", "is it stable, does it fit the target",
         "hopspice check models/hamming-7-4.json -t opamp-1G", with(add_check, cli::run_check)},
        {"compile", "write the netlist", "hopspice compile models/xor.json -t opamp-1G -o xor.cir",
         with(add_compile, cli::run_compile)},
        {"export", "write a folder for another simulator: deck, parts, stimuli, expectations",
         "hopspice export models/xor.json -t opamp-1G -d ltspice -o xor-ltspice",
         with(add_export, cli::run_export)},
        {"recall", "simulate every query and compare it with the ODE",
         "hopspice recall models/hamming-7-4.json -t opamp-1G --input 1101000",
         with(add_recall, cli::run_recall)},
        {"measure", "recall, settling and energy from a waveform that was simulated elsewhere",
         "hopspice compile models/xor.json -t opamp-1G -o xor.cir\n"
         "  ngspice -b -r xor.raw xor.cir\n"
         "  hopspice measure models/xor.json -t opamp-1G --waves xor.raw",
         with(add_measure, cli::run_measure)},
        {"agree", "write every dialect, run it in every simulator at hand, compare",
         "hopspice agree models/xor.json -t opamp-1G --query 01x\n"
         "Without --input or --queries the first query is compared. The exit code is 5 where a "
         "simulator that is there does not agree.",
         with(add_agree, cli::run_agree)},
        {"draw", "a picture of what is built: crossbars, neurons, activations",
         "hopspice draw models/xor.json -t opamp-1G -o xor.svg", with(add_draw, cli::run_draw)},
        {"reference", "the same recall by ODE integration, no circuit",
         "hopspice reference models/xor.json", with(add_reference, cli::run_reference)},
        {"generate", "text, token by token, in one transient",
         "hopspice generate models/parity.json --prompt 01101001 --steps 8",
         with(add_generate, cli::run_generate)},
        {"characterize", "measure the building blocks of a target: a data sheet",
         "hopspice characterize cmos --json cmos.json --fit cmos-fit.json",
         with(add_characterize, cli::run_characterize)},
        {"batch", "every query on every sample at every sweep point, into a database",
         "hopspice batch models/hamming-7-4.json -t opamp-1G --db runs.db --samples 100 --set "
         "conductance.mismatch=0.02\n"
         "  hopspice batch models/hamming-7-4.json --db runs.db --executor slurm --shards 64 "
         "--submit-options \"--partition=short --time=1:00:00\"\n"
         "  hopspice batch models/hamming-7-4.json --db 3.db --shard 3/64",
         with(add_batch, cli::run_batch)},
        {"results", "accuracy, yield, times and energy of a batch",
         "hopspice results runs.db --where \"status = 'settled'\" --csv runs.csv",
         with(add_results, cli::run_results)},
        {"merge", "the databases of a batch's shards into one",
         "hopspice batch models/xor.json --shard 1/2 --db 1.db\n"
         "  hopspice batch models/xor.json --shard 2/2 --db 2.db\n"
         "  hopspice merge runs.db 1.db 2.db\n"
         "What is in DB already stays. Where runs are missing the exit code is 1, and batch with "
         "--db DB --resume simulates them.",
         with(add_merge, cli::run_merge)},
        {"lint", "what a simulator would silently read otherwise",
         "hopspice lint netlists/xor.opamp-1G.cir -d ngspice", with(add_lint, cli::run_lint)},
        {"list", "what there is", "hopspice list targets", with(add_list, cli::run_list)},
    };
}

}  // namespace

int main(int argc, char** argv) {
    // A closed pipe is an error of the write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Compiles dense associative memories to SPICE netlists and recalls from them."};
    app.name("hopspice");
    app.set_version_flag("--version", HOPSPICE_VERSION);
    app.require_subcommand(1);
    std::vector<std::pair<CLI::App*, Run>> runs;
    for (const Command& command : commands()) {
        CLI::App* words = app.add_subcommand(command.name, command.help);
        words->footer("Example:\n  " + command.example);
        runs.emplace_back(words, command.add(*words));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream err;
        const int code = app.exit(error, out, err);
        cli::print_text(stdout, out.str());
        cli::print_text(stderr, err.str());
        return cli::finish_output(code == 0 ? int{cli::kDone} : int{cli::kUsage});
    }
    for (const auto& [words, run] : runs) {
        if (words->parsed()) {
            return cli::finish_output(cli::run_guarded(run));
        }
    }
    return cli::kUsage;
}
