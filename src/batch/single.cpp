// One run of a batch again, alone: simulated, or as a deck.

#include "batch/circuits.h"
#include "driver/deck.h"
#include "driver/query_runs.h"
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
    return Single{std::move(*base), std::move(*sample), place.query};
}

}  // namespace

// The circuit is set as in the batch, from the deck of the base: the same numbers come out, to the
// last bit.
Result<Results> repeat_run(const BatchPlan& plan, std::uint64_t run, const RecallOptions& options) {
    if (!options.waves_file.empty() && !wave::is_waveform_path(options.waves_file)) {
        return fail(Rule::WaveExtension, {options.waves_file, ""}, options.waves_file);
    }
    const auto single = find_run(plan, run);
    if (!single) {
        return Unexpected{single.error()};
    }
    const auto& [base, sample, index] = *single;
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
    const sim::Setup setup = driver::setup_of(loaded, context, sample->target, options);
    const std::vector<sim::Job> jobs = {batch::job_of(*base, *sample, index)};
    const auto version = sim::run_jobs(setup, jobs, take);
    if (!version) {
        return Unexpected{version.error()};
    }
    results.simulator = fmt::format("ngspice {}", version->major);
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
