#include "driver/rest_states.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hopspice::driver {

namespace {

constexpr std::size_t kStarts = 32;
constexpr int kSteps = 300;        // of v <- w' f(w v + b), which lowers the energy at every step
constexpr double kArrived = 1e-9;  // of the half range
constexpr int kPowers = 60;        // of an iteration for the largest eigenvalue
constexpr double kMostGain = 1e3;

class RestStates {
public:
    RestStates(const analog::CurrentMode& machine, double beta) : machine_(machine), beta_(beta) {}

    double run() const {
        const std::size_t memories = machine_.weights.rows;
        const std::size_t starts = std::min(memories, kStarts);
        double largest = 1;
        for (std::size_t start = 0; start < starts; ++start) {
            largest = std::max(largest, gain_at(shares_at_rest(start * memories / starts)));
        }
        return largest;
    }

private:
    using Vector = std::vector<double>;

    /// w v
    [[nodiscard]] Vector to_memories(const Vector& v) const {
        Vector h(machine_.weights.rows);
        for (std::size_t row = 0; row < h.size(); ++row) {
            for (std::size_t col = 0; col < v.size(); ++col) {
                h[row] += machine_.weights(row, col) * v[col];
            }
        }
        return h;
    }

    /// w' f
    [[nodiscard]] Vector to_columns(const Vector& f) const {
        Vector v(machine_.weights.cols);
        for (std::size_t row = 0; row < f.size(); ++row) {
            for (std::size_t col = 0; col < v.size(); ++col) {
                v[col] += machine_.weights(row, col) * f[row];
            }
        }
        return v;
    }

    [[nodiscard]] Vector shares(const Vector& v) const {
        Vector f = to_memories(v);
        for (std::size_t row = 0; row < f.size(); ++row) {
            f[row] += machine_.bias[row];
        }
        const double top = *std::ranges::max_element(f);
        double sum = 0;
        for (double& share : f) {
            share = std::exp(beta_ * (share - top));
            sum += share;
        }
        for (double& share : f) {
            share /= sum;
        }
        return f;
    }

    [[nodiscard]] Vector shares_at_rest(std::size_t memory) const {
        Vector v(machine_.weights.cols);
        for (std::size_t col = 0; col < v.size(); ++col) {
            v[col] = machine_.weights(memory, col);
        }
        for (int step = 0; step < kSteps; ++step) {
            const Vector next = to_columns(shares(v));
            double moved = 0;
            for (std::size_t col = 0; col < v.size(); ++col) {
                moved = std::max(moved, std::abs(next[col] - v[col]));
            }
            v = next;
            if (moved < kArrived * machine_.half_range) {
                break;
            }
        }
        return shares(v);
    }

    /// By powers of the symmetric beta w' (diag f - f f') w.
    [[nodiscard]] double gain_at(const Vector& f) const {
        Vector v(machine_.weights.cols);
        for (std::size_t col = 0; col < v.size(); ++col) {
            v[col] = 1 + 0.1 * std::sin(static_cast<double>(col));  // along no axis
        }
        double lambda = 0;
        for (int power = 0; power < kPowers; ++power) {
            const double length = std::sqrt(dot(v, v));
            if (length == 0) {
                return 1;
            }
            for (double& entry : v) {
                entry /= length;
            }
            Vector h = to_memories(v);
            const double mean = dot(f, h);
            for (std::size_t row = 0; row < h.size(); ++row) {
                h[row] = beta_ * f[row] * (h[row] - mean);
            }
            Vector next = to_columns(h);
            lambda = dot(next, v);
            v = std::move(next);
        }
        return std::clamp(1 / std::max(1 - lambda, 1 / kMostGain), 1.0, kMostGain);
    }

    static double dot(const Vector& a, const Vector& b) {
        double sum = 0;
        for (std::size_t k = 0; k < a.size(); ++k) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    const analog::CurrentMode& machine_;
    double beta_;
};

}  // namespace

double rest_amplification(const analog::CurrentMode& machine, double beta) {
    return RestStates(machine, beta).run();
}

}  // namespace hopspice::driver
