#include "bench/amplifier_figures.h"

#include <cmath>
#include <numbers>

namespace hopspice::bench {

namespace {

constexpr double kPerDecade = 20;
constexpr int kBisections = 40;

/// First passage of a level, in either direction, after an instant.
std::optional<double> passage(const wave::Waveform& waveform, std::size_t signal, double from_s,
                              double level) {
    for (std::size_t point = 1; point < waveform.points(); ++point) {
        const double before = waveform.at(point - 1, signal) - level;
        const double after = waveform.at(point, signal) - level;
        if (waveform.time_s[point - 1] >= from_s && before * after <= 0 && before != after) {
            const double part = before / (before - after);
            return waveform.time_s[point - 1] +
                   part * (waveform.time_s[point] - waveform.time_s[point - 1]);
        }
    }
    return std::nullopt;
}

}  // namespace

std::complex<double> spectrum(const wave::Waveform& waveform, std::size_t signal, double from_s,
                              double frequency) {
    using namespace std::complex_literals;
    const double omega = 2 * std::numbers::pi * frequency;
    std::complex<double> sum = 0;
    for (std::size_t point = 1; point < waveform.points(); ++point) {
        const double before = waveform.time_s[point - 1] - from_s;
        const double after = waveform.time_s[point] - from_s;
        if (before < 0) {
            continue;
        }
        const double slope =
            (waveform.at(point, signal) - waveform.at(point - 1, signal)) / (after - before);
        sum += slope * (std::exp(-1i * omega * before) - std::exp(-1i * omega * after));
    }
    return sum / (1i * omega);
}

std::optional<double> unity_frequency(const std::function<std::complex<double>(double)>& response,
                                      double low, double high) {
    const double ratio = std::pow(10, 1 / kPerDecade);
    double below = low;
    if (std::abs(response(below)) <= 1) {
        return std::nullopt;
    }
    while (below < high && std::abs(response(below * ratio)) > 1) {
        below *= ratio;
    }
    if (below >= high) {
        return std::nullopt;
    }
    double above = below * ratio;
    for (int k = 0; k < kBisections; ++k) {
        const double middle = std::sqrt(below * above);
        (std::abs(response(middle)) > 1 ? below : above) = middle;
    }
    return std::sqrt(below * above);
}

double phase_margin_deg(std::complex<double> response) {
    return std::arg(-response) * 180 / std::numbers::pi;
}

double static_gain(const std::vector<StaticPoint>& points, double limit) {
    double count = 0;
    double output = 0;
    double error = 0;
    double product = 0;
    double square = 0;
    for (const StaticPoint& point : points) {
        if (std::abs(point.output) <= limit) {
            count += 1;
            output += point.output;
            error += point.error;
            product += point.output * point.error;
            square += point.output * point.output;
        }
    }
    const double covariance = product - output * error / count;
    const double variance = square - output * output / count;
    return std::abs(variance / covariance);
}

double swing_of(const std::vector<StaticPoint>& points) {
    double before = 1;
    for (std::size_t k = 1; k < points.size(); ++k) {
        const double slope = std::abs((points[k].output - points[k - 1].output) /
                                      (points[k].input - points[k - 1].input));
        if (slope < 0.5) {
            // Slopes belong to the middles of their intervals.
            const double middle = (points[k - 1].output + points[k].output) / 2;
            const double last =
                k < 2 ? points[0].output : (points[k - 2].output + points[k - 1].output) / 2;
            return last + (before - 0.5) / (before - slope) * (middle - last);
        }
        before = slope;
    }
    return points.back().output;
}

std::optional<double> slew_of(const wave::Waveform& waveform, std::size_t signal, double from_s,
                              double begin, double end) {
    const double first = begin + 0.2 * (end - begin);
    const double last = begin + 0.5 * (end - begin);
    const auto start = passage(waveform, signal, from_s, first);
    const auto stop = start ? passage(waveform, signal, *start, last) : std::nullopt;
    if (!stop) {
        return std::nullopt;
    }
    return (last - first) / (*stop - *start);
}

}  // namespace hopspice::bench
