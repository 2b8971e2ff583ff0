// Queries through the circuit: one simulation each, measured and held against the ODE.

#include "driver/measured_devices.h"
#include "driver/prepare.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"
#include "measure/comparison.h"
#include "measure/query.h"
#include "sim/confinement.h"
#include "support/file_names.h"
#include "support/rules.h"
#include "wave/files.h"

#include <hopspice/recall.h>

#include <fmt/format.h>

#include <filesystem>

namespace hopspice {

std::vector<std::string> waves_files(const std::string& file, std::span<const Query> queries) {
    const std::filesystem::path path(file);
    const std::string stem = (path.parent_path() / path.stem()).string();
    FileNames names;
    std::vector<std::string> files;
    if (file.empty()) {
        return files;
    }
    for (const Query& query : queries) {
        files.push_back(queries.size() == 1 ? file
                                            : stem + "." + names.add(query.id, "query") +
                                                  path.extension().string());
    }
    return files;
}

Result<Results> recall(const Spec& spec, const Target& asked, std::span<const Query> queries,
                       const RecallOptions& options) {
    if (queries.empty()) {
        return fail(Rule::NoQueries, {spec.file, "/queries"});
    }
    if (!options.waves_file.empty() && !wave::is_waveform_path(options.waves_file)) {
        return fail(Rule::WaveExtension, {options.waves_file, ""}, options.waves_file);
    }
    const auto measured = driver::measured(asked, options.simulator_library);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    auto prepared = driver::prepare(spec, target, queries, options.stage);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    measure::QueryMemos memos;
    measure::Context context = driver::context_of(spec, *prepared, target);
    context.memos = &memos;
    Results results = driver::empty_results(spec, *prepared, target);
    results.queries.resize(queries.size());
    const std::vector<std::string> waves = waves_files(options.waves_file, queries);
    std::size_t done = 0;
    std::size_t given = 0;
    const auto next = [&]() -> std::optional<sim::Job> {
        return given < queries.size()
                   ? std::optional(driver::job_of(*prepared, context, queries[given++]))
                   : std::nullopt;
    };
    const auto take = [&](std::size_t index, const sim::Outcome& outcome) {
        QueryResult& result = results.queries[index];
        result = driver::result_of(outcome, queries[index], context, *prepared);
        memos.forget(queries[index]);
        if (!options.waves_file.empty() && outcome.waveform.points() > 0) {
            result.diagnostics.append(wave::write_waveform(waves[index], outcome.waveform,
                                                           spec.name + " " + queries[index].id));
        }
        if (options.progress) {
            options.progress(++done, queries.size());
        }
    };
    const auto simulators = driver::simulators_of(*prepared, context, target, options);
    if (!simulators) {
        return Unexpected{simulators.error()};
    }
    const auto version = driver::run_stream(*simulators, {next, take, {}});
    if (!version) {
        return Unexpected{version.error()};
    }
    results.declined = simulators->declined;
    results.simulator = driver::simulators_used(results.queries, *version);
    results.warnings.append(sim::verify_tested(*version));
    results.summary = measure::summarise(results.queries);
    return results;
}

Result<Results> reference(const Spec& spec, std::span<const Query> queries, double time_unit_s,
                          const RecallOptions& options) {
    if (queries.empty()) {
        return fail(Rule::NoQueries, {spec.file, "/queries"});
    }
    auto ranges = driver::ranges_for(spec, queries);
    if (!ranges) {
        return Unexpected{ranges.error()};
    }
    Results results;
    results.model = spec.name;
    results.target = "ode";
    results.level = "reference";
    results.simulator = "cvode";
    results.time_unit_s = time_unit_s;
    results.visible_range = model::visible_range(*ranges);
    const measure::Context context{spec, results.visible_range, time_unit_s, 0};
    for (const Query& query : queries) {
        auto measured = measure::measure_reference(context, query);
        if (measured) {
            results.queries.push_back(*std::move(measured));
        } else {
            results.queries.push_back(
                driver::failed_result(query, context, "the integration failed"));
            results.queries.back().diagnostics.append(measured.error());
        }
        if (options.progress) {
            options.progress(results.queries.size(), queries.size());
        }
    }
    results.summary = measure::summarise(results.queries);
    return results;
}

bool simulators_are_confined() { return sim::can_forbid_programs(); }

}  // namespace hopspice
