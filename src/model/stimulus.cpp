// A query as initial values, clamps and added bias.

#include "model/stimulus.h"

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
