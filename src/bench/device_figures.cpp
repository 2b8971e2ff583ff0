#include "bench/device_figures.h"

#include "circuit/bipolar.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <functional>

namespace hopspice::bench {

namespace {

constexpr double kLeastKnee = 1e-6;  // A, of one emitter
constexpr double kMostKnee = 1;      // as good as none
constexpr int kScan = 60;
constexpr int kRefinements = 60;

struct Minimum {
    double place = 0;
    double value = 0;
};

/// The least value of a function over `low` to `high`: the best of a scan, refined by golden
/// sections around it.
Minimum least(const std::function<double(double)>& of, double low, double high) {
    const double step = (high - low) / kScan;
    double best = low;
    for (int k = 0; k <= kScan; ++k) {
        const double here = low + k * step;
        best = of(here) < of(best) ? here : best;
    }
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double left = std::max(low, best - step);
    double right = std::min(high, best + step);
    for (int k = 0; k < kRefinements; ++k) {
        const double inner = right - golden * (right - left);
        const double outer = left + golden * (right - left);
        (of(inner) < of(outer) ? right : left) = of(inner) < of(outer) ? outer : inner;
    }
    const double middle = (left + right) / 2;
    return {middle, of(middle)};
}

/// Sum of the squares that a straight line leaves.
double residual(std::span<const double> x, std::span<const double> y) {
    const LineFit line = fit_line(x, y);
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        sum += std::pow(y[k] - line.offset - line.slope * x[k], 2);
    }
    return sum;
}

double knee_of(std::span<const GummelPoint> points) {
    std::vector<double> base;
    for (const GummelPoint& point : points) {
        base.push_back(std::log(point.base));
    }
    const auto left = [&](double log_knee) {
        std::vector<double> collector;
        for (const GummelPoint& point : points) {
            collector.push_back(std::log(point.collector) +
                                std::log1p(point.collector / std::exp(log_knee)));
        }
        return residual(base, collector);
    };
    return std::exp(least(left, std::log(kLeastKnee), std::log(kMostKnee)).place);
}

}  // namespace

LineFit fit_line(std::span<const double> x, std::span<const double> y) {
    const auto count = static_cast<double>(x.size());
    double mean_x = 0;
    double mean_y = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        mean_x += x[k] / count;
        mean_y += y[k] / count;
    }
    double product = 0;
    double square = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        product += (x[k] - mean_x) * (y[k] - mean_y);
        square += (x[k] - mean_x) * (x[k] - mean_x);
    }
    const double slope = product / square;
    return {slope, mean_y - slope * mean_x};
}

GummelFit fit_gummel(std::span<const GummelPoint> points, double kelvin, double base_ohms) {
    const double thermal = circuit::kVoltsPerKelvin * kelvin;
    GummelFit fit;
    fit.knee = knee_of(points);
    const auto rows = static_cast<Eigen::Index>(points.size());
    Eigen::MatrixXd terms(rows, 3);
    Eigen::VectorXd volts(rows);
    for (Eigen::Index row = 0; row < rows; ++row) {
        const GummelPoint& point = points[static_cast<std::size_t>(row)];
        terms(row, 0) =
            thermal * (std::log(point.collector) + std::log1p(point.collector / fit.knee));
        terms(row, 1) = -thermal;
        terms(row, 2) = point.collector + point.base;
        volts(row) = point.volts - point.base * base_ohms;
    }
    // Columns of like size: the currents are small.
    const double most = terms.col(2).maxCoeff();
    terms.col(2) /= most;
    const Eigen::VectorXd found = terms.colPivHouseholderQr().solve(volts);
    fit.slope = found(0);
    fit.saturation = std::exp(found(1) / found(0));
    fit.emitter_ohms = std::max(found(2) / most, 0.0);
    return fit;
}

SaturationFit fit_saturation(double nominal, const SaturationPoint& cold,
                             const SaturationPoint& hot) {
    Eigen::Matrix2d terms;
    Eigen::Vector2d rise;
    Eigen::Index row = 0;
    for (const SaturationPoint& point : {cold, hot}) {
        const double ratio = point.kelvin / circuit::kNominalKelvin;
        terms(row, 0) = (ratio - 1) / (circuit::kVoltsPerKelvin * point.kelvin);
        terms(row, 1) = std::log(ratio);
        rise(row++) = point.logarithm - nominal;
    }
    const Eigen::Vector2d found = terms.partialPivLu().solve(rise);
    return {found(0), found(1)};
}

JunctionFit fit_junction(const JunctionPoint& first, const JunctionPoint& second, double grading) {
    const auto share = [&](double reverse, double volts) {
        return std::pow(1 + reverse / volts, -grading);
    };
    const double ratio = second.farads / first.farads;
    const auto miss = [&](double log_volts) {
        const double volts = std::exp(log_volts);
        return std::abs(share(second.reverse_volts, volts) / share(first.reverse_volts, volts) -
                        ratio);
    };
    const double lowest = std::max(0.1, 1.1 * -std::min(first.reverse_volts, second.reverse_volts));
    const double volts = std::exp(least(miss, std::log(lowest), std::log(10.0)).place);
    return {first.farads / share(first.reverse_volts, volts), volts};
}

double threshold_of(std::span<const double> amperes, double first, double step) {
    double steepest = 0;
    double threshold = 0;
    for (std::size_t k = 2; k + 2 < amperes.size(); ++k) {
        const auto root = [&](std::size_t at) { return std::sqrt(std::max(amperes[at], 0.0)); };
        const double slope = (root(k + 2) - root(k - 2)) / (4 * step);
        if (slope > steepest * (1 + 1e-6)) {
            steepest = slope;
            threshold = first + static_cast<double>(k) * step - root(k) / slope;
        }
    }
    return threshold;
}

BodyFit fit_body(std::span<const BodyPoint> points) {
    const auto gamma_of = [&](double phi) {
        double product = 0;
        double square = 0;
        for (const BodyPoint& point : points) {
            const double term = std::sqrt(phi + point.volts) - std::sqrt(phi);
            product += term * point.rise;
            square += term * term;
        }
        return product / square;
    };
    const auto left = [&](double phi) {
        const double gamma = gamma_of(phi);
        double sum = 0;
        for (const BodyPoint& point : points) {
            sum +=
                std::pow(point.rise - gamma * (std::sqrt(phi + point.volts) - std::sqrt(phi)), 2);
        }
        return sum;
    };
    const double phi = least(left, 0.3, 1.5).place;
    return {gamma_of(phi), phi};
}

}  // namespace hopspice::bench
