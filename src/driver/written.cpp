#include "driver/written.h"

#include "dialect/hierarchy.h"
#include "dialect/legalise.h"
#include "dialect/undo.h"
#include "netlist/reader.h"
#include "netlist/unfold.h"
#include "proof/same_circuit.h"
#include "proof/stimulus.h"

#include <utility>

namespace hopspice::driver {

namespace {

dialect::Kept kept_of(const circuit::Layout& layout, const netlist::Analysis& analysis) {
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

/// The circuit in the form that is asked for.
circuit::Circuit formed(const circuit::Circuit& circuit, const circuit::Layout& layout,
                        const netlist::Analysis& analysis, NetlistForm form) {
    return form == NetlistForm::Flat ? circuit
                                     : dialect::with_hierarchy(circuit, kept_of(layout, analysis));
}

Result<circuit::Circuit> read_text(const std::string& text, const QueryDeck& asked) {
    auto deck = netlist::read_deck(text, asked.circuit.kit.devices);
    if (!deck) {
        return Unexpected{deck.error()};
    }
    Diagnostics wrong = proof::verify_same(deck->analysis, asked.analysis);
    if (wrong.has_errors()) {
        return Unexpected{std::move(wrong)};
    }
    return netlist::unfolded(std::move(deck->circuit));
}

}  // namespace

Result<Spelled> spelled(const circuit::Layout& layout, QueryDeck asked,
                        const CompileOptions& options) {
    circuit::Circuit circuit = formed(asked.circuit, layout, asked.analysis, options.form);
    circuit::Circuit kept = options.dialect == Dialect::Ngspice ? circuit::Circuit{} : circuit;
    auto legal = dialect::legalise(std::move(circuit), dialect::row_of(options.dialect));
    if (!legal) {
        return Unexpected{legal.error()};
    }
    return Spelled{std::move(asked), std::move(kept), *std::move(legal)};
}

Result<circuit::Circuit> read_again(const std::string& text, const Spelled& spelled,
                                    const circuit::Layout& layout, const Spec& spec,
                                    const Query& query, Dialect dialect) {
    auto circuit = dialect == Dialect::Ngspice
                       ? read_text(text, spelled.asked)
                       : netlist::unfolded(dialect::undone(spelled.legal, spelled.formed,
                                                           dialect::row_of(dialect)));
    if (!circuit) {
        return circuit;
    }
    Diagnostics wrong = proof::verify_same(*circuit, spelled.asked.circuit);
    wrong.append(proof::verify_stimulus(*circuit, layout, spec, query));
    if (wrong.has_errors()) {
        return Unexpected{std::move(wrong)};
    }
    return circuit;
}

}  // namespace hopspice::driver
