// Queries through the circuit: one simulation each, measured and held against the ODE.

#include "driver/prepare.h"
#include "measure/query.h"
#include "measure/transient.h"
#include "support/rules.h"
#include "wave/files.h"

#include <hopspice/recall.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <thread>

namespace hopspice {

namespace {

/// Watches the visible states inside the simulator and ends the run when the rule is met, or when
/// a state has left the swing.
class RecallStop : public sim::StopCondition {
public:
    RecallStop(const wave::SettleRule& rule, const passes::Layout& layout)
        : detector_(rule), layout_(layout), state_(layout.banks[0].size()) {}

    bool sample(double time_s, std::span<const double> values) override {
        if (time_s < layout_.release_s + layout_.edge_s) {
            return false;
        }
        bool inside = true;
        for (std::size_t k = 0; k < state_.size(); ++k) {
            const passes::Probe& probe = layout_.banks[0][k].state;
            const double volts = measure::visible_volts(layout_, k, values);
            state_[k] = volts / probe.volts_per_unit + probe.shift;
            inside = inside && std::abs(volts) <= layout_.swing_limit_volts;
        }
        if (detector_.sample(time_s, state_)) {
            settled_s_ = std::min(settled_s_, time_s);
        }
        return !inside || time_s >= settled_s_ + layout_.readout_s;
    }

private:
    wave::SettleDetector detector_;
    double settled_s_ = INFINITY;  // the readout still follows
    const passes::Layout& layout_;
    std::vector<double> state_;
};

std::vector<sim::Job> jobs_of(const driver::Prepared& prepared, const Spec& spec,
                              std::span<const Query> queries) {
    std::vector<sim::Job> jobs;
    for (const Query& query : queries) {
        const model::Stimulus stimulus = model::stimulus(spec, query);
        const driver::Timing timing = driver::timing_of(prepared, spec, stimulus);
        sim::Job job;
        job.sources = driver::source_values(prepared.lowered.layout, stimulus, spec);
        const auto tokens = driver::token_values(prepared.lowered.layout, query.tokens);
        job.sources.insert(job.sources.end(), tokens.begin(), tokens.end());
        job.stop_time_s = timing.stop_s;
        job.max_step_s = timing.max_step_s;
        job.stop_parameters = {stimulus.time ? 1.0 : 0.0};
        jobs.push_back(std::move(job));
    }
    return jobs;
}

sim::Setup setup_of(const driver::Prepared& prepared, const measure::Context& context,
                    const Target& target, const RecallOptions& options) {
    const passes::Layout& layout = prepared.lowered.layout;
    sim::Setup setup;
    setup.deck = netlist::write_lines(prepared.lowered.circuit);
    setup.deck.push_back(fmt::format(".temp {}", target.temperature_c));
    setup.deck.emplace_back(".end");
    setup.saved = measure::saved_signals(layout);
    for (std::size_t k = 0; k < measure::visible_signals(layout); ++k) {
        setup.watch.push_back(k);
    }
    const double tau_s = context.spec.visible.tau * context.time_unit_s;
    setup.stop = [rule = measure::settle_rule(context, tau_s), &layout](
                     std::span<const double> parameters) -> std::unique_ptr<sim::StopCondition> {
        if (parameters[0] != 0) {
            return nullptr;
        }
        return std::make_unique<RecallStop>(rule, layout);
    };
    setup.options = netlist::options_line();
    setup.library = options.simulator_library;
    setup.wall_limit_s = options.wall_limit_s;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    setup.workers = options.jobs != 0 ? options.jobs : cores;
    return setup;
}

/// `f.csv` for one query; `f.<id>.csv` for several, with what a file name cannot hold replaced.
std::string waves_name(const std::string& file, const std::string& id, std::size_t index,
                       std::size_t queries) {
    if (queries == 1) {
        return file;
    }
    std::string safe = id;
    std::ranges::replace_if(
        safe, [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_'; }, '_');
    if (safe != id) {
        safe += fmt::format("-{}", index);  // two ids may become the same name
    }
    const std::filesystem::path path(file);
    return (path.parent_path() / path.stem()).string() + "." + safe + path.extension().string();
}

QueryResult failed_result(const Query& query, const measure::Context& context,
                          const std::string& words) {
    QueryResult result;
    result.id = query.id;
    result.status = Status::Failed;
    result.tokens = query.tokens;
    if (query.expect) {
        result.expected =
            measure::ReadoutReader(context.spec.readout, context.range).expected(*query.expect);
        result.correct = false;
    }
    report(result.diagnostics, Rule::QueryFailed, {context.spec.file, ""}, query.id, words);
    return result;
}

QueryResult result_of(const sim::Outcome& outcome, const Query& query,
                      const measure::Context& context, const driver::Prepared& prepared) {
    if (!outcome.completed || outcome.waveform.points() < 2) {
        return failed_result(query, context, outcome.message);
    }
    auto measured =
        measure::measure_circuit(context, query, prepared.network, prepared.lowered.layout,
                                 outcome.waveform, outcome.stopped_early);
    if (!measured) {
        QueryResult failed = failed_result(query, context, "the reference could not be computed");
        failed.diagnostics.append(measured.error());
        return failed;
    }
    measured->wall_time_s = outcome.wall_time_s;
    if (!outcome.remedy.empty()) {
        report(measured->diagnostics, Rule::RemedyUsed, {context.spec.file, ""}, query.id,
               outcome.remedy, outcome.message);
    }
    return *std::move(measured);
}

Results empty_results(const Spec& spec, const driver::Prepared& prepared, const Target& target) {
    Results results;
    results.model = spec.name;
    results.target = target.name;
    results.level = to_string(target.level);
    results.time_unit_s = prepared.network.time_unit_s;
    results.visible_range = prepared.network.visible_range;
    results.counts = circuit::count_elements(prepared.lowered.circuit);
    results.read_back = prepared.read_back;
    results.warnings = prepared.warnings;
    return results;
}

/// Settled state against the ODE: what the level promises.
double tolerance_of(Level level) {
    switch (level) {
        case Level::Behavioral:
            return 0.001;
        case Level::Opamp:
            return 0.01;
        case Level::Transistor:
            return 0.03;
    }
    return 0;
}

}  // namespace

Result<Results> recall(const Spec& spec, const Target& target, std::span<const Query> queries,
                       const RecallOptions& options) {
    if (queries.empty()) {
        return fail(Rule::NoQueries, {spec.file, "/queries"});
    }
    if (!options.waves_file.empty() && !wave::is_waveform_path(options.waves_file)) {
        return fail(Rule::WaveExtension, {options.waves_file, ""}, options.waves_file);
    }
    auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    const measure::Context context{spec, prepared->network.visible_range,
                                   prepared->network.time_unit_s, tolerance_of(target.level)};
    Results results = empty_results(spec, *prepared, target);
    results.queries.resize(queries.size());
    std::size_t done = 0;
    const std::vector<sim::Job> jobs = jobs_of(*prepared, spec, queries);
    const auto take = [&](std::size_t index, const sim::Outcome& outcome) {
        QueryResult& result = results.queries[index];
        result = result_of(outcome, queries[index], context, *prepared);
        if (!options.waves_file.empty() && outcome.waveform.points() > 0) {
            result.diagnostics.append(wave::write_waveform(
                waves_name(options.waves_file, queries[index].id, index, queries.size()),
                outcome.waveform, spec.name + " " + queries[index].id));
        }
        if (options.progress) {
            options.progress(++done, queries.size());
        }
    };
    const auto version = sim::run_jobs(setup_of(*prepared, context, target, options), jobs, take);
    if (!version) {
        return Unexpected{version.error()};
    }
    results.simulator = fmt::format("ngspice {}", version->major);
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
            results.queries.push_back(failed_result(query, context, "the integration failed"));
            results.queries.back().diagnostics.append(measured.error());
        }
        if (options.progress) {
            options.progress(results.queries.size(), queries.size());
        }
    }
    results.summary = measure::summarise(results.queries);
    return results;
}

}  // namespace hopspice
