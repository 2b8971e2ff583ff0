#include "bench/curves.h"

#include <algorithm>

namespace hopspice::bench {

double smooth_at(const wave::Waveform& waveform, std::size_t signal, double time_s) {
    const auto& time = waveform.time_s;
    const auto above = std::ranges::upper_bound(time, time_s) - time.begin();
    const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(time.size()) - 4;
    const auto first =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(above - 2, 0, std::max(last, {})));
    double sum = 0;
    for (std::size_t k = first; k < first + 4; ++k) {
        double weight = 1;
        for (std::size_t other = first; other < first + 4; ++other) {
            weight *= other == k ? 1 : (time_s - time[other]) / (time[k] - time[other]);
        }
        sum += weight * waveform.at(k, signal);
    }
    return sum;
}

std::optional<double> passage_of(const wave::Waveform& waveform, std::size_t signal, double level,
                                 double from_s, double to_s) {
    constexpr int kBisections = 50;
    const auto beyond = [&](double time) { return smooth_at(waveform, signal, time) - level; };
    double low = from_s;
    const bool above = beyond(low) > 0;
    for (const double time : waveform.time_s) {
        const double high = std::min(time, to_s);
        if (high > low && (beyond(high) > 0) != above) {
            double upper = high;
            for (int k = 0; k < kBisections; ++k) {
                const double middle = (low + upper) / 2;
                ((beyond(middle) > 0) == above ? low : upper) = middle;
            }
            return (low + upper) / 2;
        }
        low = std::max(low, high);
    }
    return std::nullopt;
}

}  // namespace hopspice::bench
