// Every dialect in every simulator at hand, held against the embedded one.

#include "dialect/dialects.h"
#include "dialect/spice_words.h"
#include "driver/deck.h"
#include "driver/measure_waves.h"
#include "driver/measured_devices.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"
#include "engines/engines.h"
#include "measure/difference.h"
#include "netlist/analysis.h"
#include "support/file_names.h"
#include "support/files.h"
#include "support/rules.h"
#include "support/temporary_folder.h"
#include "support/words.h"
#include "wave/import.h"

#include <hopspice/agree.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

namespace hopspice {

namespace {

/// Steps of the embedded simulator per step of the others: it is interpolated at their points.
constexpr double kReferenceSteps = 4;

/// The folder of the caller, or one of our own that goes with us.
struct Folder {
    std::string path;
    std::optional<TemporaryFolder> own = {};
};

/// Errors: HS-E502.
Result<Folder> open_folder(const std::string& asked) {
    if (!asked.empty()) {
        std::error_code failed;
        std::filesystem::create_directories(asked, failed);
        return failed ? Result<Folder>(fail(Rule::FileUnwritable, {asked, ""}, failed.message()))
                      : Folder{asked};
    }
    auto own = TemporaryFolder::make("agree");
    if (!own) {
        return Unexpected{own.error()};
    }
    const std::string path = own->path();
    return Folder{path, std::move(*own)};
}

Result<std::vector<engines::Engine>> chosen_engines(const AgreeOptions& options) {
    std::vector<engines::Engine> chosen;
    std::vector<std::string> known;
    for (const engines::Engine& engine : engines::all_engines()) {
        known.emplace_back(engine.name);
        if (options.engines.empty() ||
            std::ranges::find(options.engines, engine.name) != options.engines.end()) {
            chosen.push_back(engine);
        }
    }
    for (const std::string& name : options.engines) {
        if (std::ranges::find(known, name) == known.end()) {
            return fail(Rule::EngineUnknown, {}, name, suggest(name, known));
        }
    }
    return chosen;
}

/// All queries of one circuit through all engines.
class Trials {
public:
    Trials(const Spec& spec, const Target& target, const driver::Prepared& prepared,
           const AgreeOptions& options, const std::filesystem::path& folder)
        : spec_(spec),
          target_(target),
          prepared_(prepared),
          options_(options),
          folder_(folder),
          context_(driver::context_of(spec, prepared, target)) {}

    /// The embedded simulator's own run, finer than the others', which are compared with the last
    /// one. Errors: HS-E406, as run_jobs.
    Diagnostics simulate(const Query& query) {
        query_name_ = names_.add(query.id, "query");
        sim::Setup setup = driver::setup_of(prepared_, context_, target_, {});
        setup.library = options_.simulator_library;
        const double refine = kReferenceSteps * options_.refine;
        setup.options = dialect::options_line(netlist::kReltol / refine);
        setup.wall_limit_s = options_.wall_limit_s;
        std::vector<sim::Job> jobs = {driver::job_of(prepared_, context_, query)};
        driver::fix_steps(jobs[0], driver::max_step_s(prepared_, spec_) / refine);
        const auto take = [&](std::size_t, sim::Outcome outcome) { outcome_ = std::move(outcome); };
        const auto version = sim::run_jobs(setup, jobs, take);
        if (!version) {
            return version.error();
        }
        version_ = version->text;
        expected_ = driver::result_of(outcome_, query, context_, prepared_);
        return expected_.status == Status::Failed ? expected_.diagnostics : Diagnostics{};
    }

    EngineRun run(const engines::Engine& engine, const engines::Found& found, const Query& query) {
        EngineRun run;
        run.engine = engine.name;
        run.version = found.version;
        run.dialect = engine.is_twin() ? "circuit" : to_string(engine.dialect);
        run.form = engine.form;
        run.query = query.id;
        if (!found.installed) {
            run.reason = found.missing;
            return run;
        }
        if (engine.is_twin()) {
            simulate_in_twin(query, run);
            return run;
        }
        const CompileOptions compiled{engine.dialect, engine.form, folder_.string(),
                                      outcome_.waveform.time_s.back(), options_.refine};
        const auto netlist = driver::deck_of(prepared_, spec_, target_, query, compiled);
        if (!netlist) {
            run.reason = format_diagnostic(netlist.error().front());
            return run;
        }
        run.status = EngineStatus::Failed;
        simulate(engine, found, netlist->text, query, run);
        return run;
    }

    [[nodiscard]] const std::string& version() const { return version_; }

private:
    void simulate(const engines::Engine& engine, const engines::Found& found,
                  const std::string& text, const Query& query, EngineRun& run) {
        const auto folder = folder_ / query_name_ / file_name(run.engine, "engine");
        std::error_code ignored;
        std::filesystem::create_directories(folder, ignored);
        const std::string deck = "deck" + std::string(dialect::row_of(engine.dialect).suffix);
        const Diagnostics written = write_file((folder / deck).string(), text);
        if (written.has_errors()) {
            run.reason = format_diagnostic(written.front());
            return;
        }
        const auto begin = std::chrono::steady_clock::now();
        const engines::EngineOutput output =
            engines::run_engine(engine, found, folder.string(), deck, options_.wall_limit_s);
        run.wall_time_s =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        run.reason = output.failure;
        if (run.reason.empty()) {
            judge(wave::read_waves({(folder / "waveform").string(), output.waves}), query, run);
        }
    }

    /// The circuit itself in the twin, up to the instant at which the reference ended.
    void simulate_in_twin(const Query& query, EngineRun& run) {
        sim::Setup setup = driver::setup_of(prepared_, context_, target_, {});
        setup.stop = {};
        setup.wall_limit_s = options_.wall_limit_s;
        const auto simulators =
            driver::choose_simulators(EngineChoice::Twin, std::move(setup),
                                      prepared_.lowered.circuit, target_.temperature_c, {});
        if (!simulators) {
            run.reason = format_diagnostic(simulators.error().front());
            return;
        }
        run.status = EngineStatus::Failed;
        std::vector<sim::Job> jobs = {driver::job_of(prepared_, context_, query)};
        jobs[0].stop_time_s = outcome_.waveform.time_s.back();
        driver::fix_steps(jobs[0], driver::max_step_s(prepared_, spec_) / options_.refine);
        wave::Imported imported;
        const auto take = [&](std::size_t, sim::Outcome outcome) {
            run.wall_time_s = outcome.wall_time_s;
            run.version = outcome.simulator;
            run.reason = outcome.completed ? "" : outcome.message;
            imported.waveform = std::move(outcome.waveform);
        };
        const auto version = driver::run_jobs(*simulators, jobs, take);
        if (!version) {
            run.reason = format_diagnostic(version.error().front());
        } else if (run.reason.empty()) {
            judge(std::move(imported), query, run);
        }
    }

    void judge(const Result<wave::Imported>& imported, const Query& query, EngineRun& run) {
        if (!imported) {
            run.reason = format_diagnostic(imported.error().front());
            return;
        }
        const circuit::Layout& layout = prepared_.lowered.layout;
        const auto difference = measure::compare(outcome_.waveform, imported->waveform, layout);
        const auto measured =
            driver::measure_imported(*imported, prepared_, context_, query, run.engine);
        if (!difference || !measured) {
            run.reason =
                format_diagnostic((difference ? measured.error() : difference.error()).front());
            return;
        }
        run.max_difference = difference->largest / context_.range;
        run.neuron = difference->neuron;
        run.at_s = difference->at_s;
        run.readout = measured->readout;
        run.same_readout = measured->readout == expected_.readout;
        run.status = run.max_difference <= Agreement{}.limit && run.same_readout
                         ? EngineStatus::Agrees
                         : EngineStatus::Differs;
    }

    const Spec& spec_;
    const Target& target_;
    const driver::Prepared& prepared_;
    const AgreeOptions& options_;
    std::filesystem::path folder_;
    FileNames names_;
    std::string query_name_;  ///< of the folder of the query that was simulated last
    measure::Context context_;
    sim::Outcome outcome_;
    QueryResult expected_;
    std::string version_;
};

}  // namespace

Result<Agreement> agree(const Spec& spec, const Target& asked, std::span<const Query> queries,
                        const AgreeOptions& options) {
    if (queries.empty()) {
        return fail(Rule::NoQueries, {spec.file, "/queries"});
    }
    const auto chosen = chosen_engines(options);
    if (!chosen) {
        return Unexpected{chosen.error()};
    }
    const auto measured = driver::measured(asked, options.simulator_library);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    const auto folder = open_folder(options.folder);
    if (!folder) {
        return Unexpected{folder.error()};
    }
    std::vector<engines::Found> found;
    for (const engines::Engine& engine : *chosen) {
        found.push_back(engines::find_engine(engine, options.packages));
    }
    Agreement agreement;
    agreement.model = spec.name;
    agreement.target = target.name;
    Trials trials(spec, target, *prepared, options, folder->path);
    for (const Query& query : queries) {
        const Diagnostics failed = trials.simulate(query);
        if (failed.has_errors()) {
            return Unexpected{failed};
        }
        for (std::size_t k = 0; k < chosen->size(); ++k) {
            agreement.runs.push_back(trials.run((*chosen)[k], found[k], query));
            if (options.progress) {
                options.progress(agreement.runs.size(), queries.size() * chosen->size());
            }
        }
    }
    agreement.reference = trials.version();
    return agreement;
}

bool all_agree(const Agreement& agreement) {
    const auto ran = [](const EngineRun& run) { return run.status != EngineStatus::Skipped; };
    return std::ranges::any_of(agreement.runs, ran) &&
           std::ranges::all_of(agreement.runs, [&](const EngineRun& run) {
               return !ran(run) || run.status == EngineStatus::Agrees;
           });
}

std::vector<ListedItem> list_engines() {
    std::vector<ListedItem> items;
    for (const engines::Engine& engine : engines::all_engines()) {
        items.push_back({std::string(engine.name), std::string(engine.meaning)});
    }
    return items;
}

}  // namespace hopspice
