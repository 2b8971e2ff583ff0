// Spectral conditions by symmetric eigenvalues of the smaller Gram matrix.

#include "model/certificates.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>

#include "model/functions.h"
#include "model/intervals.h"

namespace hopspice::model {

namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

Rows weights(const HiddenBlock& block) {
    return Eigen::Map<const Rows>(block.weights.values.data(), index(block.weights.rows),
                                  index(block.weights.cols));
}

Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& symmetric) {
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric, Eigen::EigenvaluesOnly)
        .eigenvalues();
}

double largest_singular_value(const Rows& matrix) {
    if (matrix.size() == 0) {
        return 0;
    }
    const Eigen::MatrixXd gram = matrix.rows() < matrix.cols()
                                     ? Eigen::MatrixXd(matrix * matrix.transpose())
                                     : Eigen::MatrixXd(matrix.transpose() * matrix);
    return std::sqrt(std::max(0.0, eigenvalues(gram).maxCoeff()));
}

bool has_bounded_output(const Activation& activation) {
    return activation.type == ActivationType::Tanh || activation.type == ActivationType::Sigmoid ||
           is_of_the_layer(activation);
}

/// Largest slope of g.
double gain(const Activation& activation) {
    switch (activation.type) {
        case ActivationType::Tanh:
            return activation.gain;
        case ActivationType::Sigmoid:
            return activation.gain / 4;
        case ActivationType::Spherical:
        case ActivationType::LayerNorm:
            return 1 / std::sqrt(activation.eps);
        case ActivationType::Identity:
        case ActivationType::Relu:
            break;
    }
    return 1;
}

/// L_h grows like h^2/2: relu, linear and their polynomial spellings.
bool is_quadratic(const Energy& energy) {
    return energy.type == EnergyType::Relu || energy.type == EnergyType::Linear ||
           (energy.type == EnergyType::Polynomial && energy.degree == 2);
}

/// L_h grows faster than any quadratic.
bool is_steep(const Energy& energy) {
    return !is_quadratic(energy) &&
           (energy.type == EnergyType::Polynomial || energy.type == EnergyType::Exponential);
}

const HiddenBlock* find_steep(const Spec& spec) {
    const auto found = std::ranges::find_if(
        spec.hidden, [](const HiddenBlock& block) { return is_steep(block.energy); });
    return found == spec.hidden.end() ? nullptr : &*found;
}

void certify_bounded(const Spec& spec, Certificates& result) {
    Rows stacked(0, index(spec.visible.size));
    for (const HiddenBlock& block : spec.hidden) {
        if (is_quadratic(block.energy)) {
            const Eigen::Index above = stacked.rows();
            stacked.conservativeResize(above + index(block.size()), Eigen::NoChange);
            stacked.bottomRows(index(block.size())) = weights(block);
        }
    }
    result.bounded_value = largest_singular_value(stacked);
    if (has_bounded_output(spec.visible.activation)) {
        result.bounded = true;
        result.bounded_reason = "bounded: g is bounded, and with it every h and v";
        return;
    }
    if (const HiddenBlock* steep = find_steep(spec)) {
        result.bounded_reason = fmt::format(
            "not certain: the energy of {} outgrows every quadratic, and g is unbounded",
            steep->name);
        return;
    }
    result.bounded = result.bounded_value < 1;
    if (stacked.rows() == 0) {
        result.bounded_reason =
            "bounded: softmax, tanh and epanechnikov outputs are bounded, and with them every v";
        return;
    }
    result.bounded_reason =
        fmt::format("{}: sigma_max of the relu and linear blocks together is {:.4g}, limit 1",
                    result.bounded ? "bounded" : "not certain", result.bounded_value);
}

/// Largest |df/dh| of a neuron over a range of h.
double largest_slope(const Energy& energy, const Range& h) {
    return std::max(std::abs(hidden_slope(energy, h.low)), std::abs(hidden_slope(energy, h.high)));
}

/// D^(1/2) xi of a block; absent where the slope of f has no bound.
std::optional<Rows> scaled_weights(const HiddenBlock& block,
                                   const std::optional<std::vector<Range>>& h) {
    Rows xi = weights(block);
    if (is_quadratic(block.energy)) {
        return xi;
    }
    if (block.energy.type == EnergyType::Tanh) {
        return xi * std::sqrt(block.energy.gain);
    }
    if (block.energy.type == EnergyType::Softmax) {
        // The Jacobian of softmax has the constant vector as null space: the mean row drops out.
        xi.rowwise() -= Eigen::RowVectorXd(xi.colwise().mean());
        return xi * std::sqrt(block.energy.beta / 2);
    }
    if (!h.has_value() || block.energy.type == EnergyType::Epanechnikov) {
        return std::nullopt;
    }
    for (std::size_t mu = 0; mu < block.size(); ++mu) {
        xi.row(index(mu)) *= std::sqrt(largest_slope(block.energy, (*h)[mu]));
    }
    return xi;
}

/// Where every h ends up whatever it started from; finite only for a bounded g.
std::optional<std::vector<std::vector<Range>>> final_hidden_ranges(const Spec& spec) {
    if (!has_bounded_output(spec.visible.activation)) {
        return std::nullopt;
    }
    Spec forgetful = spec;
    for (HiddenBlock& block : forgetful.hidden) {
        block.initial.reset();
    }
    // The input range is all of g's own: v may start anywhere.
    constexpr double kAnywhere = 1e300;
    return invariant(forgetful, {-kAnywhere, kAnywhere}, {}).hidden;
}

void certify_convergent(const Spec& spec, Certificates& result) {
    const auto h = final_hidden_ranges(spec);
    const Eigen::Index size = index(spec.visible.size);
    Eigen::MatrixXd rest = Eigen::MatrixXd::Identity(size, size);
    const HiddenBlock* unbounded = nullptr;
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        const std::optional<Rows> scaled =
            scaled_weights(spec.hidden[k], h.has_value() ? std::optional((*h)[k]) : std::nullopt);
        if (scaled.has_value()) {
            rest -= gain(spec.visible.activation) * scaled->transpose() * *scaled;
        } else {
            unbounded = &spec.hidden[k];
        }
    }
    result.convergent_value = rest.allFinite() ? eigenvalues(rest).minCoeff() : -1e300;
    if (unbounded != nullptr) {
        result.convergent_reason =
            fmt::format("not certain: the slope of {} has no bound, because {}", unbounded->name,
                        unbounded->energy.type == EnergyType::Epanechnikov
                            ? "f jumps at the edge of the last basin; it is the gradient of no "
                              "Lagrangian, so that "
                              "the energy need not fall"
                            : "h has none");
        return;
    }
    result.convergent = result.convergent_value > 0;
    result.convergent_reason = fmt::format(
        "{}: the smallest eigenvalue of I - k sum xi^T D xi is {:.4g}, limit 0",
        result.convergent ? "one fixed point, reached from everywhere"
                          : "several fixed points are possible, the start decides which is reached",
        result.convergent_value);
}

}  // namespace

Certificates certificates(const Spec& spec) {
    Certificates result;
    for (const HiddenBlock& block : spec.hidden) {
        result.spectral_norm.push_back(largest_singular_value(weights(block)));
    }
    result.falling = std::ranges::none_of(spec.hidden, [](const HiddenBlock& block) {
        return block.energy.type == EnergyType::Epanechnikov;
    });
    certify_bounded(spec, result);
    certify_convergent(spec, result);
    return result;
}

}  // namespace hopspice::model
