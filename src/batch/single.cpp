// One run of a batch again, alone: simulated, or as a deck.

#include "batch/circuits.h"
#include "batch/referee.h"
#include "driver/deck.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"
#include "support/rules.h"
#include "wave/files.h"

#include <hopspice/batch.h>

#include <fmt/format.h>

namespace hopspice {

namespace {

using batch::Base;
using batch::Inputs;
using batch::Sample;

/// Everything of one run. The references of its parts stay valid when it is moved.
struct Single {
    std::unique_ptr<Inputs> inputs;
    std::unique_ptr<Base> base;
    std::shared_ptr<const Sample> sample;
    std::uint64_t query = 0;
    [[nodiscard]] const Query& asked() const { return base->point.queries[query]; }
};

Result<Single> find_run(const BatchPlan& plan, std::uint64_t run) {
    const auto inputs = Inputs::read(plan);
    if (!inputs) {
        return Unexpected{inputs.error()};
    }
    if (run >= inputs->runs()) {
        return fail(Rule::RunUnknown, {"command line", ""}, run, inputs->runs() - 1);
    }
    const batch::Place place = inputs->place_of(run);
    auto base = batch::build_base(*inputs, place.point);
    if (!base) {
        return Unexpected{base.error()};
    }
    auto sample = batch::build_sample(*inputs, **base, place.sample);
    if (!sample) {
        return Unexpected{sample.error()};
    }
    return Single{std::make_unique<Inputs>(*inputs), std::move(*base), std::move(*sample),
                  place.query};
}

/// What simulates the runs of this point in a batch: the referee decides.
Result<EngineChoice> engine_of(const Inputs& inputs, const Base& base,
                               const RecallOptions& options) {
    if (inputs.engine() != EngineChoice::Auto) {
        return inputs.engine();
    }
    BatchOptions asked;
    asked.wall_limit_s = options.wall_limit_s;
    asked.simulator_library = options.simulator_library;
    const auto verdict = batch::ask_referee(inputs, base, asked, [] { return false; });
    if (!verdict) {
        return Unexpected{verdict.error()};
    }
    return verdict->objection.empty() ? EngineChoice::Auto : EngineChoice::Ngspice;
}

}  // namespace

// The circuit is set as in the batch, from the deck of the base: the same numbers come out, to the
// last bit.
Result<Results> repeat_run(const BatchPlan& plan, std::uint64_t run, const RecallOptions& asked) {
    if (!asked.waves_file.empty() && !wave::is_waveform_path(asked.waves_file)) {
        return fail(Rule::WaveExtension, {asked.waves_file, ""}, asked.waves_file);
    }
    const auto single = find_run(plan, run);
    if (!single) {
        return Unexpected{single.error()};
    }
    const auto& [inputs, base, sample, index] = *single;
    const auto engine = engine_of(*inputs, *base, asked);
    if (!engine) {
        return Unexpected{engine.error()};
    }
    RecallOptions options = asked;
    options.engine = *engine;
    const Spec& spec = base->point.spec;
    const Query& query = single->asked();
    const measure::Context context = driver::context_of(spec, sample->prepared, sample->target);
    Results results = driver::empty_results(spec, sample->prepared, sample->target);
    results.warnings = base->prepared.warnings;
    const auto take = [&, &held = *sample](std::size_t, const sim::Outcome& outcome) {
        results.queries.push_back(driver::result_of(outcome, query, context, held.prepared));
        if (!options.waves_file.empty() && outcome.waveform.points() > 0) {
            results.queries.back().diagnostics.append(wave::write_waveform(
                options.waves_file, outcome.waveform, fmt::format("{} run {}", spec.name, run)));
        }
    };
    const driver::Prepared& loaded = sample->own_deck ? sample->prepared : base->prepared;
    const auto simulators = driver::simulators_of(loaded, context, sample->target, options);
    if (!simulators) {
        return Unexpected{simulators.error()};
    }
    const std::vector<sim::Job> jobs = {batch::job_of(*base, *sample, index)};
    const auto version = driver::run_jobs(*simulators, jobs, take);
    if (!version) {
        return Unexpected{version.error()};
    }
    results.declined = simulators->declined;
    results.simulator = driver::simulators_used(results.queries, *version);
    results.warnings.append(sim::verify_tested(*version));
    results.summary = measure::summarise(results.queries);
    return results;
}

Result<Netlist> compile_run(const BatchPlan& plan, std::uint64_t run, const std::string& folder) {
    const auto single = find_run(plan, run);
    if (!single) {
        return Unexpected{single.error()};
    }
    const Base& base = *single->base;
    const Sample& sample = *single->sample;
    auto netlist = driver::deck_of(sample.prepared, base.point.spec, sample.target, single->asked(),
                                   {.form = NetlistForm::Flat, .folder = folder});
    if (netlist) {
        netlist->warnings = base.prepared.warnings;
    }
    return netlist;
}

}  // namespace hopspice
