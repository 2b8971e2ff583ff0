// A waveform from elsewhere in the place of a simulation: the signals a recall saves are picked,
// the run is cut where the settling rule would have ended it, the rest is as for recall.

#include "driver/measure_waves.h"

#include "driver/measured_devices.h"
#include "driver/query_runs.h"
#include "driver/recall_stop.h"
#include "measure/transient.h"
#include "model/stimulus.h"
#include "support/rules.h"
#include "support/words.h"
#include "wave/import.h"

#include <hopspice/measure.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace hopspice {

namespace {

/// How far a last point may fall short of the end by rounding, relative.
constexpr double kEndTolerance = 1e-6;

/// Steps of a file may be so much longer than ours before it is said.
constexpr double kLongStep = 2;

/// Signals that a line in a message names at most.
constexpr std::size_t kNamedSignals = 16;

/// The signals with these names, in this order; which of them there are not is added to `missing`.
wave::Waveform pick(const wave::Waveform& waveform, const std::vector<std::string>& names,
                    std::vector<std::string>& missing) {
    wave::Waveform picked{waveform.time_s, names, {}};
    std::vector<std::size_t> columns;
    for (const std::string& name : names) {
        if (const auto column = waveform.find(name)) {
            columns.push_back(*column);
        } else {
            missing.push_back(name);
        }
    }
    if (!missing.empty()) {
        return picked;
    }
    picked.samples.reserve(waveform.points() * columns.size());
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        for (const std::size_t column : columns) {
            picked.samples.push_back(waveform.at(point, column));
        }
    }
    return picked;
}

/// What the simulator of such a file must be told to save these.
std::string save_line(const wave::Imported& imported, std::vector<std::string> names) {
    const bool more = names.size() > kNamedSignals;
    names.resize(std::min(names.size(), kNamedSignals));
    const char* words = imported.format == "table with commas"   ? ".print tran format=csv"
                        : imported.format == "table with blanks" ? ".print tran"
                                                                 : ".save";
    return fmt::format("{} {}{}", words, fmt::join(names, " "), more ? " ..." : "");
}

/// The layout without what only the energy needs.
circuit::Layout without_energy(circuit::Layout layout) {
    layout.supplies.clear();
    for (auto& bank : layout.banks) {
        for (circuit::NeuronLayout& neuron : bank) {
            for (circuit::Line& line : neuron.lines) {
                line.siemens = 0;
            }
        }
    }
    return layout;
}

/// What of a file is measured, and how its run ended.
struct Run {
    wave::Waveform waveform;
    bool stopped_early = false;
    Diagnostics warnings;
};

/// Where a waveform does not start at the v(0) of its query.
Diagnostics verify_start(const wave::Waveform& waveform, const measure::Context& context,
                         const circuit::Layout& layout, const model::Stimulus& stimulus,
                         const std::string& query, const std::string& file) {
    const double released_s = layout.release_s + layout.edge_s;
    const auto point = std::ranges::lower_bound(waveform.time_s, released_s);
    const auto index = static_cast<std::size_t>(point - waveform.time_s.begin());
    const auto row = waveform.row(std::min(index, waveform.points() - 1));
    std::size_t elsewhere = 0;
    std::size_t worst = 0;
    std::vector<double> away(stimulus.initial.size());
    std::vector<double> start(stimulus.initial.size());
    for (std::size_t k = 0; k < away.size(); ++k) {
        const circuit::Probe& probe = layout.banks[0][k].state;
        start[k] = measure::visible_volts(layout, k, row) / probe.volts_per_unit + probe.shift;
        away[k] = std::abs(start[k] - stimulus.initial[k]);
        elsewhere += away[k] > kFarOff * context.range ? 1U : 0U;
        worst = away[k] > away[worst] ? k : worst;
    }
    if (elsewhere == 0) {
        return {};
    }
    return fail(Rule::WavesStart, {file, ""}, query, elsewhere, worst, start[worst],
                stimulus.initial[worst])
        .diagnostics;
}

/// Cuts at the fixed read time, else where the settling rule is met, else at the timeout.
Result<Run> cut(const wave::Waveform& waveform, const measure::Context& context,
                const circuit::Layout& layout, const driver::Timing& timing, const Query& query,
                const std::string& file) {
    const model::Stimulus stimulus = model::stimulus(context.spec, query);
    const bool fixed_time = stimulus.time.has_value();
    const double first_s = waveform.time_s.front();
    const double last_s = waveform.time_s.back();
    const double least_s =
        fixed_time ? timing.stop_s * (1 - kEndTolerance) : layout.release_s + layout.edge_s;
    if (first_s > layout.apply_s || last_s < least_s || waveform.points() < 2) {
        return fail(Rule::WavesShort, {file, ""}, first_s, last_s, layout.apply_s, least_s,
                    fixed_time ? "from the input step to the time of reading"
                               : "from the input step to the release at least");
    }
    const Diagnostics start = verify_start(waveform, context, layout, stimulus, query.id, file);
    if (start.has_errors()) {
        return Unexpected{start};
    }
    Run run{wave::until(waveform, timing.stop_s), false, {}};
    if (fixed_time) {
        return run;
    }
    const double tau_s = context.spec.visible.tau * context.time_unit_s;
    driver::RecallStop stop(measure::settle_rule(context, tau_s), layout, {},
                            measure::passed_state(context, query));
    const std::size_t watched = measure::visible_signals(layout);
    for (std::size_t point = 0; point < run.waveform.points(); ++point) {
        if (const auto end_s =
                stop.sample(run.waveform.time_s[point], run.waveform.row(point).first(watched))) {
            run.waveform = wave::until(run.waveform, *end_s);
            run.stopped_early = true;
            return run;
        }
    }
    if (last_s < timing.stop_s * (1 - kEndTolerance)) {
        report(run.warnings, Rule::WavesEndEarly, {file, ""}, last_s, timing.stop_s);
    }
    return run;
}

/// Says so where points are farther apart than a simulation's, while a state moves.
void warn_of_long_steps(Run& run, const measure::Context& context, const circuit::Layout& layout,
                        double max_step_s, const std::string& file) {
    const double band = context.spec.inference.settle * context.range;
    double longest_s = 0;
    for (std::size_t point = 1; point < run.waveform.points(); ++point) {
        const double step_s = run.waveform.time_s[point] - run.waveform.time_s[point - 1];
        for (std::size_t k = 0; k < layout.banks[0].size() && step_s > longest_s; ++k) {
            const double moved = measure::visible_volts(layout, k, run.waveform.row(point)) -
                                 measure::visible_volts(layout, k, run.waveform.row(point - 1));
            if (std::abs(moved / layout.banks[0][k].state.volts_per_unit) > band) {
                longest_s = step_s;
            }
        }
    }
    if (longest_s > kLongStep * max_step_s) {
        report(run.warnings, Rule::WavesCoarse, {file, ""}, longest_s, max_step_s);
    }
}

}  // namespace

namespace driver {

Result<QueryResult> measure_imported(const wave::Imported& imported, const Prepared& prepared,
                                     const measure::Context& context, const Query& query,
                                     const std::string& file) {
    const circuit::Layout& full = prepared.lowered.layout;
    circuit::Layout layout = without_energy(full);
    std::vector<std::string> missing;
    const std::vector<std::string> needed = measure::saved_signals(layout);
    wave::Waveform waveform = pick(imported.waveform, needed, missing);
    if (!missing.empty()) {
        return fail(Rule::SignalsMissing, {file, ""}, missing.size(), needed.size(),
                    save_line(imported, missing));
    }
    Diagnostics warnings;
    if (!full.supplies.empty()) {
        const std::vector<std::string> all = measure::saved_signals(full);
        wave::Waveform with_energy = pick(imported.waveform, all, missing);
        if (missing.empty()) {
            waveform = std::move(with_energy);
            layout = full;
        } else {
            report(warnings, Rule::EnergyUnknown, {file, ""}, missing.size(), all.size(),
                   save_line(imported, missing));
        }
    }
    const model::Stimulus stimulus = model::stimulus(context.spec, query);
    const Timing timing = timing_of(prepared, context.spec, stimulus);
    auto run = cut(waveform, context, layout, timing, query, file);
    if (!run) {
        return Unexpected{run.error()};
    }
    warn_of_long_steps(*run, context, layout, timing.max_step_s, file);
    auto result = measure::measure_circuit(context, query, prepared.network, layout, run->waveform,
                                           run->stopped_early);
    if (result) {
        result->diagnostics.append(warnings);
        result->diagnostics.append(run->warnings);
    }
    return result;
}

}  // namespace driver

Result<Results> measure_waves(const Spec& spec, const Target& asked, std::span<const Query> queries,
                              const std::string& waves_file) {
    const auto imported = wave::read_waves(waves_file);
    if (!imported) {
        return Unexpected{imported.error()};
    }
    const auto measured = driver::measured(asked);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    Query query;
    if (!queries.empty() || !spec.queries.empty()) {
        query = queries.empty() ? spec.queries.front() : queries.front();
    }
    const measure::Context context = driver::context_of(spec, *prepared, target);
    auto result = driver::measure_imported(*imported, *prepared, context, query, waves_file);
    if (!result) {
        return Unexpected{result.error()};
    }
    Results results = driver::empty_results(spec, *prepared, target);
    results.simulator = imported->simulator;
    results.queries.push_back(*std::move(result));
    results.summary = measure::summarise(results.queries);
    return results;
}

Result<std::vector<Query>> query_first(std::vector<Query> queries, const std::string& id,
                                       const Spec& model) {
    const auto place = std::ranges::find(queries, id, &Query::id);
    if (place == queries.end()) {
        std::vector<std::string> known;
        known.reserve(queries.size());
        for (const Query& query : queries) {
            known.push_back(query.id);
        }
        return fail(Rule::QueryUnknown, {model.file, "/queries"}, id, suggest(id, known));
    }
    std::rotate(queries.begin(), place, place + 1);
    return queries;
}

}  // namespace hopspice
