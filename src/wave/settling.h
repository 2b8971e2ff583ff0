#pragma once
// When is a transient over: the settling rule, one implementation for the circuit and the ODE.

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace hopspice::wave {

/// Stop when no neuron will still move by more than `tolerance * range`, judged from how the
/// movement decays over the last `tau`, and the readout is steady.
struct SettleRule {
    double tolerance = 0.01;  ///< fraction of the visible range
    double range = 1;         ///< the visible range, in the unit of the samples
    double tau = 1;           ///< tau_v, in the unit of the time axis
    /// The samples carry noise, which must not be taken for a movement: then the rule is that over
    /// the last tau a neuron stays within tolerance * range of where it is in the middle, and that
    /// its mean is within a quarter of that of the one over the tau before. Noise well above the
    /// band never lets it settle.
    bool noisy = false;
    /// Identifies the readout of a state; absent: the readout is always steady.
    std::function<std::size_t(std::span<const double>)> readout;
};

/// Fed with samples in increasing time; says when the rule is met.
///
/// The samples are averaged over cells of tau/16, between which a larger step is a parabola, so
/// that neither uneven steps nor their number matter: a call costs O(neurons), a cell O(40
/// neurons). At the end of every cell each neuron is judged from its means over the last five
/// halves of tau, m1 to m4 being their differences:
/// - one mode: the movement left is m4 r/(1-r), r = m4/m3 bounded below by exp(-1/2);
/// - two modes (a slow one under a fast one, growth under decay): where m1 to m4 show a second
///   mode, the movement left is that of the two exponentials through them (Shanks' second
///   transform), without end where one of them grows; what leaves more counts;
/// - what goes to and fro within the last tau is added with half its range, and must not grow;
/// - a movement under 1/200 of the band in half a tau is rest (it needs 100 tau to cross the band),
///   unless the whole state moves along one direction and ever faster: it leaves a saddle.
/// The rule is met when that is within the tolerance for every neuron, at every cell of a whole
/// tau, and the readout was the same at every sample of a whole tau: at the end of a cell, after
/// 3.4 tau at the earliest.
class SettleDetector {
public:
    explicit SettleDetector(SettleRule rule);

    /// True once the rule is met; stays true. Samples that do not advance the time are ignored.
    bool sample(double time, std::span<const double> values);

    [[nodiscard]] bool settled() const { return settled_at_.has_value(); }
    /// The end of the cell at which the rule was met: at or before the sample that said so.
    [[nodiscard]] std::optional<double> settled_at() const { return settled_at_; }

private:
    struct Sample {
        double time = 0;
        std::vector<double> values;
    };
    struct Cell {
        std::vector<double> mean;
        std::vector<double> low;
        std::vector<double> high;
    };
    void start(double time, std::span<const double> values);
    void watch_readout(double time, std::span<const double> values);
    void remember(double time, std::span<const double> values);
    void skip_ahead(double time, std::span<const double> values);
    void extend(double time, std::span<const double> values);
    void close_cell();
    [[nodiscard]] std::vector<double> between(double time, double next_time,
                                              std::span<const double> next) const;
    [[nodiscard]] bool quiet();
    [[nodiscard]] bool leaves_a_saddle() const;
    [[nodiscard]] double cell_end() const;

    SettleRule rule_;
    std::deque<Cell> history_;  ///< the last two and a half tau
    Cell open_;                 ///< being filled; its mean is still a sum over time
    bool started_ = false;
    double origin_ = 0;           ///< start of the first cell
    std::size_t cells_ = 0;       ///< complete cells since the origin
    double time_ = 0;             ///< how far cells are filled
    std::vector<double> values_;  ///< the state there
    Sample last_;                 ///< the latest one
    Sample older_;                ///< the one before
    std::size_t quiet_cells_ = 0;
    std::array<std::vector<double>, 5> means_;  ///< over the last five half tau, oldest first
    std::size_t readout_ = 0;
    double steady_since_ = 0;
    std::optional<double> settled_at_;
};

/// The first time after which every neuron stays within `band` of its final value, in the unit of
/// `time` (between samples the logarithm of what is left is interpolated, or the value where it
/// changes sign; time.front() if none ever left the band, 0 if there are no samples). `values` is
/// row-major, time.size() x width.
[[nodiscard]] double settling_time(std::span<const double> time, std::span<const double> values,
                                   std::size_t width, double band);

/// The first time after which `readout` never changes again (linear interpolation between samples,
/// to 1e-6 of a step).
[[nodiscard]] double decision_time(
    std::span<const double> time, std::span<const double> values, std::size_t width,
    const std::function<std::size_t(std::span<const double>)>& readout);

}  // namespace hopspice::wave
