#include "support/random_specs.h"

#include "kinds/kind.h"
#include "support/specs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <variant>

namespace hopspice::test {

namespace {

constexpr double kDecades = 5;     // up and down
constexpr double kZeroRow = 0.05;  // chance of a row of zeros
constexpr double kSparse = 0.2;    // chance of a block in which every third weight is 0

class SpecDraw {
public:
    SpecDraw(std::uint64_t seed, const SpecLimits& limits) : draw_(seed), limits_(limits) {}

    Spec run(std::uint64_t seed) {
        spec_.name = "drawn-" + std::to_string(seed);
        add_visible();
        const std::size_t blocks = draw_.count(1, limits_.most_blocks);
        for (std::size_t k = 0; k < blocks; ++k) {
            add_block(k);
        }
        add_inference();
        for (std::size_t k = 0; k < 2; ++k) {
            spec_.queries.push_back(query(k));
        }
        add_readout();
        return std::move(spec_);
    }

private:
    /// 1, or where it is wild anything from 1e-5 to 1e5.
    double scale() {
        const double decades = draw_.between(-kDecades, kDecades);
        return draw_.chance(limits_.wild) ? std::pow(10, decades) : 1;
    }

    std::vector<double> numbers(std::size_t count, double most) {
        std::vector<double> all(count);
        for (double& number : all) {
            number = draw_.between(-most, most);
        }
        return all;
    }

    /// A kind that serves a layer, its parameters between half and twice 1 where they are numbers.
    Function function(kinds::Layer layer, const std::vector<FunctionType>& allowed) {
        std::vector<const kinds::Kind*> choices;
        for (const kinds::Kind* kind : kinds::all_kinds()) {
            const bool serves =
                !(layer == kinds::Layer::Hidden ? kind->word : kind->visible_word).empty();
            if (serves && (allowed.empty() || std::ranges::count(allowed, kind->type) > 0)) {
                choices.push_back(kind);
            }
        }
        Function function;
        const kinds::Kind& kind = *draw_.one_of(choices);
        function.type = kind.type;
        for (const kinds::Parameter& parameter : kind.parameters) {
            if (const auto* number = std::get_if<double Function::*>(&parameter.field)) {
                function.*(*number) = draw_.between(0.5, 4) * scale();
            } else if (const auto* whole = std::get_if<int Function::*>(&parameter.field)) {
                function.*(*whole) =
                    static_cast<int>(draw_.count(static_cast<std::size_t>(parameter.low),
                                                 static_cast<std::size_t>(parameter.high)));
            } else {
                function.*(*std::get_if<bool Function::*>(&parameter.field)) = draw_.chance(0.5);
            }
        }
        return function;
    }

    void add_visible() {
        Visible& visible = spec_.visible;
        visible.size = draw_.count(1, limits_.most_visible);
        visible.activation = function(kinds::Layer::Visible, limits_.activations);
        visible.tau = draw_.between(0.3, 3) * scale();
        visible.bias = numbers(visible.size, 0.3 * scale());
        start_ = scale();
        visible.initial = numbers(visible.size, start_);
    }

    /// Of one size, or every weight of its own; as many as add up to about 1.
    Matrix weights(std::size_t rows) {
        Matrix matrix{rows, spec_.visible.size, {}};
        const double most =
            draw_.between(0.3, 1.5) * scale() / std::sqrt(static_cast<double>(matrix.cols));
        const bool sparse = draw_.chance(kSparse);
        for (std::size_t row = 0; row < rows; ++row) {
            const bool none = draw_.chance(kZeroRow);
            for (std::size_t col = 0; col < matrix.cols; ++col) {
                const double weight = draw_.weight() * most * (draw_.chance(0.1) ? scale() : 1);
                const bool zero = none || (sparse && draw_.chance(0.33));
                matrix.values.push_back(zero ? 0 : weight);
            }
        }
        return matrix;
    }

    /// An embedding per token, and what its slot adds to it.
    Matrix token_rows(std::size_t slots, std::size_t vocabulary) {
        const Matrix embedding = weights(vocabulary);
        const Matrix positional = weights(slots);
        Matrix rows{slots * vocabulary, embedding.cols, {}};
        for (std::size_t row = 0; row < rows.rows; ++row) {
            for (std::size_t col = 0; col < rows.cols; ++col) {
                rows.values.push_back(embedding(row % vocabulary, col) +
                                      positional(row / vocabulary, col));
            }
        }
        return rows;
    }

    /// With slots and vocabulary of the blocks before, where those are token-driven.
    void add_block(std::size_t number) {
        const bool driven = draw_.chance(0.08);
        const HiddenBlock* other = spec_.find_token_driven();
        std::size_t size = draw_.count(1, limits_.most_hidden);
        std::size_t vocabulary = 1;
        if (driven) {
            vocabulary = other != nullptr ? other->vocabulary : draw_.count(2, 3);
            size = other != nullptr ? other->size() : std::min<std::size_t>(size, 3);
        }
        HiddenBlock block;
        block.name = "block" + std::to_string(number);
        block.energy = function(kinds::Layer::Hidden, limits_.energies);
        block.weights = vocabulary == 1 ? weights(size) : token_rows(size, vocabulary);
        block.vocabulary = vocabulary;
        block.bias = numbers(size, 0.5 * scale());
        block.tau = spec_.visible.tau * draw_.between(0.05, 0.5) * scale();
        if (draw_.chance(0.15)) {
            block.initial = numbers(size, scale());
        }
        spec_.hidden.push_back(std::move(block));
    }

    void add_inference() {
        Inference& inference = spec_.inference;
        inference.present =
            draw_.one_of(std::vector<Present>{Present::Initial, Present::Clamp, Present::Bias});
        inference.settle = draw_.chance(0.8) ? 0.01 : draw_.between(0.001, 0.05);
        inference.timeout = 40 * spec_.visible.tau * (draw_.chance(0.2) ? scale() : 1);
        if (draw_.chance(0.1)) {
            inference.time = spec_.visible.tau * draw_.between(0, 10);
        }
    }

    Query query(std::size_t number) {
        Query query;
        query.id = "q" + std::to_string(number);
        for (const double value : numbers(spec_.visible.size, start_)) {
            query.visible.push_back(draw_.chance(0.2) ? std::nullopt : std::optional(value));
        }
        if (draw_.chance(0.3)) {
            query.clamp[draw_.count(0, spec_.visible.size - 1)] = draw_.between(-start_, start_);
        }
        if (const HiddenBlock* driven = spec_.find_token_driven()) {
            for (std::size_t slot = 0; slot < driven->size(); ++slot) {
                query.tokens.push_back(draw_.count(0, driven->vocabulary - 1));
            }
        }
        if (draw_.chance(0.1)) {
            query.time = spec_.visible.tau * draw_.between(0, 10);
        }
        return query;
    }

    void add_readout() {
        Readout& readout = spec_.readout;
        readout.type = draw_.one_of(
            std::vector<ReadoutType>{ReadoutType::None, ReadoutType::None, ReadoutType::Threshold,
                                     ReadoutType::Nearest, ReadoutType::Linear});
        if (readout.type == ReadoutType::Threshold) {
            readout.level = draw_.between(-start_, start_);
        }
        const Matrix rows{3, spec_.visible.size, numbers(3 * spec_.visible.size, start_)};
        if (readout.type == ReadoutType::Nearest) {
            readout.patterns = rows;
        }
        if (readout.type == ReadoutType::Linear) {
            readout.weights = rows;
            readout.bias = numbers(3, 1);
            readout.in_circuit = draw_.chance(0.3);
        }
        if (!rows.values.empty() && readout.type != ReadoutType::None) {
            readout.labels = {"0", "1", "2"};
        }
    }

    Draw draw_;
    const SpecLimits& limits_;
    Spec spec_;
    double start_ = 1;  ///< of v(0) and what queries present
};

}  // namespace

Spec draw_spec(std::uint64_t seed, const SpecLimits& limits) {
    return SpecDraw(seed, limits).run(seed);
}

}  // namespace hopspice::test
