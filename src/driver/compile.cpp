// Spec and target in, one deck out.

#include "driver/deck.h"
#include "driver/noise.h"
#include "driver/prepare.h"
#include "measure/transient.h"

#include <hopspice/recall.h>

#include <fmt/format.h>

#include <filesystem>
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
                              const driver::Timing& timing) {
    netlist::Analysis analysis;
    analysis.step_s = prepared.lowered.layout.edge_s;
    analysis.stop_s = timing.stop_s;
    analysis.max_step_s = timing.max_step_s;
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

}  // namespace

std::vector<ListedItem> list_dialects() {
    return {{"ngspice", "one deck that stock ngspice 39 or newer runs as it is"},
            {"verilog-a", "modules of the mathematics (level behavioral) and a Spectre testbench"}};
}

Result<Netlist> compile(const Spec& spec, const Target& target, std::span<const Query> queries,
                        const std::string& folder) {
    auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    const Query none;
    return driver::deck_of(*prepared, spec, target, first_query(spec, queries, none), folder);
}

namespace driver {

Netlist deck_of(const Prepared& prepared, const Spec& spec, const Target& target,
                const Query& query, const std::string& folder) {
    const model::Stimulus stimulus = model::stimulus(spec, query);
    auto sources = source_values(prepared.lowered.layout, stimulus, spec);
    const auto tokens = token_values(prepared.lowered.layout, query.tokens);
    sources.insert(sources.end(), tokens.begin(), tokens.end());
    circuit::Circuit circuit = circuit_for(prepared, sources);
    place_libraries(circuit, folder);
    if (!query.id.empty()) {
        circuit.header.push_back("query " + query.id);
    }
    const Timing timing = timing_of(prepared, spec, stimulus);
    set_noise(circuit, noise_of(prepared.lowered.layout, query.id), timing.stop_s);
    return Netlist{netlist::write_deck(circuit, analysis_of(prepared, target, timing)),
                   circuit::count_elements(circuit), prepared.read_back, prepared.warnings};
}

}  // namespace driver

}  // namespace hopspice
