#include "driver/rest_states.h"

#include "model/views.h"

#include <algorithm>
#include <cmath>

namespace hopspice::driver {

namespace {

constexpr std::size_t kStarts = 32;
constexpr int kSteps = 300;        // of v <- w' f(w v + b), which lowers the energy at every step
constexpr double kArrived = 1e-9;  // of the half range
constexpr int kPowers = 60;        // of an iteration for the largest eigenvalue
constexpr double kMostGain = 1e3;

class RestStates {
public:
    RestStates(const analog::CurrentMode& machine, double beta)
        : weights_(model::rows(machine.weights)),
          bias_(model::vector(machine.bias)),
          arrived_(kArrived * machine.half_range),
          beta_(beta) {}

    double run() const {
        const auto memories = static_cast<std::size_t>(weights_.rows());
        const std::size_t starts = std::min(memories, kStarts);
        double largest = 1;
        for (std::size_t start = 0; start < starts; ++start) {
            largest = std::max(largest, gain_at(shares_at_rest(start * memories / starts)));
        }
        return largest;
    }

private:
    using Vector = Eigen::VectorXd;

    [[nodiscard]] Vector shares(const Vector& v) const {
        const Vector h = weights_ * v + bias_;
        const Vector f = (beta_ * (h.array() - h.maxCoeff())).exp();
        return f / f.sum();
    }

    [[nodiscard]] Vector shares_at_rest(std::size_t memory) const {
        Vector v = weights_.row(model::index(memory)).transpose();
        for (int step = 0; step < kSteps; ++step) {
            const Vector next = weights_.transpose() * shares(v);
            const double moved = (next - v).lpNorm<Eigen::Infinity>();
            v = next;
            if (moved < arrived_) {
                break;
            }
        }
        return shares(v);
    }

    /// By powers of the symmetric beta w' (diag f - f f') w.
    [[nodiscard]] double gain_at(const Vector& f) const {
        Vector v(weights_.cols());
        for (Eigen::Index col = 0; col < v.size(); ++col) {
            v[col] = 1 + 0.1 * std::sin(static_cast<double>(col));  // along no axis
        }
        double lambda = 0;
        for (int power = 0; power < kPowers; ++power) {
            if (v.norm() == 0) {
                return 1;
            }
            v.normalize();
            const Vector h = weights_ * v;
            const Vector moved = beta_ * (f.array() * (h.array() - f.dot(h)));
            const Vector next = weights_.transpose() * moved;
            lambda = next.dot(v);
            v = next;
        }
        return std::clamp(1 / std::max(1 - lambda, 1 / kMostGain), 1.0, kMostGain);
    }

    model::Rows weights_;
    model::ConstVector bias_;
    double arrived_;
    double beta_;
};

}  // namespace

double rest_amplification(const analog::CurrentMode& machine, double beta) {
    return RestStates(machine, beta).run();
}

}  // namespace hopspice::driver
