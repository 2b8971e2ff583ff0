// Spec and target in, one deck out.

#include "dialect/deck.h"
#include "dialect/hierarchy.h"
#include "driver/deck.h"
#include "driver/noise.h"
#include "driver/prepare.h"
#include "measure/transient.h"
#include "spec/fingerprint.h"

#include <hopspice/recall.h>

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <system_error>

namespace hopspice {

namespace {

const Query& first_query(const Spec& spec, std::span<const Query> queries, const Query& none) {
    if (!queries.empty()) {
        return queries.front();
    }
    return spec.queries.empty() ? none : spec.queries.front();
}

netlist::Analysis analysis_of(const driver::Prepared& prepared, const Target& target,
                              const driver::Timing& timing, const CompileOptions& options) {
    netlist::Analysis analysis;
    analysis.step_s = prepared.lowered.layout.edge_s;
    analysis.stop_s = options.stop_s > 0 ? options.stop_s : timing.stop_s;
    analysis.max_step_s = timing.max_step_s / options.refine;
    analysis.reltol /= options.refine;
    analysis.temperature_c = target.temperature_c;
    analysis.saved = measure::saved_signals(prepared.lowered.layout);
    const auto& visible = prepared.lowered.layout.banks[0];
    for (std::size_t neuron = 0; neuron < visible.size(); ++neuron) {
        const passes::Probe& probe = visible[neuron].state;
        analysis.measures.push_back({fmt::format("visible_{}", neuron), probe.net, probe.minus});
    }
    return analysis;
}

/// The simulator looks for a library beside the netlist first.
void place_libraries(circuit::Circuit& circuit, const std::string& folder) {
    for (Library& library : circuit.includes) {
        const std::filesystem::path file(library.file);
        std::error_code failed;
        const auto near = std::filesystem::relative(file, folder, failed);
        if (!folder.empty() && file.is_relative() && !failed && !near.empty()) {
            library.file = near.string();
        }
    }
}

/// Sources that a query or the noise sets.
std::set<std::string> stimulus_of(const passes::Layout& layout) {
    std::set<std::string> names = {layout.rest_source};
    for (const passes::NeuronLayout& neuron : layout.banks[0]) {
        names.insert({neuron.input_source, neuron.input_minus_source, neuron.control_source,
                      neuron.bias_source});
    }
    for (const auto& slot : layout.tokens) {
        names.insert(slot.begin(), slot.end());
    }
    for (const passes::NoiseSpot& spot : layout.noise) {
        names.insert(spot.source);
    }
    names.erase("");
    return names;
}

dialect::Kept kept_of(const passes::Layout& layout, const netlist::Analysis& analysis) {
    dialect::Kept kept{{}, stimulus_of(layout)};
    for (const std::string& signal : analysis.saved) {
        auto& names = signal.starts_with("i(") ? kept.elements : kept.nets;
        names.insert(signal.substr(2, signal.size() - 3));
    }
    for (const netlist::Analysis::Measure& measure : analysis.measures) {
        kept.nets.insert({measure.net, measure.minus});
    }
    return kept;
}

void describe_origin(const Spec& spec, const Target& target, circuit::Circuit& circuit) {
    circuit.header.push_back("written by hopspice " HOPSPICE_VERSION);
    circuit.header.push_back(fmt::format("checksums: spec {:016x}, target {:016x}",
                                         spec::fingerprint_of(spec), spec::fingerprint_of(target)));
}

}  // namespace

Result<Netlist> compile(const Spec& spec, const Target& target, std::span<const Query> queries,
                        const CompileOptions& options) {
    auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    const Query none;
    return driver::deck_of(*prepared, spec, target, first_query(spec, queries, none), options);
}

namespace driver {

Result<Netlist> deck_of(const Prepared& prepared, const Spec& spec, const Target& target,
                        const Query& query, const CompileOptions& options) {
    const passes::Layout& layout = prepared.lowered.layout;
    const model::Stimulus stimulus = model::stimulus(spec, query);
    auto sources = source_values(layout, stimulus, spec);
    const auto tokens = token_values(layout, query.tokens);
    sources.insert(sources.end(), tokens.begin(), tokens.end());
    circuit::Circuit circuit = circuit_for(prepared, sources);
    place_libraries(circuit, options.folder);
    describe_origin(spec, target, circuit);
    if (!query.id.empty()) {
        circuit.header.push_back("query " + query.id);
    }
    const Timing timing = timing_of(prepared, spec, stimulus);
    set_noise(circuit, noise_of(layout, query.id), timing.stop_s);
    const netlist::Analysis analysis = analysis_of(prepared, target, timing, options);
    const auto counts = circuit::count_elements(circuit);
    if (options.form == NetlistForm::Hierarchical) {
        circuit = dialect::with_hierarchy(circuit, kept_of(layout, analysis));
    }
    const auto deck = dialect::write_deck(circuit, analysis, dialect::row_of(options.dialect));
    if (!deck) {
        return Unexpected{deck.error()};
    }
    return Netlist{dialect::joined(*deck), counts, prepared.read_back, prepared.warnings};
}

}  // namespace driver

}  // namespace hopspice
