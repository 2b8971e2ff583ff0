// Rows chosen by tokens.

#include "model/tokens.h"

#include "support/assert.h"

#include <algorithm>

namespace hopspice::model {

namespace {

Matrix chosen_rows(const HiddenBlock& block, std::span<const std::size_t> tokens) {
    HOPSPICE_ASSERT(tokens.empty() || tokens.size() == block.size());
    Matrix rows{block.size(), block.weights.cols, {}};
    rows.values.reserve(rows.rows * rows.cols);
    for (std::size_t slot = 0; slot < block.size(); ++slot) {
        const std::size_t token = tokens.empty() ? 0 : tokens[slot];
        HOPSPICE_ASSERT(token < block.vocabulary);
        const std::size_t row = slot * block.vocabulary + token;
        const auto start = std::span(block.weights.values).subspan(row * rows.cols, rows.cols);
        rows.values.insert(rows.values.end(), start.begin(), start.end());
    }
    return rows;
}

}  // namespace

Spec selected(const Spec& spec, std::span<const std::size_t> tokens) {
    Spec chosen{spec.name, spec.file,    spec.bipolar,   spec.visible,
                {},        spec.readout, spec.inference, {}};
    for (const HiddenBlock& block : spec.hidden) {
        if (!block.is_token_driven()) {
            chosen.hidden.push_back(block);
            continue;
        }
        chosen.hidden.push_back({block.name, block.energy, chosen_rows(block, tokens), 1,
                                 block.bias, block.tau, block.initial});
    }
    return chosen;
}

std::size_t count_contexts(const Spec& spec, std::size_t limit) {
    const HiddenBlock* block = spec.find_token_driven();
    std::size_t contexts = 1;
    for (std::size_t slot = 0; block != nullptr && slot < block->size(); ++slot) {
        contexts *= block->vocabulary;
        if (contexts > limit) {
            return limit + 1;
        }
    }
    return contexts;
}

std::vector<std::size_t> context_tokens(const Spec& spec, std::size_t index) {
    const HiddenBlock* block = spec.find_token_driven();
    std::vector<std::size_t> tokens(block == nullptr ? 0 : block->size());
    for (std::size_t slot = tokens.size(); slot-- > 0;) {
        tokens[slot] = index % block->vocabulary;
        index /= block->vocabulary;
    }
    return tokens;
}

}  // namespace hopspice::model
