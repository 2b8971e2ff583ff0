#include "driver/expected.h"

#include "measure/readout.h"
#include "model/reference.h"
#include "model/tokens.h"
#include "support/csv_cell.h"

#include <fmt/format.h>

#include <vector>

namespace hopspice::driver {

namespace {

/// Of the query's transient, model time.
double end_of(const Spec& spec, const Query& query) {
    return model::stimulus(spec, query).time.value_or(spec.inference.timeout);
}

/// v at the end of the query's transient; empty where the ODE leaves all bounds before.
Result<std::vector<double>> final_state(const Spec& spec, const Query& query) {
    const model::Stimulus stimulus = model::stimulus(spec, query);
    const std::vector<double> times = {0, end_of(spec, query)};
    const auto ode = model::integrate(spec, stimulus, times);
    if (!ode) {
        return Unexpected{ode.error()};
    }
    std::vector<double> state;
    for (std::size_t k = 0; !ode->diverged && k < ode->visible.cols; ++k) {
        state.push_back(ode->visible(ode->visible.rows - 1, k));
    }
    return state;
}

std::string heading(std::size_t neurons) {
    std::string text = "query,stimulus,readout,expected,time_s";
    for (const char* column : {"visible", "volts"}) {
        for (std::size_t k = 0; k < neurons; ++k) {
            text += fmt::format(",{}_{}", column, k);
        }
    }
    return text + "\n";
}

}  // namespace

DeckState deck_state(const Prepared& prepared) {
    const circuit::Layout& layout = prepared.lowered.layout;
    DeckState deck{{},
                   layout.release_s + layout.edge_s,
                   prepared.network.time_unit_s,
                   prepared.network.visible_range};
    for (const circuit::NeuronLayout& neuron : layout.banks[0]) {
        deck.visible.push_back(neuron.state);
    }
    return deck;
}

Result<std::string> expected_csv(const Spec& spec, const DeckState& deck,
                                 std::span<const ExpectedRow> rows) {
    const measure::ReadoutReader reader(spec.readout, deck.visible_range);
    std::string text = heading(deck.visible.size());
    for (const auto& [query, file] : rows) {
        const auto state =
            final_state(spec.is_token_driven() ? model::selected(spec, query.tokens) : spec, query);
        if (!state) {
            return Unexpected{state.error()};
        }
        text += fmt::format("{},{},{},{},{}", csv_cell(query.id), file,
                            csv_cell(state->empty() ? "" : reader.answer(*state)),
                            csv_cell(query.expect ? reader.expected(*query.expect) : ""),
                            deck.released_s + end_of(spec, query) * deck.time_unit_s);
        for (const double value : *state) {
            text += fmt::format(",{}", value);
        }
        for (std::size_t k = 0; k < state->size(); ++k) {
            const circuit::Probe& probe = deck.visible[k];
            const double volts = ((*state)[k] - probe.shift) * probe.volts_per_unit;
            text += fmt::format(",{}", volts + 0.0);  // no -0
        }
        text += '\n';
    }
    return text;
}

}  // namespace hopspice::driver
