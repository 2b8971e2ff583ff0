// The commands of the command line that deal with databases of runs.

#include "commands.h"
#include "inputs.h"

#include <hopspice/batch.h>
#include <hopspice/cluster.h>
#include <hopspice/files.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <utility>

namespace cli {

namespace {

/// The signal that asked for the end, 0 before.
volatile std::sig_atomic_t g_signal = 0;

void note_signal(int number) { g_signal = number; }

/// The first SIGINT, SIGTERM or SIGHUP lets the running simulations end, the second ends the
/// program. Under nohup the end of the terminal means nothing.
void catch_signals() {
    static bool caught = false;
    if (std::exchange(caught, true)) {
        return;
    }
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action {};
        if (number == SIGHUP && ::sigaction(number, nullptr, &action) == 0 &&
            action.sa_handler == SIG_IGN) {
            continue;
        }
        action.sa_handler = note_signal;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        ::sigaction(number, &action, nullptr);
    }
}

hopspice::Result<hopspice::BatchPlan> plan_of(const BatchArguments& arguments) {
    hopspice::BatchPlan plan;
    plan.spec = arguments.spec;
    plan.target = arguments.target;
    plan.settings = arguments.settings;
    plan.inputs = arguments.inputs;
    plan.queries = arguments.queries;
    plan.samples = arguments.samples;
    plan.seed = arguments.seed;
    plan.engine = engine_of(arguments.engine, arguments.ngspice);
    hopspice::Diagnostics problems;
    for (const std::string& text : arguments.sweeps) {
        auto sweep = hopspice::read_sweep(text);
        if (sweep) {
            plan.sweep.push_back(*sweep);
        } else {
            problems.append(sweep.error());
        }
    }
    if (problems.has_errors()) {
        return hopspice::Unexpected{std::move(problems)};
    }
    return plan;
}

/// A database and its journal.
void add_database(const std::string& database, Paths& paths) {
    if (!database.empty()) {
        paths.insert(paths.end(), {database, database + "-wal", database + "-shm"});
    }
}

/// What the runs of a batch are made of, as far as it can be read; standard input only once.
Paths inputs_of(const BatchArguments& arguments) {
    Paths inputs = arguments.read();
    const auto add = [&inputs](const auto& read) {
        const Paths files = read ? files_of(*read) : Paths();
        inputs.insert(inputs.end(), files.begin(), files.end());
    };
    if (arguments.spec != "-") {
        add(hopspice::read_spec(arguments.spec));
    }
    if (arguments.target != "-") {
        add(hopspice::read_target(arguments.target, arguments.settings));
    }
    return inputs;
}

int run_only(const hopspice::BatchPlan& plan, const BatchArguments& arguments) {
    if (!arguments.deck.empty()) {
        const auto folder = std::filesystem::path(arguments.deck).parent_path().string();
        const auto netlist = hopspice::compile_run(plan, *arguments.only, folder);
        if (!netlist) {
            return report_failure(netlist.error(), arguments);
        }
        print_diagnostics(netlist->warnings, arguments.volume());
        return write_text(arguments.deck, netlist->text);
    }
    hopspice::RecallOptions options;
    options.jobs = 1;
    options.wall_limit_s = arguments.wall_limit_s;
    options.simulator_library = arguments.ngspice;
    options.waves_file = arguments.waves;
    const auto results = hopspice::repeat_run(plan, *arguments.only, options);
    if (!results) {
        return report_failure(results.error(), arguments);
    }
    print_diagnostics(results->warnings, arguments.volume());
    return deliver(*results, arguments);
}

/// Shows what a database says, and what falls short; the exit code.
int deliver_summary(const std::string& database, const std::string& where,
                    const Arguments& arguments) {
    const auto summary = hopspice::read_batch(database, where);
    if (!summary) {
        return report_failure(summary.error(), arguments);
    }
    const int written =
        show(arguments, hopspice::format_batch(*summary), hopspice::format_batch_json(*summary));
    print_lines(hopspice::format_shortfalls(summary->shortfalls, summary->selected, "runs"));
    return written == kDone ? hopspice::exit_code(*summary) : written;
}

/// Writes `stored planned` now and then, for whoever waits elsewhere; what cannot be written is
/// left out, the database says it all.
hopspice::Progress with_progress_file(hopspice::Progress shown, const std::string& file) {
    if (file.empty()) {
        return shown;
    }
    using Clock = std::chrono::steady_clock;
    return [shown = std::move(shown), file, written = Clock::time_point()](
               std::size_t done, std::size_t total) mutable {
        constexpr double kEvery = 1;  // seconds
        const auto now = Clock::now();
        if (done == total || std::chrono::duration<double>(now - written).count() >= kEvery) {
            written = now;
            static_cast<void>(hopspice::write_file(file, fmt::format("{} {}\n", done, total)));
        }
        if (shown) {
            shown(done, total);
        }
    };
}

hopspice::Result<hopspice::BatchOptions> options_of(const BatchArguments& arguments) {
    hopspice::BatchOptions options;
    if (!arguments.shard.empty()) {
        const auto shard = hopspice::read_shard(arguments.shard);
        if (!shard) {
            return hopspice::Unexpected{shard.error()};
        }
        options.shard = *shard;
    }
    options.database = arguments.database;
    options.resume = arguments.resume;
    options.jobs = arguments.jobs;
    options.wall_limit_s = arguments.wall_limit_s;
    options.simulator_library = arguments.ngspice;
    options.progress =
        with_progress_file(batch_progress(arguments.volume()), arguments.progress_file);
    // Before it is asked for the first time nothing runs that should end by itself: an interrupt
    // of the first design ends the program. What a scheduler was given must be called back.
    options.interrupted = [] {
        catch_signals();
        return g_signal != 0;
    };
    if (arguments.executor != "local") {
        catch_signals();
    }
    return options;
}

hopspice::Result<hopspice::BatchOutcome> execute(const hopspice::BatchPlan& plan,
                                                 const hopspice::BatchOptions& options,
                                                 const BatchArguments& arguments) {
    if (arguments.executor == "local") {
        return hopspice::run_batch(plan, options);
    }
    std::error_code ignored;
    hopspice::ClusterOptions cluster;
    cluster.executor = arguments.executor;
    cluster.shards = arguments.shards;
    cluster.options = arguments.submit_options;
    cluster.program = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
    if (!arguments.quiet) {
        cluster.note = print_note;
    }
    return hopspice::run_cluster_batch(plan, options, cluster);
}

/// Whether the words make sense together; says so where they do not.
bool check_usage(const BatchArguments& arguments) {
    const char* problem = nullptr;
    if (arguments.database.empty()) {
        problem = "batch needs --db FILE, or --only RUN\n";
    } else if (arguments.executor != "local" && !arguments.shard.empty()) {
        problem = "--shard is what a scheduler runs: it has no --executor\n";
    } else if (arguments.executor == "local" &&
               (arguments.shards > 0 || !arguments.submit_options.empty())) {
        problem = "--shards and --submit-options need an --executor that takes them\n";
    }
    print_text(stderr, problem == nullptr ? "" : problem);
    return problem == nullptr;
}

}  // namespace

Paths BatchArguments::written() const {
    Paths files = {json, waves, deck, progress_file};
    add_database(database, files);
    return files;
}

Paths ResultsArguments::read() const {
    Paths files;
    add_database(database, files);
    return files;
}

Paths MergeArguments::read() const {
    Paths files;
    add_database(database, files);
    for (const std::string& part : parts) {
        add_database(part, files);
    }
    return files;
}

int run_batch(const BatchArguments& arguments) {
    const auto plan = plan_of(arguments);
    if (!plan) {
        return report_failure(plan.error(), arguments);
    }
    if (const auto lost = verify_files(arguments, inputs_of(arguments)); lost.has_errors()) {
        return report_failure(lost, arguments);
    }
    if (arguments.only) {
        return run_only(*plan, arguments);
    }
    if (!check_usage(arguments)) {
        return kUsage;
    }
    const auto options = options_of(arguments);
    if (!options) {
        return report_failure(options.error(), arguments);
    }
    const auto outcome = execute(*plan, *options, arguments);
    if (!outcome) {
        return report_failure(outcome.error(), arguments);
    }
    print_diagnostics(outcome->warnings, arguments.volume());
    if (outcome->interrupted) {
        constexpr int kSignalled = 128;
        print_text(stderr, fmt::format("interrupted: {} of {} runs are stored in {}, --resume goes "
                                       "on\n",
                                       outcome->stored, outcome->planned, arguments.database));
        return kSignalled + g_signal;
    }
    return deliver_summary(arguments.database, "", arguments);
}

int run_merge(const MergeArguments& arguments) {
    if (const auto lost = verify_files(arguments, arguments.read()); lost.has_errors()) {
        return report_failure(lost, arguments);
    }
    const auto outcome = hopspice::merge_batches(arguments.database, arguments.parts);
    if (!outcome) {
        return report_failure(outcome.error(), arguments);
    }
    print_diagnostics(outcome->warnings, arguments.volume());
    const int code = deliver_summary(arguments.database, "", arguments);
    return outcome->missing.empty() ? code : int{kBadInput};
}

int run_results(const ResultsArguments& arguments) {
    if (const auto lost = verify_files(arguments, arguments.read()); lost.has_errors()) {
        return report_failure(lost, arguments);
    }
    Arguments shown = arguments;
    if (!arguments.csv.empty()) {
        const auto columns =
            arguments.all_columns ? hopspice::CsvColumns::All : hopspice::CsvColumns::Repeatable;
        const auto problems =
            hopspice::write_batch_csv(arguments.database, arguments.where, arguments.csv, columns);
        if (problems.has_errors()) {
            return report_failure(problems, arguments);
        }
        shown.quiet = shown.quiet || arguments.csv == "-";
    }
    const int code = deliver_summary(arguments.database, arguments.where, shown);
    // What was found is no failure of this command.
    return code == kSimulator || code == kNotRecalled ? int{kDone} : code;
}

}  // namespace cli
