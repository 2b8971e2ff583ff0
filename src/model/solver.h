#pragma once
// The one place that speaks to SUNDIALS: CVODE with BDF and Newton around a Dynamics, whose linear
// systems are solved directly, or by GMRES where they are large.

#include "model/dynamics.h"
#include "support/limits.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hopspice::model {

struct Tolerances {
    double relative = 1e-8;
    double absolute = 1e-10;  ///< times the magnitude of the signals at the release
};

/// How much work an integration may be: the state may be such that steps of any size fail.
struct Effort {
    using Clock = std::chrono::steady_clock;

    long steps = kMaxSteps;
    Clock::time_point end = in(kMaxIntegrationSeconds);

    [[nodiscard]] static Clock::time_point in(double seconds) {
        return Clock::now() +
               std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    }
};

/// Integrates from time 0 and never past `stop_time` (positive, model time). Nothing is printed;
/// CVODE's own words are in message(). Steps are at most tau_v / 2: an implicit method with longer
/// ones would take an unstable fixed point for a stable one.
class Solver {
public:
    enum class Outcome { Advanced, Failed };

    Solver(Dynamics& dynamics, double tau_v, double stop_time, const Tolerances& tolerances,
           const Effort& effort = {});
    ~Solver();
    Solver(const Solver&) = delete;
    Solver& operator=(const Solver&) = delete;

    /// One step of the integrator's own choice.
    [[nodiscard]] Outcome step();

    /// To exactly `time`, which must be later than time().
    [[nodiscard]] Outcome advance(double time);

    [[nodiscard]] double time() const;
    [[nodiscard]] std::span<const double> state() const;

    /// The solution within the last step is the method's own polynomial: its coefficients in the
    /// time before time(), those of order 0, one per neuron, first.
    [[nodiscard]] std::vector<double> polynomial() const;

    /// From now on it may be so much work in all.
    void allow(const Effort& effort);

    /// Failed because the solution runs away: its slope passed 1e6 times its magnitude at the
    /// release per tau_v, or is not finite.
    [[nodiscard]] bool runs_away() const;

    [[nodiscard]] const std::string& message() const;

private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

}  // namespace hopspice::model
