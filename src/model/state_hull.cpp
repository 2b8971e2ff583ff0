// Corners of the hull, seen from every row: one product of the weights with themselves.

#include "model/state_hull.h"

#include "kinds/functions.h"
#include "model/products.h"
#include "model/views.h"

#include <algorithm>

namespace hopspice::model {

namespace {

constexpr Eigen::Index kTogether = 64;  // rows of a product that are in memory at a time

using DenseRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

bool StateHull::applies_to(const Spec& spec) {
    return spec.hidden.size() == 1 && kinds::is_softmax(spec.hidden.front().energy) &&
           kinds::is_identity(spec.visible.activation) && !spec.is_token_driven();
}

void StateHull::hold(const std::vector<bool>& clamped) {
    if (clamped == clamped_) {
        return;
    }
    clamped_ = clamped;
    DenseRows free = rows(spec_.hidden.front().weights);
    for (std::size_t i = 0; i < clamped.size(); ++i) {
        if (clamped[i]) {
            free.col(index(i)).setZero();
        }
    }
    others_.assign(spec_.hidden.front().size(), {});
    for (Eigen::Index begin = 0; begin < free.rows(); begin += kTogether) {
        const Eigen::Index count = std::min(kTogether, free.rows() - begin);
        const DenseRows products = free.middleRows(begin, count) * free.transpose();
        for (Eigen::Index mu = 0; mu < count; ++mu) {
            others_[static_cast<std::size_t>(begin + mu)] = {products.row(mu).minCoeff(),
                                                             products.row(mu).maxCoeff()};
        }
    }
}

Range StateHull::hidden(const Stimulus& stimulus) {
    hold(stimulus.clamped);
    const HiddenBlock& block = spec_.hidden.front();
    const std::size_t neurons = spec_.visible.size;
    std::vector<double> held(neurons);  // what a corner that is a memory has beside its row
    for (std::size_t i = 0; i < neurons; ++i) {
        held[i] = stimulus.clamped[i] ? stimulus.initial[i] : stimulus.bias[i];
    }
    std::vector<double> at_start = block.bias;
    std::vector<double> at_memories = block.bias;
    add_rows(block.weights, stimulus.initial, at_start);
    add_rows(block.weights, held, at_memories);
    Range range{at_start.front(), at_start.front()};
    for (std::size_t mu = 0; mu < block.size(); ++mu) {
        range.include(at_start[mu]);
        range.include(at_memories[mu] + others_[mu].low);
        range.include(at_memories[mu] + others_[mu].high);
        if (block.initial) {
            range.include((*block.initial)[mu]);
        }
    }
    return range;
}

Range StateHull::hidden(const std::vector<Query>& queries) {
    Range all = hidden(stimulus(spec_, queries.front()));
    for (const Query& query : queries) {
        const Range one = hidden(stimulus(spec_, query));
        all.include(one.low);
        all.include(one.high);
    }
    return all;
}

Range StateHull::visible(const std::vector<Query>& queries) const {
    const Matrix& weights = spec_.hidden.front().weights;
    const double first = stimulus(spec_, queries.front()).initial.front();
    Range all{first, first};
    Range bias;
    std::vector<bool> moves(spec_.visible.size, false);
    for (const Query& query : queries) {
        const Stimulus asked = stimulus(spec_, query);
        for (std::size_t i = 0; i < moves.size(); ++i) {
            all.include(asked.initial[i]);
            bias.include(asked.bias[i] - spec_.visible.bias[i]);
            moves[i] = moves[i] || !asked.clamped[i];
        }
    }
    for (std::size_t i = 0; i < moves.size(); ++i) {
        for (std::size_t k = 0; moves[i] && k < weights.rows; ++k) {
            all.include(weights(k, i) + spec_.visible.bias[i] + bias.low);
            all.include(weights(k, i) + spec_.visible.bias[i] + bias.high);
        }
    }
    return all;
}

}  // namespace hopspice::model
