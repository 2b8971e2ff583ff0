#pragma once
// When is a transient over: the settling rule, one implementation for the circuit and the ODE.

#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <vector>

namespace hopspice::wave {

/// Stop when no neuron will still move by more than `tolerance * range`, judged from how the
/// movement decays over the last `tau`, and the readout is steady.
struct SettleRule {
    double tolerance = 0.01;  ///< fraction of the visible range
    double range = 1;         ///< the visible range, in the unit of the samples
    double tau = 1;           ///< tau_v, in the unit of the time axis
    /// Identifies the readout of a state; absent: the readout is always steady.
    std::function<std::size_t(std::span<const double>)> readout;
};

/// Fed with samples in increasing time; says when the rule is met. A slow mode does not end a run
/// early: with d1 the movement over the last tau and d0 over the tau before it, the movement left
/// is estimated as d1 r/(1-r), r = d1/d0 bounded below by 1/e; that must be within the tolerance,
/// with the readout unchanged, at every sample of a whole tau.
class SettleDetector {
public:
    explicit SettleDetector(SettleRule rule);

    /// True once the rule is met; stays true.
    bool sample(double time, std::span<const double> values);

    [[nodiscard]] bool settled() const { return settled_; }

private:
    struct Sample {
        double time;
        std::vector<double> values;
    };
    [[nodiscard]] std::vector<double> value_at(double time) const;

    SettleRule rule_;
    std::deque<Sample> history_;  ///< the last two tau
    double quiet_since_ = 0;
    bool quiet_ = false;
    std::size_t readout_ = 0;
    bool settled_ = false;
};

/// The first time after which every neuron stays within `tolerance * range` of its final value
/// (linear interpolation between samples). `values` is row-major, time.size() x width.
[[nodiscard]] double settling_time(std::span<const double> time, std::span<const double> values,
                                   std::size_t width, double band);

/// The first time after which `readout` never changes again (a sample's time).
[[nodiscard]] double decision_time(
    std::span<const double> time, std::span<const double> values, std::size_t width,
    const std::function<std::size_t(std::span<const double>)>& readout);

}  // namespace hopspice::wave
