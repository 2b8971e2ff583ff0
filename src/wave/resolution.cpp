#include "wave/resolution.h"

#include <algorithm>
#include <cmath>

namespace hopspice::wave {

namespace {

/// From step to step: where a curve is straight for a moment its bend comes back.
constexpr double kGrowth = 1.3;

}  // namespace

/// The largest second derivative of any signal over the last three samples.
double Resolution::bend() const {
    const auto& [first, middle, last] = last_;
    double largest = 0;
    for (std::size_t k = 0; k < last.values.size(); ++k) {
        const double before = (middle.values[k] - first.values[k]) / (middle.time - first.time);
        const double after = (last.values[k] - middle.values[k]) / (last.time - middle.time);
        largest = std::max(largest, std::abs(after - before));
    }
    return 2 * largest / (last.time - first.time);
}

void Resolution::sample(double time, std::span<const double> values) {
    std::ranges::rotate(last_, last_.begin() + 1);
    last_.back().time = time;
    last_.back().values.assign(values.begin(), values.end());
    if (++samples_ < last_.size()) {
        return;
    }
    const double now = bend();
    const double wanted = std::sqrt(8 * rule_.tolerance / std::max(now, bend_));
    bend_ = now;
    if (samples_ > last_.size()) {
        step_ = std::clamp(std::min(wanted, kGrowth * step_), rule_.finest, rule_.coarsest);
    }
}

}  // namespace hopspice::wave
