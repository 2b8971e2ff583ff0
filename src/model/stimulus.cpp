// A query as initial values, clamps and added bias.

#include "model/stimulus.h"

#include <algorithm>
#include <utility>

namespace hopspice::model {

Stimulus stimulus(const Spec& spec, const Query& query) {
    Stimulus applied{spec.visible.initial, std::vector<bool>(spec.visible.size, false),
                     spec.visible.bias, query.time.has_value() ? query.time : spec.inference.time};
    for (std::size_t i = 0; i < query.visible.size(); ++i) {
        if (!query.visible[i].has_value()) {
            continue;
        }
        const double value = *query.visible[i];
        switch (spec.inference.present) {
            case Present::Initial:
                applied.initial[i] = value;
                break;
            case Present::Clamp:
                applied.initial[i] = value;
                applied.clamped[i] = true;
                break;
            case Present::Bias:
                applied.bias[i] += value;
                break;
        }
    }
    for (const auto& [index, value] : query.clamp) {
        applied.initial[index] = value;
        applied.clamped[index] = true;
    }
    return applied;
}

std::vector<bool> held_by_all(const Spec& spec, std::span<const Query> queries) {
    std::vector<bool> held;
    const auto hold = [&](const Query& query) {
        const std::vector<bool> clamped = stimulus(spec, query).clamped;
        for (std::size_t i = 0; i < held.size(); ++i) {
            held[i] = held[i] && clamped[i];
        }
        held = held.empty() ? clamped : std::move(held);
    };
    std::ranges::for_each(spec.queries, hold);
    std::ranges::for_each(queries, hold);
    const auto count = std::ranges::count(held, true);
    return count == 0 || count == std::ssize(held) ? std::vector<bool>{} : held;
}

State initial_state(const Spec& spec, const Stimulus& stimulus) {
    State state{stimulus.initial, {}};
    state.hidden.reserve(hidden_size(spec));
    const std::vector<double> g = visible_output(spec, state.visible);
    for (const HiddenBlock& block : spec.hidden) {
        const std::vector<double> h =
            block.initial.has_value() ? *block.initial : hidden_target(block, g);
        state.hidden.insert(state.hidden.end(), h.begin(), h.end());
    }
    return state;
}

}  // namespace hopspice::model
