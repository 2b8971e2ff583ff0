#include "measure/drive.h"

namespace hopspice::measure {

InputVolts input_volts(const circuit::NeuronLayout& at, double x) {
    const double volts = at.input_volts_per_unit * (x - at.input_shift);
    return {at.input_rest_volts + volts, at.input_rest_volts - volts};
}

double bias_volts(const circuit::NeuronLayout& at, double added) {
    return at.bias_volts_per_unit * added;
}

double switch_volts(const circuit::Layout& layout, bool high) {
    return high ? layout.held_volts : layout.released_volts;
}

std::vector<wave::SourceWave> source_values(const circuit::Layout& layout,
                                            const model::Stimulus& stimulus, const Spec& spec) {
    std::vector<wave::SourceWave> sources;
    const double stepped = layout.apply_s + layout.edge_s;
    const double released = layout.release_s + layout.edge_s;
    for (std::size_t neuron = 0; neuron < layout.banks[0].size(); ++neuron) {
        const circuit::NeuronLayout& at = layout.banks[0][neuron];
        const double rest = at.input_rest_volts;
        const InputVolts input = input_volts(at, stimulus.initial[neuron]);
        sources.push_back({at.input_source, {0, rest, layout.apply_s, rest, stepped, input.plus}});
        if (!at.input_minus_source.empty()) {
            sources.push_back(
                {at.input_minus_source, {0, rest, layout.apply_s, rest, stepped, input.minus}});
        }
        if (!at.held) {
            const double held = switch_volts(layout, true);
            const double after = switch_volts(layout, stimulus.clamped[neuron]);
            sources.push_back(
                {at.control_source, {0, held, layout.release_s, held, released, after}});
        }
        if (!at.bias_source.empty()) {
            const double added = stimulus.bias[neuron] - spec.visible.bias[neuron];
            sources.push_back(
                {at.bias_source, {0, 0, layout.apply_s, 0, stepped, bias_volts(at, added)}});
        }
    }
    return sources;
}

std::vector<wave::SourceWave> token_values(const circuit::Layout& layout,
                                           std::span<const std::size_t> tokens) {
    std::vector<wave::SourceWave> sources;
    const double off = switch_volts(layout, false);
    for (std::size_t slot = 0; slot < tokens.size() && slot < layout.tokens.size(); ++slot) {
        for (std::size_t token = 0; token < layout.tokens[slot].size(); ++token) {
            sources.push_back({layout.tokens[slot][token],
                               {0, off, layout.apply_s, off, layout.apply_s + layout.edge_s,
                                switch_volts(layout, tokens[slot] == token)}});
        }
    }
    return sources;
}

}  // namespace hopspice::measure
