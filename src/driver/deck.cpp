#include "driver/deck.h"

#include "driver/noise.h"
#include "driver/written.h"
#include "measure/drive.h"
#include "measure/transient.h"
#include "spec/fingerprint.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace hopspice::driver {

namespace {

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
        const circuit::Probe& probe = visible[neuron].state;
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

netlist::Analysis refined(netlist::Analysis analysis, const CompileOptions& options) {
    analysis.stop_s = options.stop_s > 0 ? options.stop_s : analysis.stop_s;
    analysis.max_step_s /= options.refine;
    analysis.reltol /= options.refine;
    return analysis;
}

void describe_origin(const Spec& spec, const Target& target, circuit::Circuit& circuit) {
    circuit.header.push_back("written by hopspice " HOPSPICE_VERSION);
    circuit.header.push_back(fmt::format("checksums: spec {:016x}, target {:016x}",
                                         spec::fingerprint_of(spec), spec::fingerprint_of(target)));
}

}  // namespace

std::vector<Query> asked_queries(const Spec& spec, std::span<const Query> queries) {
    if (!queries.empty()) {
        return {queries.begin(), queries.end()};
    }
    return spec.queries.empty() ? std::vector<Query>(1) : spec.queries;
}

Query first_query(const Spec& spec, std::span<const Query> queries) {
    return asked_queries(spec, queries).front();
}

std::set<std::string> stimulus_of(const circuit::Layout& layout) {
    std::set<std::string> names = {layout.rest_source};
    for (const circuit::NeuronLayout& neuron : layout.banks[0]) {
        names.insert({neuron.input_source, neuron.input_minus_source, neuron.control_source,
                      neuron.bias_source});
    }
    for (const auto& slot : layout.tokens) {
        names.insert(slot.begin(), slot.end());
    }
    for (const circuit::NoiseSpot& spot : layout.noise) {
        names.insert(spot.source);
    }
    names.erase("");
    return names;
}

QueryDeck query_deck(const Prepared& prepared, const Spec& spec, const Target& target,
                     const Query& query, const std::string& folder) {
    const circuit::Layout& layout = prepared.lowered.layout;
    const model::Stimulus stimulus = model::stimulus(spec, query);
    auto sources = measure::source_values(layout, stimulus, spec);
    const auto tokens = measure::token_values(layout, query.tokens);
    sources.insert(sources.end(), tokens.begin(), tokens.end());
    const Timing timing = timing_of(prepared, spec, stimulus);
    QueryDeck deck{circuit_for(prepared, sources), analysis_of(prepared, target, timing)};
    place_libraries(deck.circuit, folder);
    describe_origin(spec, target, deck.circuit);
    set_noise(deck.circuit, noise_of(layout, query.id), timing.stop_s);
    return deck;
}

Result<WrittenDeck> write_query(const Prepared& prepared, const Spec& spec, const Target& target,
                                const Query& query, const CompileOptions& options) {
    const circuit::Layout& layout = prepared.lowered.layout;
    QueryDeck asked = query_deck(prepared, spec, target, query, options.folder);
    asked.analysis = refined(asked.analysis, options);
    if (!query.id.empty()) {
        asked.circuit.header.push_back("query " + query.id);
    }
    auto deck = spelled(layout, std::move(asked), options);
    if (!deck) {
        return Unexpected{deck.error()};
    }
    std::string text = dialect::joined(
        dialect::write_legal(deck->legal, deck->asked.analysis, dialect::row_of(options.dialect)));
    if (options.dialect == Dialect::Ngspice) {
        deck->legal = {};  // the text is read, and this one is as large
    }
    auto circuit = read_again(text, *deck, layout, spec, query, options.dialect);
    if (!circuit) {
        return Unexpected{circuit.error()};
    }
    return WrittenDeck{std::move(text), *std::move(circuit)};
}

namespace {

std::vector<NetlistPart> parts_of(const circuit::Circuit& circuit) {
    std::vector<NetlistPart> parts;
    for (const circuit::Group& group : circuit.groups) {
        NetlistPart part{group.origin.owner,
                         group.origin.neuron,
                         circuit::part_of(group.origin),
                         group.origin.is_crossbar(),
                         {}};
        for (const circuit::Element& element : group.elements) {
            part.elements.push_back(element.name);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

}  // namespace

Netlist netlist_of(std::string text, const Prepared& prepared) {
    const circuit::Circuit& circuit = prepared.lowered.circuit;
    return {std::move(text), parts_of(circuit), circuit::count_elements(circuit),
            prepared.read_back, prepared.warnings};
}

Result<Netlist> deck_of(const Prepared& prepared, const Spec& spec, const Target& target,
                        const Query& query, const CompileOptions& options) {
    auto written = write_query(prepared, spec, target, query, options);
    if (!written) {
        return Unexpected{written.error()};
    }
    return netlist_of(std::move(written->text), prepared);
}

}  // namespace hopspice::driver
