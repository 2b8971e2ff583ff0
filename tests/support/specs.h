#pragma once
// Specs that tests share: XOR, Hamming (7,4), a linear model with a closed form, and random models
// that are stable by construction.

#include <hopspice/spec.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/certificates.h"

namespace hopspice::test {

/// A matrix from its rows.
inline Matrix make_matrix(const std::vector<std::vector<double>>& rows) {
    Matrix matrix{rows.size(), rows.empty() ? 0 : rows.front().size(), {}};
    for (const std::vector<double>& row : rows) {
        matrix.values.insert(matrix.values.end(), row.begin(), row.end());
    }
    return matrix;
}

/// A block with zero bias and tau 0.1.
inline HiddenBlock make_block(std::string name, const Function& energy, Matrix weights) {
    HiddenBlock block;
    block.name = std::move(name);
    block.energy = energy;
    block.bias.assign(weights.rows, 0.0);
    block.weights = std::move(weights);
    return block;
}

/// A spec of one block with identity visible, no bias and v(0) = 0.
inline Spec make_spec(std::string name, HiddenBlock block) {
    Spec spec;
    spec.name = std::move(name);
    spec.visible.size = block.weights.cols;
    spec.visible.bias.assign(spec.visible.size, 0.0);
    spec.visible.initial.assign(spec.visible.size, 0.0);
    spec.hidden.push_back(std::move(block));
    return spec;
}

/// A query that presents these values.
inline Query make_query(std::string id, const std::vector<double>& visible) {
    Query query;
    query.id = std::move(id);
    query.visible.assign(visible.begin(), visible.end());
    return query;
}

/// b_mu = -|xi_mu|^2 / 2: softmax then compares distances.
inline void set_distance_bias(HiddenBlock& block) {
    for (std::size_t mu = 0; mu < block.size(); ++mu) {
        double square = 0;
        for (std::size_t i = 0; i < block.weights.cols; ++i) {
            square += block.weights(mu, i) * block.weights(mu, i);
        }
        block.bias[mu] = -square / 2;
    }
}

/// XOR as associative memory: v1 and v2 clamped by the four queries, v3 free from 0.5.
inline Spec make_xor(double beta) {
    HiddenBlock block = make_block("rows", {FunctionType::Softmax, beta, 1, 2, false},
                                   make_matrix({{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}}));
    set_distance_bias(block);
    Spec spec = make_spec("xor", std::move(block));
    spec.visible.initial = {0, 0, 0.5};
    spec.readout.type = ReadoutType::Threshold;
    for (int k = 0; k < 4; ++k) {
        const double a = k / 2;
        const double b = k % 2;
        Query query;
        query.id = std::to_string(k / 2) + std::to_string(k % 2);
        query.clamp = {{0, a}, {1, b}};
        query.expect = Expectation{{a, b, a != b ? 1.0 : 0.0}, ""};
        spec.queries.push_back(std::move(query));
    }
    return spec;
}

/// The 16 words p1 p2 d1 p3 d2 d3 d4.
inline std::vector<std::vector<double>> hamming_words() {
    std::vector<std::vector<double>> words;
    for (unsigned data = 0; data < 16; ++data) {
        const unsigned d1 = data >> 3U & 1U;
        const unsigned d2 = data >> 2U & 1U;
        const unsigned d3 = data >> 1U & 1U;
        const unsigned d4 = data & 1U;
        words.push_back({static_cast<double>(d1 ^ d2 ^ d4), static_cast<double>(d1 ^ d3 ^ d4),
                         static_cast<double>(d1), static_cast<double>(d2 ^ d3 ^ d4),
                         static_cast<double>(d2), static_cast<double>(d3),
                         static_cast<double>(d4)});
    }
    return words;
}

/// Hamming (7,4), with the 112 single errors as queries (the word and the flipped bit as id `w.b`).
inline Spec make_hamming(double beta) {
    const std::vector<std::vector<double>> words = hamming_words();
    HiddenBlock block =
        make_block("codewords", {FunctionType::Softmax, beta, 1, 2, false}, make_matrix(words));
    set_distance_bias(block);
    Spec spec = make_spec("hamming-7-4", std::move(block));
    spec.readout.type = ReadoutType::Threshold;
    for (std::size_t w = 0; w < words.size(); ++w) {
        for (std::size_t bit = 0; bit < words[w].size(); ++bit) {
            std::vector<double> received = words[w];
            received[bit] = 1 - received[bit];
            Query query = make_query(std::to_string(w) + "." + std::to_string(bit), received);
            query.expect = Expectation{{words[w].begin(), words[w].end()}, ""};
            spec.queries.push_back(std::move(query));
        }
    }
    return spec;
}

/// One visible and one linear hidden neuron, both with bias: y' = A y + c in two variables.
inline Spec make_linear(double weight, double visible_bias, double hidden_bias, double hidden_tau) {
    HiddenBlock block =
        make_block("mode", {FunctionType::Linear, 1, 1, 2, false}, make_matrix({{weight}}));
    block.bias = {hidden_bias};
    block.tau = hidden_tau;
    Spec spec = make_spec("linear", std::move(block));
    spec.visible.bias = {visible_bias};
    return spec;
}

/// A block of `slots` rows, row l chosen among embedding[t] + positional[l] by token l.
inline HiddenBlock make_token_block(std::string name, const Function& energy,
                                    const Matrix& embedding, const Matrix& positional) {
    Matrix rows{positional.rows * embedding.rows, embedding.cols, {}};
    for (std::size_t slot = 0; slot < positional.rows; ++slot) {
        for (std::size_t token = 0; token < embedding.rows; ++token) {
            for (std::size_t i = 0; i < embedding.cols; ++i) {
                rows.values.push_back(embedding(token, i) + positional(slot, i));
            }
        }
    }
    HiddenBlock block = make_block(std::move(name), energy, std::move(rows));
    block.vocabulary = embedding.rows;
    block.bias.assign(positional.rows, 0.0);
    return block;
}

/// A language model in small: an attention block (softmax) of three slots of two tokens and a relu
/// block, with one query per context and a linear readout of two labels.
inline Spec make_token_model() {
    HiddenBlock attention =
        make_token_block("attention", {FunctionType::Softmax, 2, 1, 2, false},
                         make_matrix({{0.1, 0.8, 0.3, 0}, {0.9, 0, 0.2, 0.6}}),
                         make_matrix({{0.2, 0, 0.1, 0}, {0, 0.3, 0, 0.1}, {0.1, 0.1, 0.4, 0.2}}));
    attention.bias = {0.1, -0.2, 0.3};
    Spec spec = make_spec("tokens", std::move(attention));
    HiddenBlock memory =
        make_block("memory", {FunctionType::Relu, 1, 1, 2, false},
                   make_matrix({{0.4, 0.1, 0, 0.3}, {0, 0.3, 0.5, 0.1}, {0.2, 0, 0.1, 0.4}}));
    memory.bias = {-0.1, 0.05, -0.2};
    spec.hidden.push_back(std::move(memory));
    spec.visible.bias = {-0.1, 0.05, 0, -0.2};
    spec.readout.type = ReadoutType::Linear;
    spec.readout.weights = make_matrix({{1, -1, 0.5, 0}, {-1, 1, 0, 0.5}});
    spec.readout.bias = {0.1, -0.1};
    spec.readout.labels = {"0", "1"};
    for (std::size_t context = 0; context < 8; ++context) {
        Query query;
        query.tokens = {context / 4, context / 2 % 2, context % 2};
        query.id = "context-" + std::to_string(context);
        spec.queries.push_back(std::move(query));
    }
    return spec;
}

/// What random_stable_spec may draw from.
struct RandomSpecOptions {
    std::size_t least_visible = 2;
    std::size_t most_visible = 32;
    std::size_t most_blocks = 3;
    std::size_t most_hidden = 16;  ///< per block
    std::size_t queries = 2;
    double least_eigenvalue = 0.2;  ///< of the convergence certificate
    std::vector<FunctionType> energies = {FunctionType::Softmax,    FunctionType::Relu,
                                          FunctionType::Polynomial, FunctionType::Linear,
                                          FunctionType::Tanh,       FunctionType::Exponential};
    std::vector<FunctionType> activations = {FunctionType::Linear, FunctionType::Tanh,
                                             FunctionType::Sigmoid, FunctionType::Relu};
};

/// Draws with raw bits only, so that a seed means the same model with every standard library.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : bits_(seed) {}
    double between(double low, double high) {
        return low + static_cast<double>(bits_() >> 11U) * 0x1p-53 * (high - low);
    }
    std::size_t count(std::size_t least, std::size_t most) {
        return least + static_cast<std::size_t>(bits_() % (most - least + 1));
    }
    template <typename T>
    T one_of(const std::vector<T>& choices) {
        return choices[count(0, choices.size() - 1)];
    }
    bool chance(double probability) { return between(0, 1) < probability; }
    /// Of either sign, magnitude in [0.05, 1]: never tinier than 1/20 of the largest.
    double weight() { return chance(0.5) ? between(0.05, 1) : -between(0.05, 1); }

private:
    std::mt19937_64 bits_;
};

inline HiddenBlock random_block(Draw& draw, const RandomSpecOptions& options,
                                const Visible& visible, std::size_t number) {
    Function energy;
    energy.type = draw.one_of(options.energies);
    energy.beta = draw.between(0.5, 3);
    energy.gain = draw.between(0.5, 2);
    energy.degree = static_cast<int>(draw.count(2, 4));
    energy.rectified = draw.chance(0.5);
    const bool bounded_g = visible.activation.type == FunctionType::Tanh ||
                           visible.activation.type == FunctionType::Sigmoid;
    if (!bounded_g && energy.type == FunctionType::Polynomial) {
        energy.degree = 2;  // anything steeper outgrows v^2/2
    }
    if (!bounded_g && energy.type == FunctionType::Exponential) {
        energy.type = FunctionType::Softmax;
    }
    if (!energy.rectified && energy.degree == 3) {
        energy.degree = 4;  // h^2 has a negative slope: no Lagrangian energy without rectifier
    }
    Matrix weights{draw.count(2, options.most_hidden), visible.size, {}};
    for (std::size_t k = 0; k < weights.rows * weights.cols; ++k) {
        weights.values.push_back(draw.weight());
    }
    HiddenBlock block = make_block("block" + std::to_string(number), energy, std::move(weights));
    for (double& b : block.bias) {
        b = draw.between(-0.5, 0.5);
    }
    block.tau = draw.between(0.05, 0.5);
    return block;
}

/// Random clamps on at most a third of the neurons, random v(0) on the others.
inline Query random_query(Draw& draw, const Spec& spec, std::size_t number) {
    std::vector<double> start;
    for (std::size_t i = 0; i < spec.visible.size; ++i) {
        start.push_back(draw.between(-1, 1));
    }
    Query query = make_query("q" + std::to_string(number), start);
    const std::size_t clamps = draw.count(0, spec.visible.size / 3);
    for (std::size_t k = 0; k < clamps; ++k) {
        query.clamp[draw.count(0, spec.visible.size - 1)] = draw.between(-1, 1);
    }
    return query;
}

/// A random model with one fixed point: weights are scaled until the convergence certificate's
/// smallest eigenvalue is at least `options.least_eigenvalue`. The same seed, the same model.
inline Spec random_stable_spec(std::uint64_t seed, const RandomSpecOptions& options = {}) {
    Draw draw(seed);
    Spec spec;
    spec.name = "random-" + std::to_string(seed);
    Visible& visible = spec.visible;
    visible.size = draw.count(options.least_visible, options.most_visible);
    visible.activation.type = draw.one_of(options.activations);
    visible.activation.gain = draw.between(0.5, 2);
    for (std::size_t i = 0; i < visible.size; ++i) {
        visible.bias.push_back(draw.between(-0.5, 0.5));
        visible.initial.push_back(draw.between(-1, 1));
    }
    const std::size_t blocks = draw.count(1, options.most_blocks);
    for (std::size_t k = 0; k < blocks; ++k) {
        spec.hidden.push_back(random_block(draw, options, visible, k));
    }
    for (;;) {
        const model::Certificates found = model::certificates(spec);
        if (found.convergent && found.convergent_value >= options.least_eigenvalue) {
            break;
        }
        for (HiddenBlock& block : spec.hidden) {
            for (double& weight : block.weights.values) {
                weight *= 0.9;
            }
        }
    }
    for (std::size_t k = 0; k < options.queries; ++k) {
        spec.queries.push_back(random_query(draw, spec, k));
    }
    return spec;
}

/// One small softmax block behind an identity, of real weights and biases of either sign.
inline Spec random_softmax_spec(std::uint64_t seed) {
    RandomSpecOptions options;
    options.most_blocks = 1;
    options.most_visible = 8;
    options.most_hidden = 8;
    options.energies = {FunctionType::Softmax};
    options.activations = {FunctionType::Linear};
    return random_stable_spec(seed, options);
}

}  // namespace hopspice::test
