// Spectral conditions by symmetric eigenvalues of the smaller Gram matrix.

#include "model/certificates.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>

#include "kinds/functions.h"
#include "model/intervals.h"
#include "model/tokens.h"
#include "model/views.h"

namespace hopspice::model {

namespace {

// Contexts that are looked at one by one, and what their N_v^3 may come to.
constexpr std::size_t kMostContexts = 4096;
constexpr double kMostWork = 3e8;
constexpr double kBeyond = 1e300;  // for what overflows

using DenseRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

DenseRows weights(const HiddenBlock& block) { return model::rows(block.weights); }

Eigen::VectorXd eigenvalues(const Eigen::MatrixXd& symmetric) {
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric, Eigen::EigenvaluesOnly)
        .eigenvalues();
}

/// lambda_max(X^T X).
double largest_eigenvalue(const DenseRows& matrix) {
    if (matrix.size() == 0) {
        return 0;
    }
    const Eigen::MatrixXd gram = matrix.rows() < matrix.cols()
                                     ? Eigen::MatrixXd(matrix * matrix.transpose())
                                     : Eigen::MatrixXd(matrix.transpose() * matrix);
    return gram.allFinite() ? std::max(0.0, eigenvalues(gram).maxCoeff()) : kBeyond;
}

/// Rows of several blocks, of which a token-driven one adds one candidate per slot.
class StackedRows {
public:
    explicit StackedRows(std::size_t columns)
        : all_(0, index(columns)), ordinary_(0, index(columns)) {}

    void add(const DenseRows& rows, std::size_t vocabulary) {
        append(all_, rows);
        if (vocabulary == 1) {
            append(ordinary_, rows);
            return;
        }
        const auto candidates = index(vocabulary);
        for (Eigen::Index first = 0; first < rows.rows(); first += candidates) {
            slots_ += rows.middleRows(first, candidates).rowwise().squaredNorm().maxCoeff();
        }
    }

    [[nodiscard]] bool empty() const { return all_.rows() == 0; }

    /// lambda_max of the sum of r r^T; with token-driven rows a bound for every context.
    [[nodiscard]] double largest() const {
        const double stacked = largest_eigenvalue(all_);
        return slots_ == 0 ? stacked : std::min(stacked, largest_eigenvalue(ordinary_) + slots_);
    }

private:
    static void append(DenseRows& stack, const DenseRows& rows) {
        const Eigen::Index above = stack.rows();
        stack.conservativeResize(above + rows.rows(), Eigen::NoChange);
        stack.bottomRows(rows.rows()) = rows;
    }

    DenseRows all_;
    DenseRows ordinary_;
    double slots_ = 0;  ///< sum over slots of the largest |r|^2
};

kinds::Growth growth(const Function& function) { return kinds::kind_of(function).growth(function); }

const HiddenBlock* find_steep(const Spec& spec) {
    const auto found = std::ranges::find_if(spec.hidden, [](const HiddenBlock& block) {
        return growth(block.energy) == kinds::Growth::Steep;
    });
    return found == spec.hidden.end() ? nullptr : &*found;
}

void certify_bounded(const Spec& spec, Certificates& result) {
    StackedRows stacked(spec.visible.size);
    for (const HiddenBlock& block : spec.hidden) {
        if (growth(block.energy) == kinds::Growth::Quadratic) {
            stacked.add(weights(block), block.vocabulary);
        }
    }
    result.bounded_value = std::sqrt(stacked.largest());
    if (growth(spec.visible.activation) == kinds::Growth::Bounded) {
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
    if (stacked.empty()) {
        result.bounded_reason = "bounded: the outputs of every block are, and with them every v";
        return;
    }
    result.bounded_reason =
        fmt::format("{}: sigma_max of the relu and linear blocks together is {:.4g}, limit 1",
                    result.bounded ? "bounded" : "not certain", result.bounded_value);
}

/// D^(1/2) xi of a block; absent where the slope of f has no bound. What shifts all h alike drops
/// out where f does not see it: the Jacobian has the constant vector as null space then.
std::optional<DenseRows> scaled_weights(const HiddenBlock& block,
                                        const std::optional<std::vector<Range>>& h) {
    DenseRows xi = weights(block);
    if (kinds::is_shift_invariant(block.energy)) {
        xi.rowwise() -= Eigen::RowVectorXd(xi.colwise().mean());
    }
    if (const std::optional<double> slope = kinds::steepest(block.energy)) {
        return xi * std::sqrt(*slope);
    }
    for (std::size_t row = 0; row < block.weights.rows; ++row) {
        const std::optional<double> slope =
            h ? kinds::steepest(block.energy, (*h)[row / block.vocabulary]) : std::nullopt;
        if (!slope) {
            return std::nullopt;
        }
        xi.row(index(row)) *= std::sqrt(*slope);
    }
    return xi;
}

/// Where every h ends up whatever it started from; finite only for a bounded g.
std::optional<std::vector<std::vector<Range>>> final_hidden_ranges(const Spec& spec) {
    if (growth(spec.visible.activation) != kinds::Growth::Bounded) {
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
    StackedRows loop(spec.visible.size);
    const HiddenBlock* unbounded = nullptr;
    for (std::size_t k = 0; k < spec.hidden.size(); ++k) {
        const std::optional<DenseRows> scaled =
            scaled_weights(spec.hidden[k], h.has_value() ? std::optional((*h)[k]) : std::nullopt);
        if (scaled.has_value()) {
            loop.add(*scaled, spec.hidden[k].vocabulary);
        } else {
            unbounded = &spec.hidden[k];
        }
    }
    result.convergent_value = std::max(
        -kBeyond, 1 - kinds::steepest(spec.visible.activation).value_or(kBeyond) * loop.largest());
    if (unbounded != nullptr) {
        const kinds::Joint* joint = kinds::kind_of(unbounded->energy).joint();
        result.convergent_reason =
            fmt::format("not certain: the slope of {} has no bound, because {}", unbounded->name,
                        joint != nullptr ? joint->not_steepest_because : "h has none");
        return;
    }
    result.convergent = result.convergent_value > 0;
    result.convergent_reason = fmt::format(
        "{}: the smallest eigenvalue of I - k sum xi^T D xi is {:.4g}, limit 0",
        result.convergent ? "one fixed point, reached from everywhere"
                          : "several fixed points are possible, the start decides which is reached",
        result.convergent_value);
}

Certificates certify(const Spec& spec) {
    Certificates result;
    for (const HiddenBlock& block : spec.hidden) {
        StackedRows rows(spec.visible.size);
        rows.add(weights(block), block.vocabulary);
        result.spectral_norm.push_back(std::sqrt(rows.largest()));
    }
    result.falling = std::ranges::all_of(spec.hidden, [](const HiddenBlock& block) {
        return kinds::is_gradient(block.energy) && kinds::is_convex(block.energy);
    });
    certify_bounded(spec, result);
    certify_convergent(spec, result);
    return result;
}

/// Of two contexts the worse, certificate by certificate.
void keep_worse(Certificates& worst, const Certificates& other) {
    for (std::size_t k = 0; k < worst.spectral_norm.size(); ++k) {
        worst.spectral_norm[k] = std::max(worst.spectral_norm[k], other.spectral_norm[k]);
    }
    if (other.bounded_value > worst.bounded_value) {
        worst.bounded = other.bounded;
        worst.bounded_value = other.bounded_value;
        worst.bounded_reason = other.bounded_reason;
    }
    if (other.convergent_value < worst.convergent_value) {
        worst.convergent = other.convergent;
        worst.convergent_value = other.convergent_value;
        worst.convergent_reason = other.convergent_reason;
    }
}

/// Boundedness rests on no weights where there are no relu and linear blocks.
void add_to_reasons(Certificates& result, const std::string& words) {
    if (result.bounded_value > 0) {
        result.bounded_reason += words;
    }
    result.convergent_reason += words;
}

}  // namespace

Certificates certificates(const Spec& spec) {
    if (!spec.is_token_driven()) {
        return certify(spec);
    }
    const std::size_t contexts = count_contexts(spec, kMostContexts);
    const double work =
        static_cast<double>(contexts) * std::pow(static_cast<double>(spec.visible.size), 3);
    if (contexts > kMostContexts || work > kMostWork) {
        Certificates result = certify(spec);
        add_to_reasons(result, " (a bound for every context)");
        return result;
    }
    Certificates worst = certify(selected(spec, context_tokens(spec, 0)));
    for (std::size_t k = 1; k < contexts; ++k) {
        keep_worse(worst, certify(selected(spec, context_tokens(spec, k))));
    }
    add_to_reasons(worst, fmt::format(" (the worst of all {} contexts)", contexts));
    return worst;
}

}  // namespace hopspice::model
