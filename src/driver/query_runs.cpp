// One query as a simulator job, and the job's outcome as a result.

#include "driver/query_runs.h"

#include "circuit/kit_devices.h"
#include "dialect/deck.h"
#include "dialect/spice_words.h"
#include "driver/noise.h"
#include "driver/recall_stop.h"
#include "driver/shortcut.h"
#include "measure/drive.h"
#include "measure/transient.h"
#include "model/stimulus.h"
#include "sim/stride.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace hopspice::driver {

namespace {

// Of Job::stop_parameters.
constexpr std::size_t kRunsToTheEnd = 0;
constexpr std::size_t kFixedStep = 1;  // s; 0: RecallSteps
constexpr std::size_t kPassed = 2;     // the first of v that the ODE passes, if any

/// Instants at which a source of the deck has a corner.
std::vector<double> corners_of(const circuit::Circuit& circuit) {
    std::vector<double> corners;
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            sim::add_corners(element.pwl, corners);
        }
    }
    return corners;
}

}  // namespace

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

measure::Context context_of(const Spec& spec, const Prepared& prepared, const Target& target) {
    return {spec, prepared.network.visible_range, prepared.network.time_unit_s,
            tolerance_of(target.level), !prepared.lowered.layout.noise.empty()};
}

circuit::Circuit simulated_circuit(const circuit::Lowered& lowered, const Target& target) {
    return target.simulation.controlled_cells ? passes::with_controlled_cells(lowered)
                                              : lowered.circuit;
}

std::vector<std::string> worker_deck(const circuit::Lowered& lowered, const Target& target,
                                     std::set<std::string> driven) {
    return worker_deck(simulated_circuit(lowered, target), lowered.layout, target,
                       std::move(driven));
}

std::vector<std::string> worker_deck(circuit::Circuit circuit, const circuit::Layout& layout,
                                     const Target& target, std::set<std::string> driven) {
    for (const circuit::NoiseSpot& spot : layout.noise) {
        driven.insert(spot.source);
    }
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            element.external = driven.contains(element.name);
        }
    }
    std::vector<std::string> lines = dialect::write_ngspice(circuit::with_cut(std::move(circuit)));
    lines.push_back(fmt::format(".temp {}", target.temperature_c));
    lines.emplace_back(".end");
    return lines;
}

sim::Job job_of(const Prepared& prepared, const measure::Context& context, const Query& query) {
    const Spec& spec = context.spec;
    const model::Stimulus stimulus = model::stimulus(spec, query);
    const Timing timing = timing_of(prepared, spec, stimulus);
    sim::Job job;
    job.sources = measure::source_values(prepared.lowered.layout, stimulus, spec);
    const auto tokens = measure::token_values(prepared.lowered.layout, query.tokens);
    job.sources.insert(job.sources.end(), tokens.begin(), tokens.end());
    job.stop_time_s = timing.stop_s;
    job.noise = noise_of(prepared.lowered.layout, query.id);
    const bool runs_to_the_end = stimulus.time.has_value();
    job.max_step_s = timing.max_step_s * (runs_to_the_end || job.noise ? 1 : kCoarsest);
    job.stop_parameters = {runs_to_the_end ? 1.0 : 0.0, 0};
    if (!runs_to_the_end) {
        const std::vector<double> passed = measure::passed_state(context, query);
        job.stop_parameters.insert(job.stop_parameters.end(), passed.begin(), passed.end());
    }
    return job;
}

void fix_steps(sim::Job& job, double step_s) {
    job.max_step_s = step_s;
    job.stop_parameters[kFixedStep] = step_s;
}

sim::Setup recall_setup(const Prepared& prepared, const measure::Context& context,
                        const Target& target, const RecallOptions& options) {
    const circuit::Layout& layout = prepared.lowered.layout;
    sim::Setup setup;
    setup.saved = measure::saved_signals(layout);
    for (std::size_t k = 0; k < measure::visible_signals(layout); ++k) {
        setup.watch.push_back(k);
    }
    const double tau_s = context.spec.visible.tau * context.time_unit_s;
    const RecallSteps steps = recall_steps(prepared, context.spec, target);
    setup.stop = [rule = measure::settle_rule(context, tau_s), steps, &layout](
                     std::span<const double> parameters) -> std::unique_ptr<sim::StopCondition> {
        if (parameters[kRunsToTheEnd] != 0) {
            return nullptr;
        }
        const double fixed_s = parameters[kFixedStep];
        const auto passed = parameters.subspan(kPassed);
        return std::make_unique<RecallStop>(rule, layout,
                                            fixed_s > 0 ? fixed_steps(fixed_s) : steps,
                                            std::vector(passed.begin(), passed.end()));
    };
    setup.library = options.simulator_library;
    setup.wall_limit_s = options.wall_limit_s;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    setup.workers = options.jobs != 0 ? options.jobs : cores;
    return setup;
}

void load_deck(sim::Setup& setup, const Prepared& prepared, const measure::Context& context,
               const Target& target) {
    circuit::Circuit circuit = simulated_circuit(prepared.lowered, target);
    setup.corners_s = corners_of(circuit);
    setup.shortcut = shortcut_of(circuit, prepared.lowered.layout, target, setup.saved);
    setup.deck = worker_deck(std::move(circuit), prepared.lowered.layout, target);
    setup.options = recall_steps(prepared, context.spec, target).options;
}

sim::Setup setup_of(const Prepared& prepared, const measure::Context& context, const Target& target,
                    const RecallOptions& options) {
    sim::Setup setup = recall_setup(prepared, context, target, options);
    load_deck(setup, prepared, context, target);
    return setup;
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
                      const measure::Context& context, const Prepared& prepared) {
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
    measured->simulator = outcome.simulator;
    if (!outcome.remedy.empty()) {
        report(measured->diagnostics, Rule::RemedyUsed, {context.spec.file, ""}, query.id,
               outcome.remedy, outcome.message);
    }
    return *std::move(measured);
}

Results empty_results(const Spec& spec, const Prepared& prepared, const Target& target) {
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

}  // namespace hopspice::driver
