#include "batch/circuits.h"

#include "batch/samples.h"
#include "driver/measured_devices.h"
#include "driver/query_runs.h"

namespace hopspice::batch {

namespace {

/// As the workers have it.
circuit::Lowered simulated(const circuit::Lowered& lowered, const Target& target) {
    return {driver::simulated_circuit(lowered, target), lowered.layout};
}

}  // namespace

Result<std::unique_ptr<Base>> build_base(const Inputs& inputs, std::uint64_t index,
                                         const std::string& simulator_library) {
    auto point = inputs.point(index);
    if (!point) {
        return Unexpected{point.error()};
    }
    auto measured = driver::measured(point->target, simulator_library);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    point->target = *std::move(measured);
    auto prepared = driver::prepare(point->spec, point->target, point->queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    circuit::Lowered loaded = simulated(prepared->lowered, point->target);
    auto memos = inputs.samples() > 1 ? std::make_unique<measure::QueryMemos>() : nullptr;
    return std::make_unique<Base>(
        Base{index, std::move(*point), std::move(*prepared), std::move(loaded), std::move(memos)});
}

Result<std::shared_ptr<const Sample>> build_sample(const Inputs& inputs, const Base& base,
                                                   std::uint64_t index) {
    Target target = inputs.target_of(base.point, index);
    auto prepared = driver::build_sample(base.prepared, base.point.spec, target);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    auto sample = std::make_shared<Sample>();
    sample->index = index;
    sample->target = std::move(target);
    sample->prepared = std::move(*prepared);
    auto values =
        value_changes(base.simulated, simulated(sample->prepared.lowered, sample->target));
    sample->own_deck = !values;
    if (values && !values->empty()) {
        sample->values = std::make_shared<const sim::ElementValues>(std::move(*values));
    }
    return std::shared_ptr<const Sample>(std::move(sample));
}

measure::Context context_of(const Base& base, const Sample& sample) {
    measure::Context context = driver::context_of(base.point.spec, sample.prepared, sample.target);
    context.memos = base.memos.get();
    return context;
}

sim::Job job_of(const Base& base, const Sample& sample, std::uint64_t query) {
    sim::Job job =
        driver::job_of(sample.prepared, context_of(base, sample), base.point.queries[query]);
    job.values = sample.values;
    return job;
}

}  // namespace hopspice::batch
