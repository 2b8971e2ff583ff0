#pragma once
// Small models with token-driven rows: a softmax block whose rows the tokens choose, a rectified
// block beside it, and every context as a query.

#include "support/specs.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace hopspice::test {

struct TokenModelOptions {
    std::size_t vocabulary = 2;
    std::size_t slots = 3;
    std::size_t visible = 4;
    double lowest = 0;  ///< of the weights; below 0: weights of both signs
    double beta = 2;
    FunctionType energy = FunctionType::Softmax;  ///< of the token-driven block
};

/// Every context, slot 0 first, under its digits as id: `010`.
inline std::vector<Query> every_context(std::size_t vocabulary, std::size_t slots) {
    std::size_t contexts = 1;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        contexts *= vocabulary;
    }
    std::vector<Query> queries;
    for (std::size_t index = 0; index < contexts; ++index) {
        Query query;
        std::size_t rest = index;
        query.tokens.resize(slots);
        for (std::size_t slot = slots; slot-- > 0; rest /= vocabulary) {
            query.tokens[slot] = rest % vocabulary;
        }
        for (const std::size_t token : query.tokens) {
            query.id += std::to_string(token);
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

/// Two blocks, `attention` (token-driven) and `memory` (relu), whose weights are small: convergent
/// with weights of one sign or a small beta. The rows of a slot differ by position as well as by
/// token.
inline Spec make_random_token_model(const TokenModelOptions& options, std::uint32_t seed = 1) {
    std::mt19937 random(seed);
    const auto draw = [&](double low, double high) {
        return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
    };
    const std::size_t rows = options.slots * options.vocabulary;
    Matrix attention{rows, options.visible, {}};
    for (std::size_t k = 0; k < rows * options.visible; ++k) {
        attention.values.push_back(draw(options.lowest, 1));
    }
    Matrix memory{3, options.visible, {}};
    for (std::size_t k = 0; k < 3 * options.visible; ++k) {
        memory.values.push_back(draw(options.lowest, 1) * 0.4 /
                                static_cast<double>(options.visible));
    }
    HiddenBlock block =
        make_block("attention", {options.energy, options.beta, 1, 2, false}, attention);
    block.vocabulary = options.vocabulary;
    block.bias.resize(options.slots);
    for (double& bias : block.bias) {
        bias = draw(-0.3, 0.3);
    }
    Spec spec = make_spec("tokens", std::move(block));
    spec.hidden.push_back(make_block("memory", {FunctionType::Relu, 1, 1, 2, false}, memory));
    for (double& bias : spec.visible.bias) {
        bias = draw(-0.2, 0.1);
    }
    spec.queries = every_context(options.vocabulary, options.slots);
    return spec;
}

}  // namespace hopspice::test
