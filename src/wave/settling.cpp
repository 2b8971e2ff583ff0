// The settling rule on cell averages, and the settling and decision times of a whole transient.

#include "wave/settling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "support/assert.h"

namespace hopspice::wave {

namespace {

constexpr std::size_t kCellsPerTau = 16;
constexpr std::size_t kCellsPerWindow = kCellsPerTau / 2;
constexpr std::size_t kWindows = 5;
constexpr std::size_t kHistory = kWindows * kCellsPerWindow;
constexpr double kRest = 1.0 / 200;    ///< of the band in half a tau: no movement to speak of
constexpr double kNoise = 1.0 / 5000;  ///< of the band, on means over half a tau
constexpr double kBisection = 1e-6;    ///< of a step
constexpr double kSmooth = 1;          ///< of tau: over a larger step nothing is known of a bend
constexpr double kMoving = std::numeric_limits<double>::infinity();

/// What one neuron did, in the unit of the samples.
struct Movement {
    std::array<double, kWindows> mean{};  ///< over the last five half tau, oldest first
    double range_before = 0;              ///< over the tau before the last
    double range = 0;                     ///< over the last tau
    double value = 0;                     ///< now
};

/// The steps of the means, m1 to m4.
using Steps = std::array<double, kWindows - 1>;

/// Sum of all further steps with one mode; absent where there is no trend to follow.
std::optional<double> one_mode_rest(const Steps& m, double band) {
    const bool one_way = std::ranges::all_of(m, [](double step) { return step > 0; }) ||
                         std::ranges::all_of(m, [](double step) { return step < 0; });
    // Small steps to and fro are ripple or noise.
    if (m[2] * m[3] <= 0 || (!one_way && std::abs(m[3]) <= band / 10)) {
        return std::nullopt;
    }
    const double ratio = std::max(m[3] / m[2], std::exp(-0.5));
    return ratio < 1 ? m[3] * ratio / (1 - ratio) : kMoving;
}

/// The same with two modes; absent where no second mode can be told from the noise.
std::optional<double> two_mode_rest(const Steps& m, double band) {
    const double noise = kNoise * band;
    const double det = m[1] * m[1] - m[0] * m[2];
    if (std::abs(det) <= 3 * noise * (std::abs(m[0]) + 2 * std::abs(m[1]) + std::abs(m[2]))) {
        return std::nullopt;
    }
    // m(k+1) = c1 m(k) + c0 m(k-1), whose roots are the factors per step of the two modes.
    const double c1 = (m[1] * m[2] - m[0] * m[3]) / det;
    const double c0 = (m[1] * m[3] - m[2] * m[2]) / det;
    const double discriminant = c1 * c1 + 4 * c0;
    if (discriminant <= 0) {
        return std::nullopt;
    }
    const double slow = (c1 + std::sqrt(discriminant)) / 2;
    const double fast = (c1 - std::sqrt(discriminant)) / 2;
    if (slow <= 0 || fast <= -0.1) {
        return std::nullopt;
    }
    if (slow >= 1) {
        const double growing = (m[3] - fast * m[2]) / (1 - fast / slow);
        return std::abs(growing) > kRest * band ? std::optional(kMoving) : std::nullopt;
    }
    return (c1 * m[3] + c0 * (m[2] + m[3])) / (1 - c1 - c0);
}

/// How far a neuron may still be from where it goes.
double movement_left(const Movement& seen, double band) {
    if (seen.range > 1.1 * seen.range_before && seen.range > band / 50) {
        return kMoving;
    }
    Steps m{};
    for (std::size_t k = 0; k < m.size(); ++k) {
        m[k] = seen.mean[k + 1] - seen.mean[k];
    }
    const double net = std::abs(m[2] + m[3]);
    const double ripple = std::max(0.0, seen.range - net);
    double left = std::abs(seen.mean[4] - seen.value);
    if (std::max(std::abs(m[2]), std::abs(m[3])) > kRest * band) {
        for (const std::optional<double>& rest : {one_mode_rest(m, band), two_mode_rest(m, band)}) {
            left = std::max(left, std::abs(seen.mean[4] + rest.value_or(0) - seen.value));
        }
    }
    return left + ripple / 2;
}

/// The same for samples with noise: half of what it covered, or four times what its mean moved.
double movement_in_noise(const Movement& seen) {
    const double drift = (seen.mean[4] + seen.mean[3] - seen.mean[2] - seen.mean[1]) / 2;
    return std::max(seen.range / 2, 4 * std::abs(drift));
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

}  // namespace

SettleDetector::SettleDetector(SettleRule rule) : rule_(std::move(rule)) {}

bool SettleDetector::sample(double time, std::span<const double> values) {
    if (settled()) {
        return true;
    }
    if (!started_) {
        start(time, values);
        return false;
    }
    if (!(time > time_)) {
        return false;
    }
    watch_readout(time, values);
    skip_ahead(time, values);
    while (time >= cell_end()) {
        const double end = cell_end();
        const std::vector<double> at_end = between(end, time, values);
        extend(end, at_end);
        close_cell();
        if (quiet_cells_ >= kCellsPerTau && end - steady_since_ >= rule_.tau) {
            settled_at_ = end;
            return true;
        }
    }
    extend(time, values);
    remember(time, values);
    return false;
}

void SettleDetector::remember(double time, std::span<const double> values) {
    older_.time = last_.time;
    std::swap(older_.values, last_.values);
    last_.time = time;
    last_.values.assign(values.begin(), values.end());
}

void SettleDetector::start(double time, std::span<const double> values) {
    HOPSPICE_ASSERT(rule_.tau > 0);
    started_ = true;
    origin_ = time;
    cells_ = 0;
    steady_since_ = time;
    readout_ = rule_.readout ? rule_.readout(values) : 0;
    time_ = time;
    values_.assign(values.begin(), values.end());
    remember(time, values);
    open_ = {std::vector<double>(values.size(), 0.0), values_, values_};
    for (std::vector<double>& mean : means_) {
        mean.resize(values.size());
    }
}

void SettleDetector::watch_readout(double time, std::span<const double> values) {
    if (!rule_.readout) {
        return;
    }
    const std::size_t readout = rule_.readout(values);
    if (readout != readout_) {
        readout_ = readout;
        steady_since_ = time;
    }
}

// A step over more than all that is remembered is a straight line: its last part says it all.
void SettleDetector::skip_ahead(double time, std::span<const double> values) {
    const double keep = rule_.tau * static_cast<double>(kHistory + 2 * kCellsPerTau) /
                        static_cast<double>(kCellsPerTau);
    if (time - time_ <= 2 * keep) {
        return;
    }
    const std::vector<double> from = between(time - keep, time, values);
    history_.clear();
    quiet_cells_ = 0;
    origin_ = time - keep;
    cells_ = 0;
    time_ = origin_;
    values_ = from;
    open_ = {std::vector<double>(from.size(), 0.0), from, from};
}

// On the parabola through the samples around it and the one before; on a straight line where a
// parabola says nothing.
std::vector<double> SettleDetector::between(double time, double next_time,
                                            std::span<const double> next) const {
    const double step = next_time - last_.time;
    const double part = std::clamp((time - last_.time) / step, 0.0, 1.0);
    std::vector<double> values(next.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = last_.values[i] + part * (next[i] - last_.values[i]);
    }
    if (older_.values.empty() || rule_.noisy || step > kSmooth * rule_.tau) {
        return values;
    }
    const double before = last_.time - older_.time;
    const double weight = part * (part - 1) * step * step / (step + before);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double slope = (next[i] - last_.values[i]) / step;
        const double slope_before = (last_.values[i] - older_.values[i]) / before;
        values[i] += weight * (slope - slope_before);
    }
    return values;
}

void SettleDetector::extend(double time, std::span<const double> values) {
    const double weight = 0.5 * std::max(0.0, time - time_);
    for (std::size_t i = 0; i < values_.size(); ++i) {
        open_.mean[i] += weight * (values_[i] + values[i]);
        open_.low[i] = std::min(open_.low[i], values[i]);
        open_.high[i] = std::max(open_.high[i], values[i]);
        values_[i] = values[i];
    }
    time_ = time;
}

double SettleDetector::cell_end() const {
    return origin_ +
           rule_.tau * static_cast<double>(cells_ + 1) / static_cast<double>(kCellsPerTau);
}

void SettleDetector::close_cell() {
    const double per_time = static_cast<double>(kCellsPerTau) / rule_.tau;
    for (double& sum : open_.mean) {
        sum *= per_time;
    }
    history_.push_back(std::move(open_));
    if (history_.size() > kHistory) {
        open_ = std::move(history_.front());
        history_.pop_front();
    }
    open_.mean.assign(values_.size(), 0.0);
    open_.low = values_;
    open_.high = values_;
    ++cells_;
    quiet_cells_ = history_.size() == kHistory && quiet() ? quiet_cells_ + 1 : 0;
}

bool SettleDetector::quiet() {
    for (std::size_t k = 0; k < kWindows; ++k) {
        std::ranges::fill(means_[k], 0.0);
        for (std::size_t c = 0; c < kCellsPerWindow; ++c) {
            const Cell& cell = history_[k * kCellsPerWindow + c];
            for (std::size_t i = 0; i < values_.size(); ++i) {
                means_[k][i] += cell.mean[i] / static_cast<double>(kCellsPerWindow);
            }
        }
    }
    const double band = rule_.tolerance * rule_.range;
    const std::size_t now = kHistory - kCellsPerTau;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        Movement seen;
        for (std::size_t k = 0; k < kWindows; ++k) {
            seen.mean[k] = means_[k][i];
        }
        const auto range = [this, i](std::size_t first) {
            double low = history_[first].low[i];
            double high = history_[first].high[i];
            for (std::size_t c = first + 1; c < first + kCellsPerTau; ++c) {
                low = std::min(low, history_[c].low[i]);
                high = std::max(high, history_[c].high[i]);
            }
            return high - low;
        };
        seen.range_before = range(now - kCellsPerTau);
        seen.range = range(now);
        seen.value = values_[i];
        // Written so that a value that is not a number is never quiet.
        const double left = rule_.noisy ? movement_in_noise(seen) : movement_left(seen, band);
        if (!(left <= band)) {
            return false;
        }
    }
    return rule_.noisy || !leaves_a_saddle();
}

bool SettleDetector::leaves_a_saddle() const {
    std::array<std::vector<double>, 4> step;
    for (std::size_t k = 0; k < step.size(); ++k) {
        step[k].resize(values_.size());
        for (std::size_t i = 0; i < values_.size(); ++i) {
            step[k][i] = means_[k + 1][i] - means_[k][i];
        }
    }
    double largest = 0;
    for (const double move : step[3]) {
        largest = std::max(largest, std::abs(move));
    }
    if (largest <= 1e-5 * rule_.tolerance * rule_.range) {
        return false;
    }
    for (std::size_t k = 0; k + 1 < step.size(); ++k) {
        const double before = std::sqrt(dot(step[k], step[k]));
        const double after = std::sqrt(dot(step[k + 1], step[k + 1]));
        if (after <= 1.05 * before || dot(step[k], step[k + 1]) <= 0.9 * before * after) {
            return false;
        }
    }
    return true;
}

double settling_time(std::span<const double> time, std::span<const double> values,
                     std::size_t width, double band) {
    if (time.empty()) {
        return 0;
    }
    double latest = time.front();
    const std::size_t last = time.size() - 1;
    for (std::size_t i = 0; i < width; ++i) {
        const double final_value = values[last * width + i];
        std::size_t k = last;
        while (k > 0 && std::abs(values[(k - 1) * width + i] - final_value) <= band) {
            --k;
        }
        if (k == 0) {
            continue;
        }
        // Sample k-1 is the last one outside the band, k the first that stays within it.
        const double outside = values[(k - 1) * width + i] - final_value;
        const double inside = values[k * width + i] - final_value;
        const double edge = std::copysign(band, outside);
        // What is left decays: its logarithm is the straight line.
        const double part = outside * inside > 0
                                ? std::log(outside / edge) / std::log(outside / inside)
                                : (outside - edge) / (outside - inside);
        latest = std::max(latest, time[k - 1] + part * (time[k] - time[k - 1]));
    }
    return latest;
}

double decision_time(std::span<const double> time, std::span<const double> values,
                     std::size_t width,
                     const std::function<std::size_t(std::span<const double>)>& readout) {
    if (time.empty()) {
        return 0;
    }
    std::size_t k = time.size() - 1;
    const std::size_t decided = readout(values.subspan(k * width, width));
    while (k > 0 && readout(values.subspan((k - 1) * width, width)) == decided) {
        --k;
    }
    if (k == 0) {
        return time[0];
    }
    const std::span<const double> before = values.subspan((k - 1) * width, width);
    const std::span<const double> after = values.subspan(k * width, width);
    std::vector<double> state(width);
    double undecided = 0;
    double part = 1;
    while (part - undecided > kBisection) {
        const double middle = (undecided + part) / 2;
        for (std::size_t i = 0; i < width; ++i) {
            state[i] = before[i] + middle * (after[i] - before[i]);
        }
        (readout(state) == decided ? part : undecided) = middle;
    }
    return time[k - 1] + part * (time[k] - time[k - 1]);
}

}  // namespace hopspice::wave
