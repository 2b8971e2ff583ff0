// hopspice: the command line.

#include "commands.h"

#include <hopspice/agree.h>
#include <hopspice/cluster.h>
#include <hopspice/lint.h>
#include <hopspice/schematic.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <functional>

namespace {

using cli::Arguments;

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      const std::string& example, Arguments& arguments) {
    CLI::App* command = app.add_subcommand(name, help);
    command->footer("Example:\n  " + example);
    command->add_flag("-q,--quiet", arguments.quiet,
                      "errors alone: no table, warnings or progress");
    command->add_flag("-v,--verbose", arguments.verbose, "every query, not only the first ones");
    return command;
}

void add_settings(CLI::App* command, Arguments& arguments) {
    command->add_option("--set", arguments.settings, "override one key of the target: KEY=VALUE")
        ->take_all();
}

void add_spec_and_target(CLI::App* command, Arguments& arguments) {
    command->add_option("SPEC", arguments.spec, "the model, a JSON file; - for standard input")
        ->required();
    command
        ->add_option("-t,--target", arguments.target,
                     "a built-in target (hopspice list targets) or a JSON file")
        ->capture_default_str();
    add_settings(command, arguments);
}

void add_target(CLI::App* command, Arguments& arguments) {
    command
        ->add_option("TARGET", arguments.target,
                     "a built-in target (hopspice list targets) or a JSON file")
        ->required();
    add_settings(command, arguments);
}

void add_queries(CLI::App* command, Arguments& arguments) {
    command
        ->add_option("--input", arguments.inputs,
                     "a query: bits (1101000, ? unknown) or numbers with commas; of a model with "
                     "token-driven weights the tokens, one per slot (01101001 or 0,12,5), and v "
                     "starts at visible.initial")
        ->take_all();
    command->add_option(
        "--queries", arguments.queries,
        "queries from a .json, .csv or .npy file; a row is one query: N_v numbers, or "
        "the tokens of a model with token-driven weights");
}

/// Of a command that deals with one query.
void add_choice(CLI::App* command, Arguments& arguments) {
    command->add_option("--query", arguments.query, "the query with this id; else the first one");
}

void add_json(CLI::App* command, Arguments& arguments) {
    command->add_option("--json", arguments.json, "write results as JSON; - for standard output");
}

std::vector<std::string> names_of(const std::vector<hopspice::ListedItem>& items) {
    std::vector<std::string> names;
    for (const hopspice::ListedItem& item : items) {
        names.push_back(item.name);
    }
    return names;
}

void add_plan(CLI::App* command, Arguments& arguments) {
    add_spec_and_target(command, arguments);
    add_queries(command, arguments);
    command
        ->add_option("--samples", arguments.samples,
                     "circuits, each with its own mismatch and offsets; 0: the target's own")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--seed", arguments.seed, "of the samples")->capture_default_str();
    command
        ->add_option("--sweep", arguments.sweeps,
                     "KEY=A,B,C: a key of the target (amplifier.gbw) or of the spec "
                     "(hidden.0.energy.beta); several: every combination")
        ->take_all();
}

/// Parts of a batch, and who simulates them.
void add_cluster(CLI::App* batch, CLI::Option* database, Arguments& arguments) {
    CLI::Option* shard =
        batch
            ->add_option(
                "--shard", arguments.shard,
                "I/N: only this part of the runs, into a database of its own (hopspice merge)")
            ->needs(database);
    batch
        ->add_option("--progress-file", arguments.progress_file,
                     "a file that says every second how many runs are stored of how many")
        ->needs(database);
    CLI::Option* executor = batch
                                ->add_option("--executor", arguments.executor,
                                             "where runs are simulated (hopspice list executors)")
                                ->capture_default_str()
                                ->check(CLI::IsMember(names_of(hopspice::list_executors())));
    batch
        ->add_option("--shards", arguments.shards,
                     "of a cluster: tasks of the array job, 16 where nothing is said; --jobs are "
                     "simulator processes of each")
        ->needs(executor)
        ->excludes(shard)
        ->check(CLI::Range(1, 100000));
    batch
        ->add_option("--submit-options", arguments.submit_options,
                     "of a cluster: words for the scheduler: \"--partition=short --time=1:00:00\"")
        ->needs(executor)
        ->excludes(shard);
}

CLI::App* add_batch(CLI::App& app, Arguments& arguments) {
    CLI::App* batch = add_command(
        app, "batch", "every query on every sample at every sweep point, into a database",
        "hopspice batch models/hamming-7-4.json -t opamp-1G --db runs.db --samples 100 --set "
        "conductance.mismatch=0.02\n"
        "  hopspice batch models/hamming-7-4.json --db runs.db --executor slurm --shards 64 "
        "--submit-options \"--partition=short --time=1:00:00\"\n"
        "  hopspice batch models/hamming-7-4.json --db 3.db --shard 3/64",
        arguments);
    add_plan(batch, arguments);
    CLI::Option* database =
        batch->add_option("--db", arguments.database, "the database, a file (SQLite)");
    batch->add_flag("--resume", arguments.resume, "go on with the runs in the database")
        ->needs(database);
    batch->add_option("--jobs", arguments.jobs, "simulator processes; 0: one per core")
        ->check(CLI::NonNegativeNumber);
    batch->add_option("--wall-limit", arguments.wall_limit_s, "seconds a run may take")
        ->check(CLI::PositiveNumber);
    add_cluster(batch, database, arguments);
    CLI::Option* only =
        batch->add_option("--only", arguments.only, "one run again, alone, by its run_id");
    only->excludes(database);
    batch->add_option("--waves", arguments.waves, "of --only: write the waveform, .csv or .raw")
        ->needs(only);
    batch
        ->add_option("--deck", arguments.deck,
                     "of --only: write its netlist, the sample's values in it, and run nothing")
        ->needs(only);
    add_json(batch, arguments);
    return batch;
}

CLI::App* add_results(CLI::App& app, Arguments& arguments) {
    CLI::App* results = add_command(
        app, "results", "accuracy, yield, times and energy of a batch",
        "hopspice results runs.db --where \"status = 'settled'\" --csv runs.csv", arguments);
    results->add_option("DB", arguments.database, "a database of runs")->required();
    results->add_option("--where", arguments.where,
                        "an SQL condition on the columns of table runs: sample < 10");
    results->add_option("--csv", arguments.csv,
                        "write a row per run, the same however often the batch was resumed; - for "
                        "standard output");
    results->add_flag("--all-columns", arguments.all_columns,
                      "in the .csv also wall time and messages");
    add_json(results, arguments);
    return results;
}

CLI::App* add_merge(CLI::App& app, Arguments& arguments) {
    CLI::App* merge = add_command(
        app, "merge", "the databases of a batch's shards into one",
        "hopspice batch models/xor.json --shard 1/2 --db 1.db\n"
        "  hopspice batch models/xor.json --shard 2/2 --db 2.db\n"
        "  hopspice merge runs.db 1.db 2.db\n"
        "What is in DB already stays. Where runs are missing the exit code is 1, and batch with "
        "--db DB --resume simulates them.",
        arguments);
    merge->add_option("DB", arguments.database, "the database of the whole batch")->required();
    merge->add_option("SHARD", arguments.parts, "databases of shards of the same batch")
        ->required();
    add_json(merge, arguments);
    return merge;
}

struct Command {
    CLI::App* app;
    std::function<int(const Arguments&)> run;
};

Command add_generate(CLI::App& app, Arguments& arguments) {
    CLI::App* generate =
        add_command(app, "generate", "text, token by token, in one transient",
                    "hopspice generate models/parity.json --prompt 01101001 --steps 8", arguments);
    add_spec_and_target(generate, arguments);
    generate
        ->add_option("--prompt", arguments.prompt,
                     "one token per slot or more, of which the last are used: 0110 or 0,1,1,0")
        ->required();
    generate->add_option("--steps", arguments.steps, "tokens to generate")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    CLI::Option* restart =
        generate->add_flag("--restart", arguments.restart, "a transient of its own per token");
    add_json(generate, arguments);
    generate
        ->add_option("--waves", arguments.waves,
                     "write the waveform with tokens, settled and supply energy: .csv or .raw")
        ->excludes(restart);
    generate
        ->add_option("--wall-limit", arguments.wall_limit_s,
                     "seconds the simulator may take from one clock to the next")
        ->check(CLI::PositiveNumber);
    return {generate, cli::run_generate};
}

/// `-d` and `--flat`.
CLI::Option* add_dialect(CLI::App* command, Arguments& arguments,
                         const std::vector<std::string>& others = {}) {
    std::vector<std::string> dialects = names_of(hopspice::list_dialects());
    dialects.insert(dialects.end(), others.begin(), others.end());
    command->add_flag("--flat", arguments.flat, "no subcircuits but those of amplifiers");
    return command
        ->add_option("-d,--dialect", arguments.dialect, "netlist dialect (hopspice list dialects)")
        ->check(CLI::IsMember(dialects));
}

Command add_compile(CLI::App& app, Arguments& arguments) {
    CLI::App* compile =
        add_command(app, "compile", "write the netlist",
                    "hopspice compile models/xor.json -t opamp-1G -o xor.cir", arguments);
    add_spec_and_target(compile, arguments);
    add_queries(compile, arguments);
    std::vector<std::string> others = names_of(hopspice::list_schematics());
    others.emplace_back("verilog-a");
    add_dialect(compile, arguments, others);
    add_choice(compile, arguments);
    compile->add_option("-o,--output", arguments.output,
                        "file; - for standard output; of a schematic, its symbols go beside it");
    return {compile, cli::run_compile};
}

Command add_export(CLI::App& app, Arguments& arguments) {
    CLI::App* exporting = add_command(
        app, "export", "write a folder for another simulator: deck, parts, stimuli, expectations",
        "hopspice export models/xor.json -t opamp-1G -d ltspice -o xor-ltspice", arguments);
    add_spec_and_target(exporting, arguments);
    add_queries(exporting, arguments);
    add_dialect(exporting, arguments, {"verilog-a"})->required();
    exporting->add_option("-o,--output", arguments.output, "folder, new or empty")->required();
    return {exporting, cli::run_export};
}

Command add_recall(CLI::App& app, Arguments& arguments) {
    CLI::App* recall = add_command(
        app, "recall", "simulate every query and compare it with the ODE",
        "hopspice recall models/hamming-7-4.json -t opamp-1G --input 1101000", arguments);
    add_spec_and_target(recall, arguments);
    add_queries(recall, arguments);
    add_json(recall, arguments);
    recall->add_option("--waves", arguments.waves, "write waveforms: .csv or .raw");
    recall->add_option("--jobs", arguments.jobs, "simulator processes; 0: one per core")
        ->check(CLI::NonNegativeNumber);
    recall->add_option("--wall-limit", arguments.wall_limit_s, "seconds a query may take")
        ->check(CLI::PositiveNumber);
    return {recall, cli::run_recall};
}

Command add_measure(CLI::App& app, Arguments& arguments) {
    CLI::App* measure = add_command(
        app, "measure", "recall, settling and energy from a waveform that was simulated elsewhere",
        "hopspice compile models/xor.json -t opamp-1G -o xor.cir\n"
        "  ngspice -b -r xor.raw xor.cir\n"
        "  hopspice measure models/xor.json -t opamp-1G --waves xor.raw",
        arguments);
    add_spec_and_target(measure, arguments);
    add_queries(measure, arguments);
    add_choice(measure, arguments);
    measure
        ->add_option("--waves", arguments.waves,
                     "the waveform: a raw file of ngspice, LTspice or Xyce, CSV, or a table of "
                     "text; - for standard input")
        ->required();
    add_json(measure, arguments);
    return {measure, cli::run_measure};
}

Command add_draw(CLI::App& app, Arguments& arguments) {
    CLI::App* draw =
        add_command(app, "draw", "a picture of what is built: crossbars, neurons, activations",
                    "hopspice draw models/xor.json -t opamp-1G -o xor.svg", arguments);
    add_spec_and_target(draw, arguments);
    add_queries(draw, arguments);
    draw->add_option("-o,--output", arguments.output, "an SVG file; - for standard output");
    return {draw, cli::run_draw};
}

Command add_agree(CLI::App& app, Arguments& arguments) {
    CLI::App* agree = add_command(
        app, "agree", "write every dialect, run it in every simulator at hand, compare",
        "hopspice agree models/xor.json -t opamp-1G --query 01x\n"
        "Without --input or --queries the first query is compared. The exit code is 5 where a "
        "simulator that is there does not agree.",
        arguments);
    add_spec_and_target(agree, arguments);
    add_queries(agree, arguments);
    add_choice(agree, arguments);
    agree->add_option("--engine", arguments.engines, "only this one (hopspice list engines)")
        ->check(CLI::IsMember(names_of(hopspice::list_engines())));
    agree->add_option("--keep", arguments.keep, "keep decks and waveforms in this folder");
    agree->add_option("--packages", arguments.packages,
                      "where node_modules is; else HOPSPICE_ENGINES, here, build/engines");
    agree
        ->add_option("--refine", arguments.refine,
                     "largest step and relative tolerance are divided by it")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    add_json(agree, arguments);
    agree->add_option("--wall-limit", arguments.engine_limit_s, "seconds a simulator may take")
        ->check(CLI::PositiveNumber);
    return {agree, cli::run_agree};
}

Command add_characterize(CLI::App& app, Arguments& arguments) {
    CLI::App* characterize =
        add_command(app, "characterize", "measure the building blocks of a target: a data sheet",
                    "hopspice characterize cmos --json cmos.json --fit cmos-fit.json", arguments);
    add_target(characterize, arguments);
    add_json(characterize, arguments);
    characterize->add_option("--fit", arguments.fit,
                             "write a target of level opamp with the measured figures");
    characterize->add_option("--wall-limit", arguments.wall_limit_s, "seconds a run may take")
        ->check(CLI::PositiveNumber);
    return {characterize, cli::run_characterize};
}

Command add_lint(CLI::App& app, Arguments& arguments) {
    CLI::App* lint = add_command(app, "lint", "what a simulator would silently read otherwise",
                                 "hopspice lint netlists/xor.opamp-1G.cir -d ngspice", arguments);
    lint->add_option("FILE", arguments.deck_file, "any netlist; - for standard input")->required();
    std::vector<std::string> names;
    for (const hopspice::Dialect dialect : hopspice::lint_dialects()) {
        names.push_back(hopspice::to_string(dialect));
    }
    lint->add_option("-d,--dialect", arguments.dialect, "the simulator it is for")
        ->capture_default_str()
        ->check(CLI::IsMember(names));
    add_json(lint, arguments);
    return {lint, cli::run_lint};
}

std::vector<Command> add_commands(CLI::App& app, Arguments& arguments) {
    std::vector<Command> commands;
    CLI::App* check = add_command(app, "check", "is it stable, does it fit the target",
                                  "hopspice check models/hamming-7-4.json -t opamp-1G", arguments);
    add_spec_and_target(check, arguments);
    add_json(check, arguments);
    commands.push_back({check, cli::run_check});

    commands.push_back(add_compile(app, arguments));
    commands.push_back(add_export(app, arguments));

    commands.push_back(add_recall(app, arguments));
    commands.push_back(add_measure(app, arguments));
    commands.push_back(add_agree(app, arguments));
    commands.push_back(add_draw(app, arguments));

    CLI::App* reference =
        add_command(app, "reference", "the same recall by ODE integration, no circuit",
                    "hopspice reference models/xor.json", arguments);
    add_spec_and_target(reference, arguments);
    add_queries(reference, arguments);
    add_json(reference, arguments);
    commands.push_back({reference, cli::run_reference});

    commands.push_back(add_generate(app, arguments));

    commands.push_back(add_characterize(app, arguments));
    commands.push_back({add_batch(app, arguments), cli::run_batch});
    commands.push_back({add_results(app, arguments), cli::run_results});
    commands.push_back({add_merge(app, arguments), cli::run_merge});

    commands.push_back(add_lint(app, arguments));

    CLI::App* list = add_command(app, "list", "what there is", "hopspice list targets", arguments);
    list->add_option("TOPIC", arguments.topic,
                     "energies, activations, targets, dialects, engines, executors, diagnostics, "
                     "lint-rules")
        ->required()
        ->check(CLI::IsMember({"energies", "activations", "targets", "dialects", "engines",
                               "executors", "diagnostics", "lint-rules"}));
    commands.push_back({list, cli::run_list});
    return commands;
}

}  // namespace

int main(int argc, char** argv) {
    // A closed pipe is an error of the write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Compiles dense associative memories to SPICE netlists and recalls from them."};
    app.name("hopspice");
    app.set_version_flag("--version", HOPSPICE_VERSION);
    app.require_subcommand(1);
    Arguments arguments;
    const std::vector<Command> commands = add_commands(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? int{cli::kDone} : int{cli::kUsage};
    }
    for (const Command& command : commands) {
        if (command.app->parsed()) {
            const int code = command.run(arguments);
            return cli::finish_output(code);
        }
    }
    return cli::kUsage;
}
